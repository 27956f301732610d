/** What a table has taken since the start. */
export type TableCounters = {
  rows: number;
  inserts: number;
  bytes: number;
  deadLettered: number;
};

export type SinkCounters = {
  rounds: number;
  /** Loads that a crash had left open and that were inserted again. */
  replayed: number;
  retries: number;
  /** Tables that stopped, with the reason. */
  stopped: Map<string, string>;
  tables: Map<string, TableCounters>;
};

export function newCounters(names: readonly string[]): SinkCounters {
  const tables = names.map(
    (name) => [name, { rows: 0, inserts: 0, bytes: 0, deadLettered: 0 }] as const,
  );
  return { rounds: 0, replayed: 0, retries: 0, stopped: new Map(), tables: new Map(tables) };
}
