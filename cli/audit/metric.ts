import type { Topic } from '@landbridge/schemas';

/**
 * A metric that the audit recomputes: its rows by SQL over the tables that its processor reads. The SQL follows the
 * definition of the metric and shares nothing with the reducer: no code, no constant, no order of events but the one
 * that a timeline is defined by.
 */
export type AuditedMetric = {
  /** The topic whose table is audited. */
  readonly topic: Topic;
  /** The processor that writes it: what was dead-lettered for it is left out. */
  readonly processor: string;
  /** Where a row needs events near its own time only: the topic whose events make one each. Audited day by day. */
  readonly dailyBy?: Topic;
  /** Fields compared besides the id. */
  readonly compared: readonly string[];
  /** The rows as they should be: `id`, the compared fields, `causes`. Every row there is, or those of a range and more. */
  sql(accepted: Accepted, range: Range): string;
};

/** A table as the processor saw it: newest versions that stand, without what was dead-lettered for it. */
export type Accepted = (topic: Topic) => string;

/** Event times of the audited rows, epoch milliseconds: [fromMs, toMs). */
export type Range = { readonly fromMs: number; readonly toMs: number };

/** A time column as epoch milliseconds: SQL computes with numbers, as the definitions do. */
export function ms(column: string): string {
  return `toUnixTimestamp64Milli(${column})`;
}

/** Epoch milliseconds as the time columns have it. */
export function time(milliseconds: string): string {
  return `fromUnixTimestamp64Milli(${milliseconds}, 'UTC')`;
}
