import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogBreaches, unitTestBreaches } from '../tidy/catalogs.ts';
import { foreignBreaches } from '../tidy/foreign.ts';
import { clockBreaches } from '../tidy/purity.ts';
import { roomBreaches } from '../tidy/rooms.ts';
import { readTree } from '../tidy/tree.ts';
import { applyBlock, blocksOf, type Overlay, openOverlay } from './overlay.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const blocks = blocksOf(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'));
const STAGES = ['schemas', 'producers', 'processors', 'sinks'];

let overlay: Overlay;

beforeAll(() => {
  overlay = openOverlay(ROOT);
  for (const block of blocks) applyBlock(overlay.folder, block);
  run('sinks/runtime/write-create-sql.ts');
});

afterAll(() => overlay[Symbol.dispose]());

function run(script: string, ...more: string[]): string {
  return execFileSync(process.execPath, [join(overlay.folder, script), ...more], {
    cwd: overlay.folder,
    encoding: 'utf8',
  });
}

type TestReport = {
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
};

/** Names of the tests that ran in the copy, by outcome. */
function testsOf(project: string, ...filters: string[]): { passed: string[]; failed: string[] } {
  const vitest = join(overlay.folder, 'node_modules', 'vitest', 'vitest.mjs');
  const file = join(overlay.folder, 'report.json');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--reporter=json',
      `--outputFile.json=${file}`,
      '--project',
      project,
      ...filters,
    ],
    { cwd: overlay.folder, encoding: 'utf8' },
  );
  if (!existsSync(file)) throw new Error(`${stdout}\n${stderr}`);
  const report: TestReport = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (wanted: string) =>
    tests.filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
  return { passed: named('passed'), failed: named('failed') };
}

test('each unit of the example is one folder and one catalog line', () => {
  const folders = new Set(
    blocks
      .filter(({ language }) => language !== 'diff')
      .map(({ path }) => path.split('/').slice(0, 2).join('/')),
  );
  const lines = blocks.filter(({ language }) => language === 'diff').map(({ path }) => path);
  expect(lines).toHaveLength(folders.size);
  expect(lines.every((path) => /^\w+\/catalog\.ts$/.test(path))).toBe(true);
  expect(new Set(lines).size).toBe(STAGES.length);
});

test.each(STAGES)('the example has the types that %s wants', (room) => {
  const { stdout } = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsc'), [], {
    cwd: join(overlay.folder, room),
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => /^[^.\s].*tide|^catalog/.test(line));
  expect(lines).toEqual([]);
});

test('the example passes its own tests', () => {
  const { passed, failed } = testsOf('unit', 'tide-');
  expect(failed).toEqual([]);
  expect(passed).toHaveLength(blocks.filter(({ path }) => path.endsWith('.test.ts')).length);
});

test('the example passes the suites that every unit must pass', () => {
  const { passed, failed } = testsOf('system', 'test/conformance/', '-t', 'tide[.-]');
  expect(failed).toEqual([]);
  expect(passed).toEqual(
    expect.arrayContaining([
      'tide.readings is a topic',
      'tide.floods is a topic',
      'tide-csv is a source',
      expect.stringContaining('tide-floods gives the rows of one fold, however its events come'),
      'tide-floods has rows that hold their key and name their causes',
      'tide-floods has one emitter for each row that it emits once',
      'tide-floods has a state that is never mutated and does not grow',
      'tide.readings has a table that is one',
      'tide.floods has a table that is one',
      'tide.floods has a first migration with every field',
    ]),
  );
});

test('the facts of the example are known as a source that reports wait for', () => {
  const { passed, failed } = testsOf('unit', 'sinks/runtime/source-progress-sql.test.ts');
  expect(failed).toEqual([]);
  expect(passed).toContain('every table of facts is known as a source');
});

test('the example keeps the rules of the rooms', () => {
  const ours = /tide|\/catalog\.ts$/;
  const tree = readTree(overlay.folder).filter(({ path }) => ours.test(path));
  const rules = [catalogBreaches, unitTestBreaches, roomBreaches, foreignBreaches, clockBreaches];
  const breaches = rules.flatMap((rule) => rule(tree)).filter((breach) => breach.includes('tide'));
  expect(breaches).toEqual([]);
});
