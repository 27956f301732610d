import type { Landing } from './landed-marts.ts';

/** What a report must tell of a few rows, computed by hand. */
export type ReportCase = {
  /** Default: the end of the day that is reported, 2026-03-11; null where the report takes none. */
  readonly asOf?: string | null;
  readonly by: string;
  readonly given: readonly Landing[];
  /** Rows in their order, with the columns whose figures are computed by hand. */
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
  /** The cells of the first line of the table. */
  readonly line: readonly string[];
};
