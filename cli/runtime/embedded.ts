import { join } from 'node:path';
import { openEmbeddedLog } from '@landbridge/infra';
import { retentionOf } from './retention.ts';
import type { Runtime, RuntimePlace } from './runtime.ts';

/** The log in the data folder, all of its partitions in this process. */
export async function openEmbedded(place: RuntimePlace): Promise<Runtime> {
  const { dataDir, clock, partitions, store } = place;
  const folder = join(dataDir, 'log');
  const log = await openEmbeddedLog({
    ...{ folder, clock, partitions, retentionOf },
    ...(store && {
      mapSizeBytes: store.mapSizeBytes,
      bytesMax: store.logBytesMax,
      durable: store.durable,
    }),
  });
  return {
    log,
    ownership: {},
    join: async () => async () => undefined,
    throwIfFailed: () => undefined,
    sharing: {
      ...{ rebalances: 0, groupLags: [], restores: new Map(), outages: new Set() },
      standbys: () => [],
    },
  };
}
