import { literal, type Warehouse } from '@landbridge/infra';
import { tables as catalog } from '../catalog.ts';
import type { Table } from '../table.ts';

/**
 * The rows that a mart shows under this id: their topics and their ids in clear, for whoever owns the data. An id that
 * is shown in clear is its own.
 */
export async function clearIdsOf(
  warehouse: Warehouse,
  shownId: string,
  tables: readonly Table[] = catalog,
): Promise<{ topic: string; id: string }[]> {
  const selects = tables.map(({ name, topic, pseudonymised }) => {
    const shown = pseudonymised.includes('id') ? 'pseudonym(id)' : 'id';
    return `SELECT DISTINCT ${literal(topic.name)} AS topic, id FROM ${name} WHERE ${shown} = ${literal(shownId)}`;
  });
  return warehouse.query(selects.join(' UNION ALL '));
}
