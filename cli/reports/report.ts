import type { Topic } from '@landbridge/schemas';

/** What a report looks at. Times are epoch milliseconds; the period is [fromMs, toMs). */
export type Scope = {
  readonly fromMs: number;
  readonly toMs: number;
  /** The reader's now: what began after it is not there, what ended after it is open. */
  readonly asOfMs: number;
  /** Names of the dimensions that rows are told apart by: a report may look at less where fewer are asked for. */
  readonly apart: readonly string[];
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
  /** Which groups are shown: an aggregate condition. Default all; a baseline alone is no row. */
  readonly shown?: string;
  /** Name of the column that the page draws; default the first median, else the first figure. */
  readonly drawn?: string;
  /** Name of the figure that says how many rows are open; null where nothing can be. */
  readonly open: string | null;
  /** False where the report cannot be asked as of another time than now. */
  readonly asOf?: false;
};

/** Qualities of rows that count in means. */
export const COUNTED = "quality IN ('COMPLETE', 'START_INFERRED', 'END_INFERRED')";
export const INFERRED = "quality IN ('START_INFERRED', 'END_INFERRED')";
/** A depot's visits are short and would flatter its group's terminals; a visit to who knows where stays. */
export const NOT_AT_DEPOT =
  "ifNull(facility, '') NOT IN (SELECT id FROM ref_facilities WHERE kind = 'DEPOT')";

/** Milliseconds of a time column. */
export function millis(column: string): string {
  return `toUnixTimestamp64Milli(${column})`;
}

/** The Shanghai calendar day and the hour of day of milliseconds, null where they are null. */
export function dayAndHour(ms: string): { day: string; hour: string } {
  const local = shanghai(ms);
  return { day: `toString(toDate(${local}))`, hour: `toHour(${local})` };
}

/** The Monday that a Shanghai week begins with, and the quarter of an hour, as text that sorts. */
export function weekAndQuarter(ms: string): { week: string; quarter: string } {
  const local = shanghai(ms);
  return {
    week: `toString(toMonday(${local}))`,
    quarter: `formatDateTime(toStartOfFifteenMinutes(${local}), '%F %R')`,
  };
}

/** The Shanghai minute of milliseconds as text that sorts: `2026-03-11 08:05`. */
export function minuteText(ms: string): string {
  return `formatDateTime(${shanghai(ms)}, '%F %R')`;
}

/** A point in time for the parameter of an `at_` view. */
export function atMs(ms: number): string {
  return `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;
}

function shanghai(ms: string): string {
  return `toTimeZone(fromUnixTimestamp64Milli(${ms}), 'Asia/Shanghai')`;
}
