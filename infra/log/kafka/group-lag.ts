/// <reference path="./kafkajs.d.ts" />
import type Cluster from 'kafkajs/src/cluster/index.js';
import { type Extents, keyOf, type Place } from './extents.ts';
import type { Link } from './link.ts';

const ASK_EVERY_MS = 10_000;
const GROUP_COORDINATOR = 0;

/** How many places of a partition a group has still to read, whichever process reads them. */
export type GroupLag = Place & { readonly records: number };

export type GroupLagOptions = {
  readonly link: Link;
  readonly extents: Extents;
  readonly groupId: string;
  readonly places: readonly Place[];
  /** Hears it every ten seconds. */
  readonly onGroupLag: (lags: readonly GroupLag[]) => void;
};

/** Tells until the link is closed; where the brokers cannot be asked now the next time will do. */
export async function watchGroupLag(options: GroupLagOptions): Promise<void> {
  const { link, onGroupLag } = options;
  while (!link.isClosed) {
    await link.pause(ASK_EVERY_MS);
    if (link.isClosed) return;
    try {
      onGroupLag(await groupLags(options));
    } catch {
      // Nobody's work depends on it.
    }
  }
}

/**
 * By the offsets that each commit mirrors to the group. Partitions that no task has read from yet are left out: the topic
 * may be none that anybody reads.
 */
export async function groupLags(of: Omit<GroupLagOptions, 'onGroupLag'>): Promise<GroupLag[]> {
  const { link, extents, groupId, places } = of;
  const offsets = await link.use('Asking how far the group is', (cluster) =>
    offsetsOf(cluster, { groupId, places }),
  );
  return places.flatMap((place) => {
    const offset = offsets.get(keyOf(place)) ?? -1;
    const end = extents.of(place)?.end ?? 0;
    return offset < 0 ? [] : [{ ...place, records: Math.max(0, end - offset) }];
  });
}

async function offsetsOf(
  cluster: Cluster,
  { groupId, places }: { groupId: string; places: readonly Place[] },
): Promise<Map<string, number>> {
  const coordinator = await cluster.findGroupCoordinator({
    groupId,
    coordinatorType: GROUP_COORDINATOR,
  });
  const topics = [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition }) => ({ partition })),
  }));
  const { responses } = await coordinator.offsetFetch({ groupId, topics });
  return new Map(
    responses.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [keyOf({ topic, partition }), Number(offset)]),
    ),
  );
}
