import type { Warehouse } from '@landbridge/infra';
import { textTable } from '../format/text-table.ts';

export type Mart = {
  mart: string;
  about: string;
  columns: { name: string; type: string; about: string }[];
  example: string;
};

type ColumnRow = {
  mart: string;
  about: string;
  name: string;
  type: string;
  columnAbout: string;
};

/** The marts as the warehouse describes them. */
export async function listMarts(warehouse: Warehouse): Promise<Mart[]> {
  const rows = await warehouse.query<ColumnRow>(`
    SELECT t.name AS mart, t.comment AS about, c.name AS name, c.type AS type, c.comment AS columnAbout
    FROM system.tables AS t
    INNER JOIN system.columns AS c ON c.database = t.database AND c.table = t.name
    WHERE t.database = currentDatabase() AND startsWith(t.name, 'mart_')
    ORDER BY t.name, c.position`);
  const marts = new Map<string, Mart>();
  for (const { mart, about, name, type, columnAbout } of rows) {
    const known = marts.get(mart) ?? { mart, about, columns: [], example: '' };
    known.columns.push({ name, type, about: columnAbout });
    marts.set(mart, known);
  }
  return [...marts.values()].map((mart) => ({ ...mart, example: exampleOf(mart) }));
}

/** A query that shows what a mart is for: its newest rows. */
function exampleOf({ mart, columns }: Mart): string {
  const names = columns.map(({ name }) => name);
  const shown = names.filter((name) => !['causes', 'causeCount', 'flags', 'bytes'].includes(name));
  const order = names.includes('eventTime') ? ' ORDER BY eventTime DESC' : '';
  return `SELECT ${shown.slice(0, 6).join(', ')} FROM ${mart}${order} LIMIT 5`;
}

export function showMarts(marts: readonly Mart[]): string {
  return marts.flatMap((mart) => [`${martLines(mart).join('\n')}\n`]).join('\n');
}

function martLines({ mart, about, columns, example }: Mart): string[] {
  const titles = ['column', 'type', 'about'].map((title) => ({ title, align: 'left' as const }));
  const rows = columns.map((column) => [column.name, column.type, column.about]);
  const table = textTable(titles, rows, 80).map((line) => `  ${line}`);
  return [`${mart}  ${about}`.trimEnd(), ...table, `  landbridge query "${example}"`];
}
