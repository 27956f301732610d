import type { Warehouse } from '@landbridge/infra';
import { describeMarts } from '@landbridge/sinks';
import { textTable } from '../format/text-table.ts';

export type Mart = {
  mart: string;
  about: string;
  columns: { name: string; type: string; about: string }[];
  example: string;
};

/** The marts as the warehouse describes them. */
export async function listMarts(warehouse: Warehouse): Promise<Mart[]> {
  const described = await describeMarts(warehouse);
  return described.map(({ name: mart, comment: about, columns: all }) => {
    const columns = all.map(({ name, type, comment }) => ({ name, type, about: comment }));
    return { mart, about, columns, example: exampleOf(mart, columns) };
  });
}

/** A query that shows what a mart is for: its newest rows. */
function exampleOf(mart: string, columns: Mart['columns']): string {
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
