/// <reference path="./kafkajs.d.ts" />
import type Cluster from 'kafkajs/src/cluster/index.js';
import { PipelineError } from '../../errors.ts';
import { CODES, codeOf } from './kafka-error.ts';
import type { KafkaConnection } from './kafkajs.ts';
import { Link } from './link.ts';

export type TopicCount = { readonly name: string; readonly partitions: number };

/** Refuses to begin on topics that are missing, or cut otherwise. */
export async function checkTopics(
  connection: KafkaConnection,
  expected: readonly TopicCount[],
): Promise<void> {
  const link = new Link({ connection, topics: [] });
  try {
    const names = expected.map(({ name }) => name);
    const found = await link.use('Looking at topics', (cluster) => partitionsOf(cluster, names));
    const missing = names.filter((name) => !found.has(name));
    if (missing.length > 0) {
      throw new PipelineError(
        'not-found',
        `Opening the log: Kafka has no topic ${missing.join(', ')}. Make them first: landbridge topics apply.`,
      );
    }
    const other = expected.find(({ name, partitions }) => found.get(name) !== partitions);
    if (other) {
      throw new PipelineError(
        'data-dir-incompatible',
        `Opening the log: ${other.name} has ${found.get(other.name)} partitions, not ${other.partitions}. ` +
          'All topics of a deployment have the same count, fixed for life; another count is a new deployment.',
      );
    }
  } finally {
    await link.close();
  }
}

/** How many partitions each topic has; topics that are not there are left out. */
async function partitionsOf(
  cluster: Cluster,
  names: readonly string[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const name of names) {
    try {
      const { topicMetadata } = await cluster.metadata({ topics: [name] });
      for (const { topic, partitionMetadata } of topicMetadata) {
        if (topic === name && partitionMetadata.length > 0)
          found.set(name, partitionMetadata.length);
      }
    } catch (error) {
      if (codeOf(error) !== CODES.unknownTopic) throw error;
    }
  }
  return found;
}
