import { assert } from '../errors.ts';
import { openChdbWarehouse } from './chdb/open-chdb-warehouse.ts';
import type { ServerPlace } from './server/connection.ts';
import type { Warehouse } from './warehouse.ts';

export type WarehousePlace = {
  /** A ClickHouse server; undefined: the engine in this process, its data in the folder. */
  readonly server: ServerPlace | undefined;
  readonly folder: string;
  /** What the key of the pseudonyms is made from; needed for a server, in a folder one is kept otherwise. */
  readonly pseudonymSecret: string | undefined;
};

/** Opens the warehouse for landing and asking: one process at a time has it. */
export async function openWarehouse(place: WarehousePlace): Promise<Warehouse> {
  const { server, folder, pseudonymSecret } = place;
  if (server === undefined) return await openChdbWarehouse({ folder, pseudonymSecret });
  assert(pseudonymSecret !== undefined, 'the settings of a server have a secret');
  // Loaded when it is needed.
  const { openServerWarehouse } = await import('./server/open-server-warehouse.ts');
  return await openServerWarehouse({ ...server, pseudonymSecret });
}

/** The version of a server that lets us in. Rejects with the reason where it is not there, or too old. */
export async function checkServer(server: ServerPlace): Promise<string> {
  const { versionOf } = await import('./server/open-server-warehouse.ts');
  return await versionOf(server);
}
