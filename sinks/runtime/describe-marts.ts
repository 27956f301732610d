import type { Warehouse } from '@landbridge/infra';

export type Mart = {
  name: string;
  comment: string;
  columns: { name: string; type: string; comment: string }[];
};

/**
 * The marts that there are, with their columns. Views carry no comments on columns: they are those of the columns of
 * the same name in the table behind a mart, else in any table.
 */
export async function describeMarts(warehouse: Warehouse): Promise<Mart[]> {
  const marts = await warehouse.query<{ name: string; comment: string }>(
    "SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND name LIKE 'mart\\_%' ORDER BY name",
  );
  const columns = await warehouse.query<{
    table: string;
    name: string;
    type: string;
    comment: string;
  }>(
    'SELECT table, name, type, comment FROM system.columns WHERE database = currentDatabase() ORDER BY table, position',
  );
  const comments = new Map<string, string>();
  for (const { table, name, comment } of columns) {
    if (comment === '') continue;
    comments.set(`${table}.${name}`, comment);
    if (!comments.has(name)) comments.set(name, comment);
  }
  return marts.map((mart) => ({
    ...mart,
    columns: columns
      .filter((column) => column.table === mart.name)
      .map(({ name, type }) => ({
        name,
        type,
        comment:
          comments.get(`${mart.name.replace('mart_', '')}.${name}`) ?? comments.get(name) ?? '',
      })),
  }));
}
