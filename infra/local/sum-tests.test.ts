import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Report, sumOf } from './sum-tests.ts';

function report(...files: string[][]): Report {
  return {
    testResults: files.map((statuses, i) => ({
      name: `file-${i}.test.ts`,
      status: statuses.includes('failed') ? 'failed' : 'passed',
      assertionResults: statuses.map((status) => ({ status })),
    })),
  };
}

test('tests and checks are added up', () => {
  const tests = report(['passed', 'passed'], ['passed', 'failed', 'pending', 'todo', 'skipped']);
  expect(sumOf(tests, ['lint=passed', 'types=passed', 'tests=failed'])).toEqual({
    passed: 5,
    failed: 1,
    skipped: 3,
  });
});

test('a failed check is a failure beside passed tests', () => {
  const sum = sumOf(report(['passed']), ['lint=failed', 'types=passed', 'tests=passed']);
  expect(sum).toEqual({ passed: 2, failed: 1, skipped: 0 });
});

test('a file that could not be imported is a failure', () => {
  const broken = { testResults: [{ name: 'x', status: 'failed', assertionResults: [] }] };
  expect(sumOf(broken, ['tests=failed']).failed).toBe(1);
});

test('a run that ended badly although its tests passed is a failure', () => {
  expect(sumOf(report(['passed']), ['tests=failed'])).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a run without a report is a failure', () => {
  expect(sumOf(undefined, ['lint=passed', 'tests=passed'])).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

test('the sum is the last line, and the status says whether anything failed', () => {
  const script = join(import.meta.dirname, 'sum-tests.ts');
  const run = spawnSync(process.execPath, [script, '/nowhere.json', 'lint=passed', 'tests=failed']);
  expect(run.stdout.toString()).toMatch(
    /^lint: passed\ntests: failed\n1 passed, 1 failed, 0 skipped\n$/,
  );
  expect(run.status).toBe(1);
});

test('the script that starts it all is one that bash reads', () => {
  const script = join(import.meta.dirname, '..', '..', '.ci', 'run');
  expect(() => execFileSync('bash', ['-n', script])).not.toThrow();
});
