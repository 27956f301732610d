import { join } from 'node:path';
import {
  systemClock as clock,
  type Log,
  loadReference,
  openKafkaLog,
  openTopicAdmin,
  topicSpecs,
  withReceived,
} from '@landbridge/infra';
import { topologyOf } from '@landbridge/processors';
import { balances, entries, ledgerOf, lines, pages } from '@landbridge/processors/testing';
import { deadLetters, type Topic } from '@landbridge/schemas';

/** Where chaos takes place: a deployment of its own on a broker of its own. */
export type World = { readonly brokers: string; readonly deployment: string };

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
export const topicNames = withReceived(catalog).map(({ name }) => name);

/** A topic as the broker knows it. */
export function onCluster({ deployment }: World, topic: string): string {
  return `${deployment}.${topic}`;
}

export async function makeTopics(world: World): Promise<void> {
  const { brokers, deployment } = world;
  const admin = await openTopicAdmin({
    ...{ brokers: [brokers], deployment, tls: undefined, sasl: undefined },
    registry: { url: '', auth: undefined },
  });
  const specs = topicSpecs({ topics: catalog, deployment, partitions: PARTITIONS, replication: 1 });
  const named = (name: string) => (topicNames.includes(name) ? onCluster(world, name) : name);
  await admin.create(specs.map((spec) => ({ ...spec, name: named(spec.name) })));
  await admin.close();
}

/** The log as a machine sees it that keeps its caches in this folder. */
export function openLogOf(world: World, folder: string): Promise<Log> {
  const { brokers, deployment } = world;
  return openKafkaLog({
    connection: { brokers: [brokers] },
    ...{ deployment, topicPrefix: `${deployment}.`, topics: topicNames },
    ...{ partitions: PARTITIONS, clock, topology: topology.hash },
    folder: join(folder, 'state'),
  });
}
