import type { VerdictCounts } from '../engine/index.ts';

/** What tasks have done since the process started. */
export type TaskCounters = VerdictCounts & {
  folded: number;
  refolded: number;
  failed: number;
  published: number;
  commits: number;
};

export const NO_COUNTS: TaskCounters = {
  ...{ duplicate: 0, conflict: 0, late: 0, future: 0, malformed: 0 },
  ...{ folded: 0, refolded: 0, failed: 0, published: 0, commits: 0 },
};

export function sumOfCounters(counters: readonly TaskCounters[]): TaskCounters {
  const sum = { ...NO_COUNTS };
  for (const each of counters) {
    for (const name of Object.keys(sum) as (keyof TaskCounters)[]) sum[name] += each[name];
  }
  return sum;
}
