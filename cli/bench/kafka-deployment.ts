import { join } from 'node:path';
import {
  freshName,
  joinTaskGroup,
  type Log,
  loadReference,
  openKafkaLog,
  openTopicAdmin,
  type RestoreProgress,
  systemClock,
  topicSpecs,
  withReceived,
} from '@landbridge/infra';
import { startKafka } from '@landbridge/infra/services';
import { openTasks, type Processor, type Tasks, topologyOf } from '@landbridge/processors';
import { deadLetters, HOUR_MS, type Topic } from '@landbridge/schemas';
import type { Terminal } from '../terminal.ts';
import { inTemporaryFolder } from './measure.ts';

/** As many as the peer's topics have. */
const PARTITIONS = 4;

/** A deployment of a benchmark's own. */
export type BenchDeployment = {
  /** The log of some machine: each has its own cache of the tasks' state. */
  openLog(
    machine: string,
    onRestore?: (progress: RestoreProgress) => void,
  ): Promise<Log & AsyncDisposable>;
  /** Tasks that work on every partition, whoever had it before. */
  takeOver(log: Log): Promise<Tasks>;
  /** Joins the group, and answers with tasks that own nothing yet and what was assigned first. */
  joinGroup(log: Log): Promise<Joined>;
};

export type Joined = AsyncDisposable & {
  readonly tasks: Tasks;
  readonly assigned: readonly number[];
};

/**
 * Lets work have a deployment on the brokers of KAFKA_BROKERS, or on a broker that is started for it and stopped. On
 * brokers that were there before its topics stay, named `bench-` and something fresh; they hold records for an hour.
 */
export function inDeployment<T>(
  { terminal, processors }: { terminal: Terminal; processors: readonly Processor[] },
  work: (deployment: BenchDeployment) => Promise<T>,
): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    terminal.progress('Starting Kafka; the first time it is fetched');
    const kafka = await startKafka();
    terminal.progress('');
    try {
      const brokers = kafka.brokers.split(',');
      return await work(await deploy({ brokers, processors, folder }));
    } finally {
      await kafka.stop();
    }
  });
}

type Place = {
  readonly brokers: readonly string[];
  readonly processors: readonly Processor[];
  readonly folder: string;
};

async function deploy({ brokers, processors, folder }: Place): Promise<BenchDeployment> {
  const deployment = `bench-${freshName().slice(0, 8)}`;
  const topicPrefix = `${deployment}.`;
  const used = processors.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  const topics = [...new Set([...used.map(({ topic }) => topic), deadLetters as Topic])];
  const names = withReceived(topics).map(({ name }) => name);
  const topology = topologyOf({ processors, topics, referenceHash: '' });
  const connection = { brokers };
  const context = { reference: loadReference() };
  const optionsOf = (log: Log) => ({ log, topology, clock: systemClock, context });
  await makeTopics({ brokers, deployment, topicPrefix, topics });
  return {
    async openLog(machine, onRestore = () => undefined) {
      const log = await openKafkaLog({
        ...{ connection, deployment, topicPrefix, topics: names, partitions: PARTITIONS },
        ...{ clock: systemClock, topology: topology.hash, folder: join(folder, machine) },
        onRestore,
      });
      return Object.assign(log, { [Symbol.asyncDispose]: () => log.close() });
    },
    takeOver: (log) => openTasks(optionsOf(log)),
    async joinGroup(log) {
      const first = Promise.withResolvers<readonly number[]>();
      const member = await joinTaskGroup({
        ...{ connection, groupId: deployment, partitions: PARTITIONS },
        topics: names.map((name) => topicPrefix + name),
        onAssigned: async (partitions) => first.resolve(partitions),
        onRevoked: async () => undefined,
        onFailed: first.reject,
      });
      const tasks = await openTasks({
        ...optionsOf(log),
        owned: [],
        stillOwned: (partition) => member.stillOwns(partition),
      });
      return {
        tasks,
        assigned: await first.promise,
        async [Symbol.asyncDispose]() {
          await tasks.stop();
          await member.leave();
        },
      };
    },
  };
}

/** As a deploy makes them, but for the hour. */
async function makeTopics(of: {
  readonly brokers: readonly string[];
  readonly deployment: string;
  readonly topicPrefix: string;
  readonly topics: readonly Topic[];
}): Promise<void> {
  const { brokers, deployment, topicPrefix, topics } = of;
  const registry = { url: '', auth: undefined };
  const admin = await openTopicAdmin({
    ...{ brokers, deployment, registry, tls: undefined, sasl: undefined },
  });
  try {
    const specs = topicSpecs({ topics, deployment, partitions: PARTITIONS, replication: 1 });
    await admin.create(
      specs.map((spec) =>
        spec.name.startsWith(topicPrefix)
          ? spec
          : {
              ...spec,
              name: topicPrefix + spec.name,
              configs: { ...spec.configs, 'retention.ms': String(HOUR_MS) },
            },
      ),
    );
  } finally {
    await admin.close();
  }
}
