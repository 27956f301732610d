import type { Warehouse } from '@landbridge/infra';
import { computedColumns } from '../marts/computed-columns.ts';

export type Mart = {
  name: string;
  comment: string;
  columns: { name: string; type: string; comment: string }[];
};

type View = { name: string; comment: string; query: string };
type ColumnRow = { table: string; name: string; type: string; comment: string };
/** What a mart's column is said to be; empty where nothing certain is. */
type Comments = (mart: string, column: string) => string;

/** The marts that there are, with their columns. */
export async function describeMarts(warehouse: Warehouse): Promise<Mart[]> {
  const views = await warehouse.query<View>(
    "SELECT name, comment, as_select AS query FROM system.tables WHERE database = currentDatabase() AND engine = 'View' ORDER BY name",
  );
  const columns = await warehouse.query<ColumnRow>(
    'SELECT table, name, type, comment FROM system.columns WHERE database = currentDatabase() ORDER BY table, position',
  );
  const commentOf = commentsBehind(views, columns);
  const byTable = Map.groupBy(columns, ({ table }) => table);
  return views
    .filter(({ name }) => name.startsWith('mart_'))
    .map(({ name, comment }) => ({
      name,
      comment,
      columns: (byTable.get(name) ?? []).map((column) => ({
        name: column.name,
        type: column.type,
        comment: commentOf(name, column.name),
      })),
    }));
}

/**
 * Views carry no comments on columns: a column is what the column of its name is in the tables that the mart reads,
 * itself or through other views, the first of its query first; or what the column is that it is another name of. A
 * name means one thing here and another there (a box's `kind`, an incident's), so of other tables it is told only where
 * they agree: better nothing than what is wrong. What a mart reckons itself is told beside it.
 */
function commentsBehind(views: readonly View[], columns: readonly ColumnRow[]): Comments {
  const said = new Map<string, string>();
  const everywhere = new Map<string, Set<string>>();
  for (const { table, name, comment } of columns) {
    if (comment === '') continue;
    said.set(`${table}.${name}`, comment);
    everywhere.set(name, (everywhere.get(name) ?? new Set()).add(comment));
  }
  const queries = new Map(views.map(({ name, query }) => [name, query]));
  const reads = new Map(views.map(({ name, query }) => [name, namedIn(query)]));
  return (mart, column) => {
    const own = said.get(`${mart.replace('mart_', '')}.${column}`);
    const computed = own ?? computedColumns[`${mart}.${column}`];
    if (computed !== undefined) return computed;
    const places = [...placesBehind(mart, reads, new Set())].toSorted(
      (a, b) => Number(SIDE.test(a)) - Number(SIDE.test(b)),
    );
    const behind = (name: string) =>
      places.map((place) => said.get(`${place}.${name}`)).find((one) => one !== undefined);
    const renamed = places.flatMap((place) => renamedFrom(queries.get(place) ?? '', column));
    const [other] = renamed.map(behind).filter((one) => one !== undefined);
    const all = [...(everywhere.get(column) ?? [])];
    const agreed = all.length === 1 ? all[0] : undefined;
    return behind(column) ?? other ?? agreed ?? computedColumns[column] ?? '';
  };
}

/** What is only looked up: the reference data, whose `id` is of a facility or road, and the latest event time. */
const SIDE = /^(ref_|mart_now$)/;
const READ = /\b(?:FROM|JOIN)\s+(?:[\w`-]+\.)?(\w+)/g;

/** The tables and views that a query reads, in its order. */
function namedIn(query: string): string[] {
  return [...query.matchAll(READ)].map(([, name = '']) => name);
}

/** The column that a query first gives this name to, as it is: `SELECT visit.facility AS terminal`. */
function renamedFrom(query: string, column: string): string[] {
  const renaming = new RegExp(`(?:SELECT|,) (?:\\w+\\.)?(\\w+) AS ${column}\\b`);
  return renaming.exec(query)?.slice(1) ?? [];
}

/** The places themselves, each followed by what it reads in its turn. */
function placesBehind(
  view: string,
  reads: ReadonlyMap<string, readonly string[]>,
  places: Set<string>,
): Set<string> {
  if (places.has(view)) return places;
  places.add(view);
  for (const name of reads.get(view) ?? []) placesBehind(name, reads, places);
  return places;
}
