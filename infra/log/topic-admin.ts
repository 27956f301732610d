import type { Topic } from '@landbridge/schemas';

/** A topic as it is to be on Kafka. */
export type TopicSpec = {
  readonly name: string;
  readonly partitions: number;
  /** Copies of each partition, the leader's included. */
  readonly replication: number;
  /** Settings that differ from the brokers' defaults, by Kafka's names. */
  readonly configs: Readonly<Record<string, string>>;
};

/** A topic as it is on Kafka: all its settings, those that follow from the brokers' defaults too. */
export type FoundTopic = TopicSpec;

/** What a deploy or a rebuild does to topics. Nothing else at run time needs it. */
export type TopicAdmin = {
  /** How many brokers there are: no topic has more copies. */
  brokerCount(): Promise<number>;
  /** Those of the named topics that exist, by name. */
  describe(names: readonly string[]): Promise<ReadonlyMap<string, FoundTopic>>;
  /** Makes topics that do not exist; one that does is left as it is. */
  create(specs: readonly TopicSpec[]): Promise<void>;
  /** Sets these settings and leaves the others as they are. */
  configure(name: string, configs: Readonly<Record<string, string>>): Promise<void>;
  /** Removes topics with all their records; one that is not there is passed over. */
  remove(names: readonly string[]): Promise<void>;
  /** How many processes share the work of a consumer group. */
  memberCount(group: string): Promise<number>;
  close(): Promise<void>;
};

/** Most bytes of one batch of records: a value of the longest kind has room in it. */
const MESSAGE_BYTES_MAX = 4 << 20;

export const IN_SYNC_MIN = 'min.insync.replicas';

/** Copies that must have a record before it is acknowledged: all but one, so that a broker may be away. */
export function inSyncMin(replication: number): string {
  return String(Math.max(1, replication - 1));
}

/** The topic that keeps the state of a deployment's tasks. */
export function changelogOf(deployment: string): string {
  return `${deployment}.changelog`;
}

/** The topic that says what a deployment was made with: a record or two, never removed. */
export function birthOf(deployment: string): string {
  return `${deployment}.deployment`;
}

/**
 * Every topic of a deployment: those of the catalog, the ones that sources write of revisable facts, the changelog, and
 * the one that says what it was made with.
 */
export function topicSpecs(of: {
  topics: readonly Topic[];
  deployment: string;
  partitions: number;
  replication: number;
}): TopicSpec[] {
  const { topics, deployment, partitions, replication } = of;
  const common = {
    'max.message.bytes': String(MESSAGE_BYTES_MAX),
    [IN_SYNC_MIN]: inSyncMin(replication),
  };
  const ofRecords = ({ name, retentionMs }: Topic): TopicSpec => ({
    name,
    partitions,
    replication,
    configs: {
      ...common,
      'cleanup.policy': 'delete',
      'retention.ms': String(retentionMs),
      // A record's age is counted from when the log took it in: an event of last year is not removed at once, and an
      // outside producer's clock decides nothing.
      'message.timestamp.type': 'LogAppendTime',
      // Whatever outside producers pack with, the broker unpacks: not every consumer reads every codec, nor do we.
      'compression.type': 'uncompressed',
    },
  });
  const changelog: TopicSpec = {
    name: changelogOf(deployment),
    partitions,
    replication,
    configs: {
      ...common,
      'cleanup.policy': 'compact',
      'min.cleanable.dirty.ratio': '0.1',
      // Caches of a task's state go by it: what was away for half as long begins anew.
      'delete.retention.ms': String(24 * 3_600_000),
    },
  };
  const birth: TopicSpec = {
    name: birthOf(deployment),
    partitions: 1,
    replication,
    configs: { ...common, 'cleanup.policy': 'delete', 'retention.ms': '-1' },
  };
  return [...withReceived(topics).map(ofRecords), changelog, birth];
}

/** Topics of the catalog and those that sources write of revisable facts. */
export function withReceived(topics: readonly Topic[]): Topic[] {
  return topics.flatMap((topic) => (topic.received ? [topic, topic.received] : [topic]));
}
