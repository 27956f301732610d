import type { Log } from '@landbridge/infra';
import type { Header, Topic } from '@landbridge/schemas';
import type { Attributed } from './as-of-join.ts';
import type { Dwell } from './kafka-dwells.ts';
import { readRows } from './kafka-rows.ts';

/** Sums over the rows of a topic that stand, in whatever order: two right engines come to the same. */
export type Sums = Readonly<Record<string, number>>;
/** What a row adds to each of the sums. */
export type Adds<Row> = Readonly<Record<string, (row: Row) => number>>;

export const joinAdds: Adds<Attributed> = {
  sum: ({ delayMs, speedKmh }) => delayMs + Math.round(speedKmh * 100),
  attributed: ({ attributed }) => (attributed ? 1 : 0),
};

export const dwellAdds: Adds<Dwell> = {
  dwellSum: ({ dwellMs }) => dwellMs,
  eventsSum: ({ events }) => events,
};

/** Reads a topic to its end; of several versions of a row the newest counts. `records` tells how many there were. */
export async function sumsOf<Row extends Header>(
  log: Log,
  topic: Topic<Row>,
  adds: Adds<Row>,
): Promise<Sums & { readonly rows: number; readonly records: number }> {
  const names = Object.keys(adds);
  const totals = new Array<number>(names.length).fill(0);
  let [rows, records] = [0, 0];
  for (let partition = 0; partition < log.partitions; partition++) {
    const newest = new Map<string, Standing>();
    const visit = (row: Row): void => {
      records++;
      if (row.revision < (newest.get(row.id)?.revision ?? 0)) return;
      const parts = row.retracted ? undefined : names.map((name) => adds[name]?.(row) ?? 0);
      newest.set(row.id, { revision: row.revision, parts });
    };
    await readRows(log, topic, { partition, from: 0, visit });
    for (const { parts } of newest.values()) {
      if (parts === undefined) continue;
      rows++;
      for (const [i, part] of parts.entries()) totals[i] = (totals[i] ?? 0) + part;
    }
  }
  const sums = Object.fromEntries(names.map((name, i) => [name, totals[i] ?? 0]));
  return { rows, ...sums, records };
}

type Standing = { readonly revision: number; readonly parts: readonly number[] | undefined };
