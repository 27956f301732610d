/**
 * The warehouse: one port, two runtimes (chDB embedded, a ClickHouse server).
 *
 * Every adapter offers the SQL functions `pseudonym(text)` and `pseudonymOrNull(text)`: a keyed hash that is stable
 * over restarts, so that views can hide whom a row is about and still be joined.
 */
export interface Warehouse {
  /** Runs one DDL or maintenance statement. */
  execute(statement: string): Promise<void>;
  /** Resolves when the engine has committed the rows. A rejection never means that nothing was written. */
  insert(insert: RawInsert): Promise<void>;
  /** Rows as objects; 64-bit integers come as numbers where they are safe, else as strings. */
  query<Row>(sql: string): Promise<Row[]>;
  /** Whole result in an output format of the engine, such as CSV or PrettyCompact. */
  text(sql: string, format: string): Promise<string>;
  /** Whole result as the engine's Parquet file. */
  parquet(sql: string): Promise<Uint8Array>;
  /**
   * SQL that a person typed: read-only, limited, on `mart_*` views only. Rejects with `query-refused`, and with the
   * signal's reason once the engine has given the query up.
   */
  queryFree(sql: string, format: string, signal?: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

export type RawInsert = {
  table: string;
  /** Further tables that get the same rows under the same token, after the first. */
  copies?: readonly string[];
  columns: readonly string[];
  /** Deduplication token: a second insert under it changes nothing, as long as the body has the same rows. */
  token: string;
  format: 'Avro' | 'JSONEachRow';
  /** How many rows the body holds, where the caller wants to be told that the engine read another number. */
  rows?: number;
  /** The chunks of one body, written out in order without being joined in memory. Untouched until the promise settles. */
  body: readonly Uint8Array[];
};
