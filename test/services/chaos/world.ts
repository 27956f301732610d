import { join } from 'node:path';
import {
  systemClock as clock,
  type FrameIds,
  framedLog,
  type Log,
  loadReference,
  openFrameIds,
  openKafkaLog,
  openSchemaRegistry,
  openTopicAdmin,
  patientLog,
  registerSchemas,
  type SharedLog,
  topicSpecs,
  withReceived,
} from '@landbridge/infra';
import { topologyOf } from '@landbridge/processors';
import { balances, entries, ledgerOf, lines, pages } from '@landbridge/processors/testing';
import { deadLetters, type Topic } from '@landbridge/schemas';

/** Where chaos takes place: a deployment of its own on a broker of its own, its schemas in a registry of its own. */
export type World = {
  readonly brokers: string;
  /** Address of the registry. */
  readonly registry: string;
  readonly deployment: string;
};

export const PARTITIONS = 6;
/** Corrections arrive here, keyed by id; settling, the first hop, hands them on to the ledger, keyed by account. */
export const input = entries.received as Topic;
export const settled = entries as Topic;
export const outputs: ReadonlyMap<string, Topic> = new Map([
  ['balance', balances as Topic],
  ['line', lines as Topic],
  ['page', pages as Topic],
]);
export const letters = deadLetters as Topic;
export const context = { reference: loadReference() };

const catalog = [settled, ...outputs.values(), letters];
export const topology = topologyOf({
  processors: [ledgerOf(entries)],
  topics: catalog,
  referenceHash: '',
});
const known = withReceived(catalog);
export const topicNames = known.map(({ name }) => name);

/** A topic as the broker knows it. */
export function onCluster({ deployment }: World, topic: string): string {
  return `${deployment}.${topic}`;
}

export async function makeTopics(world: World): Promise<void> {
  const { brokers, deployment } = world;
  const registry = openSchemaRegistry({ url: world.registry });
  for (const topic of known) await registerSchemas(topic, registry);
  const admin = await openTopicAdmin({
    ...{ brokers: [brokers], deployment, tls: undefined, sasl: undefined },
    registry: { url: world.registry, auth: undefined },
    transactionTimeoutMs: 10_000,
  });
  const specs = topicSpecs({ topics: catalog, deployment, partitions: PARTITIONS, replication: 1 });
  const named = (name: string) => (topicNames.includes(name) ? onCluster(world, name) : name);
  await admin.create(specs.map((spec) => ({ ...spec, name: named(spec.name) })));
  await admin.close();
}

/** The log as a machine sees it that keeps its caches in this folder; it reads nothing any more once the signal comes. */
export async function openLogOf(
  world: World,
  folder: string,
  signal: AbortSignal,
): Promise<Log & Pick<SharedLog, 'cached' | 'standBy'>> {
  const { brokers, deployment } = world;
  const ids = await openIds(world, folder);
  const log = await openKafkaLog({
    connection: { brokers: [brokers] },
    ...{ deployment, topicPrefix: `${deployment}.`, topics: topicNames },
    ...{ partitions: PARTITIONS, clock, topology: topology.hash },
    folder: join(folder, 'state'),
  });
  return Object.assign(patientLog(framedLog(log, ids), { signal, onWait: () => undefined }), {
    cached: () => log.cached(),
    standBy: (tasks: readonly number[]) => log.standBy(tasks),
  });
}

/** The registry's ids as this machine knows them. */
export function openIds({ registry: url }: World, folder: string): Promise<FrameIds> {
  const registry = openSchemaRegistry({ url });
  return openFrameIds({ registry, topics: known, file: join(folder, 'schema-ids.json') });
}
