import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, nextSteps, shellLine } from '@landbridge/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandsOf, type End, kafkaCommandsOf, runTyped } from './printed-commands.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DAY = '2026-03-11';
/** Stands for the id of a row: ids hold pseudonyms, which are others in every folder. */
const ROW = 'ROW';
/** The same code on less: benchmarks and proofs make their own data. */
const SMALLER: Readonly<Record<string, readonly string[]>> = {
  bench: ['--scale', '0.01'],
  prove: ['--scale', '0.005', '--kills', '1'],
};

const page = readFileSync(join(ROOT, 'README.md'), 'utf8');
const readme = commandsOf(page);
const questions = commandsOf(readFileSync(join(ROOT, 'docs', 'questions.md'), 'utf8'));
const steps = nextSteps({ day: DAY, row: ROW }).map(({ typed }) => typed);
const folder = mkdtempSync(join(tmpdir(), 'landbridge-printed-'));
const dataDir = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let day: End;
let row: string;

beforeAll(async () => {
  const small = ['--scale', '0.02', '--history', '5', '--data-dir', dataDir];
  day = await runTyped(['run', '--simulate', '--day', DAY, ...small]);
  row = /npx landbridge explain '?([^'\s]+)/.exec(day.stdout)?.[1] ?? '';
}, 300_000);

/** The words as they are run here: on the small day's folder, with its row, and a folder to watch that exists. */
function here(typed: readonly string[]): string[] {
  const [name = ''] = typed;
  const command = catalog.find((known) => known.name === name);
  const words = typed.map((word) =>
    word === ROW ? row : word === 'inbox' ? mkdtempSync(join(folder, 'inbox-')) : word,
  );
  const takesFolder = command !== undefined && command.where !== 'anywhere';
  const onFolder = takesFolder && !typed.includes('--data-dir') ? ['--data-dir', dataDir] : [];
  const smaller = typed.includes('--scale') ? [] : (SMALLER[name] ?? []);
  return [...words, ...onFolder, ...smaller];
}

test('a simulated day ends well and prints what to try next', () => {
  expect(day.stderr).toBe('');
  expect(day.status).toBe(0);
  expect(row).not.toBe('');
  const printed = commandsOf(`\`\`\`sh\n${day.stdout.split('Try next:')[1]}\`\`\`\n`);
  expect(printed.map(({ line }) => line)).toEqual(
    nextSteps({ day: DAY, row, dataDir }).map(({ typed }) => shellLine(typed)),
  );
});

test('the README shows every command', () => {
  const shown = new Set(
    [...readme, ...kafkaCommandsOf(page)].flatMap(({ typed }) => [
      typed[0],
      typed.slice(0, 2).join(' '),
    ]),
  );
  expect(catalog.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});

test('the page of questions has a command for every report', () => {
  const report = catalog.find(({ name }) => name === 'report');
  const asked = new Set(questions.map(({ typed }) => typed[1]));
  expect(report?.usage.split('|').filter((name) => !asked.has(name))).toEqual([]);
});

const commands = new Map([
  ...steps.map((typed) => [shellLine(typed), typed] as const),
  ...readme.map(({ line, typed }) => [line, typed] as const),
  ...questions.map(({ line, typed }) => [line, typed] as const),
]);

test.each([...commands])('does what it is printed for: %s', async (_line, typed) => {
  const { status, stdout, stderr } = await runTyped(here(typed));
  expect(status, stderr).toBe(0);
  // What waits for Ctrl-C talks to the person; everything else answers.
  if (!typed.includes('--watch')) expect(stdout.trim()).not.toBe('');
});

test.each([
  ['npx', ['--no', 'landbridge', 'help']],
  ['npm', ['run', '--silent', 'landbridge', '--', 'help']],
])('the command line is found by %s', (program, words) => {
  const said = execFileSync(program, words, { cwd: ROOT, encoding: 'utf8' });
  expect(said).toContain('Usage: landbridge COMMAND');
});

test('a printed command that nobody runs is refused', () => {
  expect(() => commandsOf('Type `npm run deploy`.')).toThrow('Nothing runs');
  expect(() => commandsOf('```sh\nnpx landbridge topics | head\n```\n')).toThrow('more than one');
});

test('words are read as a shell reads them', () => {
  const text =
    "```sh\nnpm ci && npm start   # first\nnpx landbridge query 'SELECT 1 > 0'  # more\n```\n";
  expect(commandsOf(text)).toEqual([
    { line: "npx landbridge query 'SELECT 1 > 0'", typed: ['query', 'SELECT 1 > 0'] },
  ]);
  expect(commandsOf('`npm run bench -- engine`')[0]?.typed).toEqual(['bench', 'engine']);
});
