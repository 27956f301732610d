import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Report, type Run, runOf, sumOf } from './sum-tests.ts';

function report(...files: string[][]): Report {
  return {
    testResults: files.map((statuses, i) => ({
      name: `file-${i}.test.ts`,
      status: statuses.includes('failed') ? 'failed' : 'passed',
      assertionResults: statuses.map((status) => ({ status })),
    })),
  };
}

const check = (name: string, passed: boolean): Run => ({ kind: 'check', name, passed });
const suite = (found: Report | undefined, passed: boolean): Run => ({
  kind: 'suite',
  name: 'tests',
  passed,
  report: found,
});

test('the tests of every suite and the checks are added up', () => {
  const tests = report(['passed', 'passed'], ['passed', 'failed', 'pending', 'todo', 'skipped']);
  const services = report(['passed']);
  expect(
    sumOf([check('lint', true), suite(tests, false), check('types', true), suite(services, true)]),
  ).toEqual({ passed: 6, failed: 1, skipped: 3 });
});

test('a failed check is a failure beside passed tests', () => {
  const sum = sumOf([check('lint', false), check('types', true), suite(report(['passed']), true)]);
  expect(sum).toEqual({ passed: 2, failed: 1, skipped: 0 });
});

test('a file that could not be imported is a failure', () => {
  const broken = { testResults: [{ name: 'x', status: 'failed', assertionResults: [] }] };
  expect(sumOf([suite(broken, false)]).failed).toBe(1);
});

test('a suite that ended badly although its tests passed is a failure', () => {
  expect(sumOf([suite(report(['passed']), false)])).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test.each([
  ['left no report', undefined],
  ['ran no test', report()],
])('a suite that %s is a failure, however it ended', (_, found) => {
  const sum = sumOf([check('lint', true), suite(found, true)]);
  expect(sum).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('what is no check is a failed one', () => {
  expect(sumOf([runOf('lint')]).failed).toBe(1);
});

test('the sum is the last line, and the status says whether anything failed', () => {
  const script = join(import.meta.dirname, 'sum-tests.ts');
  const typed = ['lint=passed', 'tests=failed@/nowhere.json'];
  const run = spawnSync(process.execPath, [script, ...typed]);
  expect(run.stdout.toString()).toBe(
    'lint: passed\ntests: failed\n1 passed, 1 failed, 0 skipped\n',
  );
  expect(run.status).toBe(1);
});

test('the script that starts it all is one that bash reads', () => {
  const script = join(import.meta.dirname, '..', '..', '.ci', 'run');
  expect(() => execFileSync('bash', ['-n', script])).not.toThrow();
});
