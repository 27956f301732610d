import { PipelineError, type ServerPlace, type Warehouse } from '@landbridge/infra';

/**
 * The tables of a server outlive the folder or the deployment whose log they come from. Rejects with `data-dir-incompatible` where they come
 * from another one: it counts revisions anew, and rows of both would be mixed.
 */
export async function assertOfLog(
  warehouse: Warehouse,
  { database }: ServerPlace,
  log: string,
): Promise<void> {
  const [ledger] = await warehouse.query(
    "SELECT name FROM system.tables WHERE database = 'ops' AND name = 'sink_ledger'",
  );
  if (ledger === undefined) return;
  const logs = await warehouse.query<{ log: string }>('SELECT DISTINCT log FROM ops.sink_ledger');
  if (logs.length === 0 || logs.some((known) => known.log === log)) return;
  throw new PipelineError(
    'data-dir-incompatible',
    `Opening the warehouse ${database}: its tables come from another log, such as that of a data folder that was removed. Work on with that one; or drop the databases ${database} and ops, and they are filled from this one.`,
  );
}
