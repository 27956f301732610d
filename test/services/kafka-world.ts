import {
  type Clock,
  freshName,
  type KafkaConfig,
  type KafkaLogOptions,
  type Log,
  openKafkaLog,
  openTopicAdmin,
} from '@landbridge/infra';
import { inject } from 'vitest';

/** Topics that the tests of the log write to. */
export const TOPICS = ['a.b', 'a.c', 'out.rows', 'x.y'];

const deployments = new Map<string, string>();

/** A deployment of its own for each folder, made when it is opened first. */
export async function openWorld(
  of: { folder: string; clock: Clock; partitions: number } & Partial<KafkaLogOptions>,
): Promise<Log> {
  const known = deployments.get(of.folder);
  const deployment = known ?? `world-${freshName()}`;
  if (known === undefined) await makeTopics(deployment, of.partitions);
  deployments.set(of.folder, deployment);
  return openKafkaLog({
    connection: connectionHere(),
    topics: TOPICS,
    topicPrefix: `${deployment}.`,
    deployment,
    ...of,
  });
}

export function connectionHere() {
  return { brokers: inject('kafka').split(',') };
}

/** The suite's broker as somebody would configure it. */
export function configHere(deployment: string): KafkaConfig {
  const registry = { url: inject('registry'), auth: undefined };
  const plain = { tls: undefined, sasl: undefined, transactionTimeoutMs: 10_000 };
  return { ...connectionHere(), ...plain, deployment, registry };
}

/** The records' stamps are the writer's here, so that a test's clock gives them. */
export async function makeTopics(
  deployment: string,
  partitions: number,
  at: { brokers: readonly string[]; replication: number } = {
    ...{ brokers: connectionHere().brokers, replication: 1 },
  },
): Promise<void> {
  const { brokers, replication } = at;
  const admin = await openTopicAdmin({ ...configHere(deployment), brokers });
  const topic = (name: string, configs: Record<string, string>, count = partitions) => ({
    ...{ name: `${deployment}.${name}`, partitions: count, replication },
    configs: { ...configs, 'min.insync.replicas': String(Math.max(1, replication - 1)) },
  });
  try {
    await admin.create([
      ...TOPICS.map((name) => topic(name, { 'retention.ms': '-1' })),
      topic('changelog', { 'cleanup.policy': 'compact' }),
      topic('deployment', { 'retention.ms': '-1' }, 1),
    ]);
  } finally {
    await admin.close();
  }
}
