import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { manualClock } from '../../testing/manual-clock.ts';
import type { RestoreProgress } from './catch-up.ts';
import { openLog, type SharedLog } from './kafka-log.ts';
import type { KafkaConnection } from './kafkajs.ts';

/** A broker, and the way to make the topics of a deployment on it: `a.b`, `a.c` and `out.rows` after its name. */
export type BrokerWorld = {
  connection(): KafkaConnection;
  makeTopics(deployment: string, partitions: number): Promise<void>;
};

const TOPICS = ['a.b', 'a.c', 'out.rows'];

/** A deployment of its own, and the way to open its log as one machine or another. */
export async function openDeployment(world: BrokerWorld, root: string, partitions = 1) {
  const deployment = `world-${randomInt(2 ** 40)}`;
  const clock = manualClock(1_000_000);
  await world.makeTopics(deployment, partitions);
  const open = (
    machine: string,
    onRestore?: (progress: RestoreProgress) => void,
  ): Promise<SharedLog> =>
    openLog({
      connection: world.connection(),
      topics: TOPICS,
      topicPrefix: `${deployment}.`,
      folder: join(root, deployment, machine),
      ...{ deployment, partitions, clock },
      ...(onRestore && { onRestore }),
      // So small that a fetch ends in the middle of transactions.
      fetchBytes: 500,
    });
  return { deployment, clock, open };
}
