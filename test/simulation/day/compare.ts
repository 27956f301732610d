import type { LandedTable } from './landed.ts';

const IDS_SHOWN = 5;

/** In which tables a run differs from another, and by which ids, as sentences; empty where all rows are equal. */
export function differencesOf(
  wanted: readonly LandedTable[],
  found: readonly LandedTable[],
): string[] {
  const names = new Set([...wanted, ...found].map(({ table }) => table));
  return [...names].flatMap((table) => {
    const rowsOf = (run: readonly LandedTable[]) =>
      new Map(run.find((each) => each.table === table)?.rows);
    const [known, other] = [rowsOf(wanted), rowsOf(found)];
    const ids = (of: ReadonlyMap<string, string>, where: (id: string, hash: string) => boolean) =>
      [...of].filter(([id, hash]) => where(id, hash)).map(([id]) => id);
    return [
      said(
        table,
        'lacks',
        ids(known, (id) => !other.has(id)),
      ),
      said(
        table,
        'should not have',
        ids(other, (id) => !known.has(id)),
      ),
      said(
        table,
        'says otherwise',
        ids(known, (id, hash) => (other.get(id) ?? hash) !== hash),
      ),
    ].filter((sentence) => sentence !== '');
  });
}

function said(table: string, how: string, ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length > IDS_SHOWN ? `, … (${ids.length} rows)` : '';
  return `${table} ${how}: ${ids.slice(0, IDS_SHOWN).join(', ')}${more}`;
}
