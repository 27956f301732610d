import type { Warehouse } from '@landbridge/infra';
import { type Comparison, compareMetric, type Difference } from './compare.ts';
import type { AuditedMetric, Range } from './metric.ts';

/** What an audit found of one metric. */
export type Finding = Comparison & { readonly name: string };

/** How often what differs is looked at again, where facts go on coming in. */
const LOOKS_MAX = 2;

type Options = {
  readonly warehouse: Warehouse;
  readonly metrics: readonly AuditedMetric[];
  readonly range: Range;
  /** Resolves when all that is in the log now has landed. */
  settled(): Promise<void>;
  /** Told before each metric. */
  onMetric?(name: string): void;
};

/** Name of a metric on the command line: that of its table, with hyphens. */
export function nameOf({ topic }: AuditedMetric): string {
  return topic.name.replaceAll('.', '-');
}

/**
 * Audits metrics one after the other. On a live pipeline a fact may have landed of which the result has not yet: so it
 * waits until what the log holds has landed, and looks at what differs again after it has caught up once more. Only a
 * row that differs each time is a difference.
 */
export async function runAudit(options: Options): Promise<Finding[]> {
  const { warehouse, metrics, range, settled } = options;
  await settled();
  const findings: Finding[] = [];
  for (const metric of metrics) {
    options.onMetric?.(nameOf(metric));
    let found = await compareMetric(warehouse, metric, range);
    for (let look = 1; look < LOOKS_MAX && found.differences.length > 0; look++) {
      await settled();
      const again = await compareMetric(warehouse, metric, range);
      found = { rows: again.rows, differences: inBoth(found.differences, again.differences) };
    }
    findings.push({ name: nameOf(metric), ...found });
  }
  return findings;
}

function inBoth(before: readonly Difference[], again: readonly Difference[]): Difference[] {
  const known = new Set(before.map(({ id }) => id));
  return again.filter(({ id }) => known.has(id));
}
