import type { Topic } from '@landbridge/schemas';

/** What a report looks at. Times are epoch milliseconds; the period is [fromMs, toMs). */
export type Scope = {
  readonly fromMs: number;
  readonly toMs: number;
  /** The reader's now: what began after it is not there, what ended after it is open. */
  readonly asOfMs: number;
};

/** Something to tell rows apart by, `--by NAME`. `sql` speaks of the columns of the report's rows. */
export type Dimension = { readonly name: string; readonly sql: string };

/** A figure of a group of rows, an aggregate over the report's rows. */
export type Figure = {
  readonly name: string;
  /** Heading in the table. */
  readonly title: string;
  readonly sql: string;
  /** `share` is a part of one; a decimal has so many digits. */
  readonly form: 'count' | 'share' | { readonly digits: number };
  /** Left out of the table where it is nothing in every row; CSV and JSON always have it. */
  readonly rare?: boolean;
};

/** A duration, told by count, mean, median, P90 and P95 together: these distributions are skewed to the right. */
export type Measure = {
  readonly name: string;
  readonly title: string;
  readonly unit: 'days' | 'hours' | 'minutes' | 'seconds';
  /** Milliseconds, or null; and whether the row is in the mean. */
  readonly sql: string;
  readonly when: string;
};

/** A report: rows in scope, ways to tell them apart, figures over them. All of it runs in the warehouse. */
export type Report = {
  readonly name: string;
  readonly about: string;
  /** Definitions that a reader of the figures must know. */
  readonly notes: readonly string[];
  /** Topics from outside that it rests on: it says up to when each has come. */
  readonly facts: readonly Topic[];
  readonly dimensions: readonly Dimension[];
  readonly defaultBy: readonly string[];
  /** Dimensions that rows are always told apart by, in the total too. */
  readonly apart: readonly string[];
  rows(scope: Scope): string;
  readonly figures: readonly Figure[];
  readonly measures: readonly Measure[];
  /** Which rows the table shows first; default: in the order of the dimensions. */
  readonly orderBy?: string;
  /** Name of the figure that says how many rows are open; null where nothing can be. */
  readonly open: string | null;
};

/** Qualities of rows that count in means. */
export const COUNTED = "quality IN ('COMPLETE', 'START_INFERRED', 'END_INFERRED')";
export const INFERRED = "quality IN ('START_INFERRED', 'END_INFERRED')";

/** Milliseconds of a time column. */
export function millis(column: string): string {
  return `toUnixTimestamp64Milli(${column})`;
}

/** The Shanghai calendar day and the hour of day of milliseconds, null where they are null. */
export function dayAndHour(ms: string): { day: string; hour: string } {
  const local = `toTimeZone(fromUnixTimestamp64Milli(${ms}), 'Asia/Shanghai')`;
  return { day: `toString(toDate(${local}))`, hour: `toHour(${local})` };
}
