import { identifier, type Warehouse } from '@landbridge/infra';
import { topics } from '@landbridge/schemas';
import { tableOf } from './table-names.ts';

export type TableHash = { table: string; rows: number; hash: string };

/** What differs between two runs of the same facts: when we took them in, where they lie, how often they were revised. */
const PASSING = new Set(['revision', 'retracted', 'ingestedAt', 'address']);

/** For every table the number of rows and a hash of ids and content, in whatever order the rows lie. */
export async function hashTables(warehouse: Warehouse): Promise<TableHash[]> {
  const columns = await warehouse.query<{ table: string; name: string }>(
    'SELECT table, name FROM system.columns WHERE database = currentDatabase() ORDER BY table, name',
  );
  const hashes: TableHash[] = [];
  for (const table of topics.map(tableOf).toSorted()) {
    const content = columns
      .filter((column) => column.table === table && isContent(column.name))
      .map(({ name }) => identifier(name));
    if (content.length === 0) continue;
    const [row] = await warehouse.query<{ rows: number; hash: string }>(hashSql(table, content));
    if (row !== undefined) hashes.push({ table, rows: Number(row.rows), hash: row.hash });
  }
  return hashes;
}

function isContent(column: string): boolean {
  return !column.startsWith('_') && !PASSING.has(column);
}

/** Sums of hashes do not hang on the order; two of them make a coincidence as good as impossible. */
function hashSql(table: string, content: readonly string[]): string {
  const row = `(${content.join(', ')},)`;
  return `SELECT count() AS rows, lower(concat(
      leftPad(hex(sum(sipHash64(${row}))), 16, '0'), leftPad(hex(sum(cityHash64(${row}))), 16, '0'))) AS hash
    FROM ${identifier(table)} FINAL`;
}
