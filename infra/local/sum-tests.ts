import { readFileSync } from 'node:fs';

/** What this needs of vitest's JSON report. */
export type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
};

export type Sum = { readonly passed: number; readonly failed: number; readonly skipped: number };

/**
 * Adds the tests of a report and the checks beside them, each `name=passed` or `name=failed`. A file that could not be
 * read as a test is a failure; so is a run that ended badly although each of its tests passed, or left no report.
 */
export function sumOf(report: Report | undefined, checks: readonly string[]): Sum {
  const files = report?.testResults ?? [];
  const statuses = files.flatMap(({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
      ? [...assertionResults.map((test) => test.status), 'failed']
      : assertionResults.map((test) => test.status),
  );
  const count = (wanted: (status: string) => boolean) => statuses.filter(wanted).length;
  const failedTests = count((status) => status === 'failed');
  const others = checks.filter((check) => !check.startsWith('tests='));
  const endedBadly = checks.includes('tests=failed') && failedTests === 0;
  const failedChecks = others.filter((check) => !check.endsWith('=passed')).length;
  return {
    passed: count((status) => status === 'passed') + others.length - failedChecks,
    failed: failedTests + failedChecks + Number(endedBadly || report === undefined),
    skipped: count((status) => status !== 'passed' && status !== 'failed'),
  };
}

function readReport(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const [path = '', ...checks] = process.argv.slice(2);
  const { passed, failed, skipped } = sumOf(readReport(path), checks);
  for (const check of checks) process.stdout.write(`${check.replace('=', ': ')}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
