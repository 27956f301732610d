import type { Clock, Warehouse } from '@landbridge/infra';
import { freshName, literal, timeText } from '@landbridge/infra';

/** The records of a topic partition with `min` ≤ offset ≤ `max`. */
export type OffsetRange = { partition: number; min: number; max: number };

/**
 * What a table has written: ranges that are about to be inserted (INTENT) and that are in (DONE). A load is the
 * ranges of several partitions that go into one table in one insert, under one token; an INTENT is written before the
 * insert, so that after a crash exactly the same ranges are inserted under the same token again.
 */
export type LoadEntry = {
  table: string;
  topic: string;
  ranges: readonly OffsetRange[];
  /** Token of the load, without the schema id. */
  token: string;
  rows: number;
  rejected: number;
};

export type OpenLoad = Pick<LoadEntry, 'table' | 'topic' | 'ranges' | 'token'>;

export type LedgerState = {
  /** Next offset to land, by `table/partition`. */
  positions: ReadonlyMap<string, number>;
  /** Loads whose INTENT has no DONE, to be replayed exactly. */
  open: readonly OpenLoad[];
};

const TABLE = 'ops.sink_ledger';
const COLUMNS = 'log sink topic part state min_off max_off token rows rejected ts'.split(' ');

/** The ledger's table keeps the newest INTENT and DONE of each partition, so it does not grow with time. */
export const LEDGER_SQL = `CREATE TABLE IF NOT EXISTS ${TABLE}
(log LowCardinality(String), sink LowCardinality(String), topic LowCardinality(String), part UInt32,
 state Enum8('INTENT' = 1, 'DONE' = 2), min_off UInt64, max_off UInt64, token String, rows UInt32, rejected UInt32,
 ts DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree(max_off) ORDER BY (log, sink, topic, part, state)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1`;

export function tokenOf(
  log: string,
  { table, topic, ranges }: Pick<LoadEntry, 'table' | 'topic' | 'ranges'>,
): string {
  const spans = ranges.map(({ partition, min, max }) => `${partition}:${min}-${max}`).join(',');
  return `${log}:${table}:${topic}:${spans}`;
}

/** One insert for any number of entries: they become durable together. */
export async function writeLedger(
  { warehouse, log, clock }: { warehouse: Warehouse; log: string; clock: Clock },
  done: readonly LoadEntry[],
  intents: readonly LoadEntry[],
): Promise<void> {
  const ts = timeText(clock.nowMs());
  const lines = [
    ...done.flatMap((entry) => linesOf(entry, { log, state: 'DONE', ts })),
    ...intents.flatMap((entry) => linesOf(entry, { log, state: 'INTENT', ts })),
  ];
  if (lines.length === 0) return;
  const body = Buffer.from(`${lines.join('\n')}\n`);
  // Replaced by its key, so twice is once; a token that was noted before a crash would drop it without a word.
  const token = `ledger:${freshName()}`;
  await warehouse.insert({
    table: TABLE,
    columns: COLUMNS,
    token,
    format: 'JSONEachRow',
    body: [body],
  });
}

export async function readLedger(warehouse: Warehouse, log: string): Promise<LedgerState> {
  const rows = await warehouse.query<{
    sink: string;
    topic: string;
    part: number;
    state: 'INTENT' | 'DONE';
    min: number;
    max: number;
    token: string;
  }>(`SELECT sink, topic, part, toString(state) AS state, argMax(min_off, max_off) AS min,
        max(max_off) AS max, argMax(ledger.token, max_off) AS token
      FROM ${TABLE} AS ledger WHERE log = ${literal(log)} GROUP BY sink, topic, part, state ORDER BY sink, topic, part`);
  const positions = new Map<string, number>();
  for (const row of rows) {
    if (row.state === 'DONE') positions.set(`${row.sink}/${row.part}`, row.max + 1);
  }
  const open = new Map<string, OpenLoad & { ranges: OffsetRange[] }>();
  for (const { sink, topic, part, state, min, max, token } of rows) {
    if (state !== 'INTENT' || max < (positions.get(`${sink}/${part}`) ?? 0)) continue;
    const load = open.get(token) ?? { table: sink, topic, ranges: [], token };
    load.ranges.push({ partition: part, min, max });
    open.set(token, load);
  }
  return { positions, open: [...open.values()] };
}

function linesOf(
  { table, topic, ranges, token, rows, rejected }: LoadEntry,
  { log, state, ts }: { log: string; state: 'INTENT' | 'DONE'; ts: string },
): string[] {
  return ranges.map(({ partition, min, max }) =>
    JSON.stringify({
      ...{ log, sink: table, topic, part: partition, state },
      ...{ min_off: min, max_off: max, token, rows, rejected, ts },
    }),
  );
}
