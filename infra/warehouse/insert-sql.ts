import { identifier, literal } from './sql.ts';
import type { RawInsert } from './warehouse.ts';

/** Settings stand in the statement: on a connection they would leak into the next one. */
const INSERT_SETTINGS: Readonly<Record<string, string | number>> = {
  // A null in a column that takes none is an error, never a silent default.
  input_format_null_as_default: 0,
  // Facts of many years may come in one batch; the default refuses a hundred months.
  max_partitions_per_insert_block: 2000,
  // One block a batch, whatever its size: a block is what succeeds or fails as a whole.
  max_insert_block_size: 1_048_576,
  min_insert_block_size_bytes: 1 << 30,
  // Collapsing versions is the merges' work; doing it in the insert as well costs a third of its speed.
  optimize_on_insert: 0,
  max_insert_threads: 1,
  max_threads: 1,
};

/** An unknown field would be ignored by default, and its values lost. */
export const TEXT_SETTINGS = { input_format_skip_unknown_fields: 0 } as const;

/**
 * The statement that lands a body in one of its tables.
 *
 * @param from where the body is, unless it comes with the statement
 */
export function insertSql(table: string, insert: Omit<RawInsert, 'body'>, from = ''): string {
  const { columns, token, format } = insert;
  const given: Readonly<Record<string, number>> = format === 'JSONEachRow' ? TEXT_SETTINGS : {};
  const settings = Object.entries({ ...INSERT_SETTINGS, ...given, ...tokenSettings(token) })
    .map(([name, value]) => `${name} = ${literal(value)}`)
    .join(', ');
  const names = columns.map(identifier).join(', ');
  return `INSERT INTO ${identifier(table)} (${names}) ${from} SETTINGS ${settings} FORMAT ${format}`;
}

export function tokenSettings(token: string): Record<string, string> {
  return { insert_deduplication_token: token, deduplicate_insert: 'enable' };
}
