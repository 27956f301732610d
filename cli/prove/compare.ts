import { count } from '../format/numbers.ts';
import { textTable } from '../format/text-table.ts';
import type { TableHash } from '../table-hashes.ts';

/** One run of the small day and the tables that it left. */
export type Run = { readonly name: string; readonly tables: readonly TableHash[] };

export type Verdict = {
  readonly table: string;
  readonly rows: number;
  /** By run, in order. */
  readonly hashes: readonly (string | null)[];
  readonly equal: boolean;
};

/** Compares every table of every run with that of the first. A table that one run lacks is not equal. */
export function compareRuns(runs: readonly Run[]): Verdict[] {
  const names = new Set(runs.flatMap(({ tables }) => tables.map(({ table }) => table)));
  return [...names].toSorted().map((table) => {
    const found = runs.map((run) => run.tables.find((known) => known.table === table));
    const hashes = found.map((known) => known?.hash ?? null);
    const [first] = found;
    const equal = found.every(
      (known) => known !== undefined && known.hash === first?.hash && known.rows === first.rows,
    );
    return { table, rows: first?.rows ?? 0, hashes, equal };
  });
}

/** The hashes side by side. */
export function verdictLines(runs: readonly Run[], verdicts: readonly Verdict[]): string[] {
  const left = (title: string) => ({ title, align: 'left' as const });
  return textTable(
    [
      left('table'),
      { title: 'rows', align: 'right' },
      ...runs.map(({ name }) => left(name)),
      left(''),
    ],
    verdicts.map(({ table, rows, hashes, equal }) => [
      table,
      count(rows),
      ...hashes.map((hash) => (hash === null ? 'missing' : hash.slice(0, 12))),
      equal ? 'equal' : 'DIFFERENT',
    ]),
  );
}
