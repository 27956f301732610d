import { identifier, type Warehouse } from '@landbridge/infra';
import { topics } from '@landbridge/schemas';

/** What a table holds: every id with a hash of its content. */
export type LandedTable = {
  readonly table: string;
  readonly rows: readonly (readonly [id: string, hash: string])[];
};

/** What differs between two runs of the same facts: versions, addresses, and when we took a fact in. */
const PASSING = new Set(['id', 'revision', 'retracted', 'ingestedAt', 'address']);

/** The tables of all topics as their readers see them, without what is superseded or withdrawn, by id. */
export async function landedTables(warehouse: Warehouse): Promise<LandedTable[]> {
  const landed: LandedTable[] = [];
  for (const { table, columns } of await columnsOf(warehouse)) {
    const content = columns.map(({ name }) => identifier(name)).join(', ');
    const rows = await warehouse.query<{ id: string; hash: string }>(
      `SELECT id, hex(sipHash128((${content},))) AS hash FROM ${identifier(table)} FINAL ORDER BY id`,
    );
    landed.push({ table, rows: rows.map(({ id, hash }) => [id, hash]) });
  }
  return landed;
}

export type LandedRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** The rows themselves by topic, times in epoch milliseconds: what an oracle is held against. */
export async function landedRows(
  warehouse: Warehouse,
): Promise<Record<string, readonly LandedRow[]>> {
  const landed: Record<string, readonly LandedRow[]> = {};
  for (const { topic, table, columns } of await columnsOf(warehouse)) {
    const selected = columns.map(({ name, type }) => {
      const column = identifier(name);
      return type.includes('DateTime64')
        ? `toUnixTimestamp64Milli(${column}) AS ${column}`
        : column;
    });
    landed[topic] = await warehouse.query<LandedRow>(
      `SELECT id, ${selected.join(', ')} FROM ${identifier(table)} FINAL ORDER BY id`,
    );
  }
  return landed;
}

type Columns = readonly { readonly name: string; readonly type: string }[];

async function columnsOf(
  warehouse: Warehouse,
): Promise<{ topic: string; table: string; columns: Columns }[]> {
  const columns = await warehouse.query<{ table: string; name: string; type: string }>(
    'SELECT table, name, type FROM system.columns WHERE database = currentDatabase() ORDER BY table, name',
  );
  return topics.map(({ name: topic }) => {
    const table = topic.replaceAll('.', '_');
    const own = columns.filter((column) => column.table === table);
    if (own.length === 0) throw new Error(`${topic} has no table.`);
    return { topic, table, columns: own.filter(({ name }) => isContent(name)) };
  });
}

function isContent(column: string): boolean {
  return !column.startsWith('_') && !PASSING.has(column);
}
