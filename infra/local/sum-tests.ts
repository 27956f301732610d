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

/** What was run: a suite of tests with its report, undefined where it left none, or a check that has none. */
export type Run = { readonly name: string; readonly passed: boolean } & (
  | { readonly kind: 'check' }
  | { readonly kind: 'suite'; readonly report: Report | undefined }
);

/**
 * Adds up tests and checks. A file that could not be read as a test is a failure; so is a suite that ended badly although
 * each of its tests passed, left no report, or ran no test at all.
 */
export function sumOf(runs: readonly Run[]): Sum {
  const sums = runs.map((run) =>
    run.kind === 'suite'
      ? suiteSum(run.report, run.passed)
      : { passed: Number(run.passed), failed: Number(!run.passed), skipped: 0 },
  );
  return sums.reduce((sum, one) => ({
    passed: sum.passed + one.passed,
    failed: sum.failed + one.failed,
    skipped: sum.skipped + one.skipped,
  }));
}

function suiteSum(report: Report | undefined, endedWell: boolean): Sum {
  const files = report?.testResults ?? [];
  const statuses = files.flatMap(({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
      ? [...assertionResults.map((test) => test.status), 'failed']
      : assertionResults.map((test) => test.status),
  );
  const count = (wanted: (status: string) => boolean) => statuses.filter(wanted).length;
  const failed = count((status) => status === 'failed');
  const nothingTold = failed === 0 && (!endedWell || statuses.length === 0);
  return {
    passed: count((status) => status === 'passed'),
    failed: failed + Number(nothingTold),
    skipped: count((status) => status !== 'passed' && status !== 'failed'),
  };
}

/** `lint=passed` is a check, `tests=failed@report.json` a suite. */
export function runOf(text: string): Run {
  const [, name = text, word, path] = /^([^=]+)=(passed|failed)(?:@(.+))?$/.exec(text) ?? [];
  const passed = word === 'passed';
  if (path === undefined) return { kind: 'check', name, passed };
  return { kind: 'suite', name, passed, report: readReport(path) };
}

function readReport(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const runs = process.argv.slice(2).map(runOf);
  for (const run of runs) {
    process.stdout.write(`${run.name}: ${run.passed ? 'passed' : 'failed'}\n`);
  }
  const { passed, failed, skipped } = sumOf(runs);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
