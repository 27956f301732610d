import { join } from 'node:path';
import {
  type Clock,
  type Migration,
  migrate,
  PipelineError,
  type Reference,
  readMigrations,
  type Warehouse,
} from '@landbridge/infra';
import type { Table } from '../table.ts';
import { columnsOf } from './columns.ts';
import { LEDGER_SQL } from './ledger.ts';
import { loadReferenceTables } from './reference-tables.ts';

const ROOM = join(import.meta.dirname, '..');

export type Prepared = {
  /** Tables that do not fit their topic, with the reason: they must not be written. */
  unfit: ReadonlyMap<string, PipelineError>;
};

/**
 * Makes tables, views and reference tables, or brings them up to date, and compares every table with its topic:
 * the engine would land bytes in a column of another type without an error.
 */
export async function prepareWarehouse(options: {
  warehouse: Warehouse;
  clock: Clock;
  tables: readonly Table[];
  reference?: Reference | undefined;
}): Promise<Prepared> {
  const { warehouse, clock, tables, reference } = options;
  const [functions, ...marts] = readMigrations('marts', join(ROOM, 'marts'));
  const units = tables.flatMap(({ topic }) => {
    const folder = topic.name.replaceAll('.', '-');
    return readMigrations(folder, join(ROOM, folder));
  });
  await migrate(warehouse, functions === undefined ? units : [functions, ...units], clock);
  await warehouse.execute(LEDGER_SQL);
  await migrate(warehouse, readable(marts, tables), clock);
  if (reference !== undefined) await loadReferenceTables(warehouse, reference, clock);
  return { unfit: await unfitTables(warehouse, tables) };
}

/** A deployment may have some of the tables; a view over one it has not, or over such a view, is left out. */
function readable(marts: readonly Migration[], tables: readonly Table[]): Migration[] {
  const known = new Set(tables.flatMap(({ name }) => [name, `mart_${name}`, `${name}_revisions`]));
  return marts.filter(({ sql }) => {
    const own = madeBy(sql);
    const read = [...sql.matchAll(/\b(?:FROM|JOIN) ([a-z_]+)/g)].map(([, name = '']) => name);
    const fits = read.every((name) => known.has(name) || own.has(name) || name.startsWith('ref_'));
    if (fits) for (const name of own) known.add(name);
    return fits;
  });
}

/** Tables, views and common table expressions of a file. */
function madeBy(sql: string): Set<string> {
  const made = sql.matchAll(/\b(?:VIEW|TABLE)(?: IF NOT EXISTS)? ([a-z_]+)|\b([a-z_]+) AS \(/g);
  return new Set([...made].map(([, name, expression]) => name ?? expression ?? ''));
}

async function unfitTables(
  warehouse: Warehouse,
  tables: readonly Table[],
): Promise<Map<string, PipelineError>> {
  const rows = await warehouse.query<{ table: string; name: string; type: string }>(
    'SELECT table, name, type FROM system.columns WHERE database = currentDatabase()',
  );
  const types = new Map(rows.map((row) => [`${row.table}.${row.name}`, row.type]));
  const unfit = new Map<string, PipelineError>();
  for (const table of tables) {
    const names = table.revisions ? [table.name, `${table.name}_revisions`] : [table.name];
    const differing = names.flatMap((name) =>
      columnsOf(table)
        .filter((column) => types.get(`${name}.${column.name}`) !== column.type)
        .map((column) => `${name}.${column.name}`),
    );
    if (differing.length > 0) unfit.set(table.name, mismatch(table, differing));
  }
  return unfit;
}

function mismatch(table: Table, columns: readonly string[]): PipelineError {
  return new PipelineError(
    'schema-mismatch',
    `Checking the table ${table.name} against its topic: ${columns.slice(0, 5).join(', ')} ${columns.length === 1 ? 'does' : 'do'} not fit the schema. Add a migration beside the table; it is not written until then.`,
  );
}
