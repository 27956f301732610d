import { join } from 'node:path';
import {
  freshName,
  joinTaskGroup,
  type Log,
  loadReference,
  type Membership,
  openKafkaLog,
  openTopicAdmin,
  type RestoreProgress,
  type SharedLog,
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
  ): Promise<SharedLog & AsyncDisposable>;
  /** Tasks that work on every partition, whoever had it before. */
  takeOver(log: Log): Promise<Tasks>;
  /** Joins the group, and answers with tasks that own nothing yet. */
  joinGroup(log: Log): Promise<Joined>;
  /** Works on whatever the group assigns, until the process ends. */
  work(log: Log & Pick<SharedLog, 'cached' | 'standBy'>, machine: string): Promise<void>;
  /** Where it is, for processes that take part. */
  readonly place: DeploymentPlace;
};

export type Joined = AsyncDisposable & {
  readonly tasks: Tasks;
  /** What the group has assigned by now. */
  assigned(): readonly number[];
};

/**
 * Lets work have a deployment on the brokers of KAFKA_BROKERS, or on a broker that is started for it and stopped. On
 * brokers that were there before its topics stay, named `bench-` and something fresh; they hold records for an hour.
 */
export function inDeployment<T>(
  of: { terminal: Terminal; processors: readonly Processor[]; partitions?: number },
  work: (deployment: BenchDeployment) => Promise<T>,
): Promise<T> {
  const { terminal, processors, partitions = PARTITIONS } = of;
  return inTemporaryFolder(async (folder) => {
    terminal.progress('Starting Kafka; the first time it is fetched');
    const kafka = await startKafka();
    terminal.progress('');
    try {
      const brokers = kafka.brokers.split(',');
      const name = `bench-${freshName().slice(0, 8)}`;
      const place: DeploymentPlace = { brokers, name, partitions, folder };
      await makeTopics(place, topicsOf(processors));
      return await work(deploymentAt(place, processors));
    } finally {
      await kafka.stop();
    }
  });
}

export type DeploymentPlace = {
  readonly brokers: readonly string[];
  readonly name: string;
  readonly partitions: number;
  /** Under it each machine has a folder. */
  readonly folder: string;
};

/** A deployment whose topics are there. */
export function deploymentAt(
  place: DeploymentPlace,
  processors: readonly Processor[],
): BenchDeployment {
  const { brokers, name: deployment, partitions, folder } = place;
  const topicPrefix = prefixOf(place);
  const topics = topicsOf(processors);
  const names = withReceived(topics).map(({ name }) => name);
  const topology = topologyOf({ processors, topics, referenceHash: '' });
  const connection = { brokers };
  const context = { reference: loadReference() };
  const optionsOf = (log: Log) => ({ log, topology, clock: systemClock, context });
  return {
    place,
    async openLog(machine, onRestore = () => undefined) {
      const log = await openKafkaLog({
        ...{ connection, deployment, topicPrefix, topics: names, partitions },
        ...{ clock: systemClock, topology: topology.hash, folder: join(folder, machine) },
        onRestore,
      });
      return Object.assign(log, { [Symbol.asyncDispose]: () => log.close() });
    },
    takeOver: (log) => openTasks(optionsOf(log)),
    async work(log, machine) {
      let member: Membership | undefined;
      const stillOwned = async (partition: number) => (await member?.stillOwns(partition)) ?? false;
      const tasks = await openTasks({ ...optionsOf(log), owned: [], stillOwned });
      const failed = Promise.withResolvers<never>();
      member = await joinTaskGroup({
        ...{ connection, groupId: deployment, partitions, onFailed: failed.reject },
        topics: names.map((name) => topicPrefix + name),
        noteFile: join(folder, machine, 'group-member.json'),
        cached: () => log.cached(),
        onStandby: (others) => log.standBy(others),
        onAssigned: async (assigned) => {
          tasks.own(assigned).catch(failed.reject);
        },
        onRevoked: (revoked) => tasks.disown(revoked),
      });
      await failed.promise;
    },
    async joinGroup(log) {
      let failure: unknown;
      const member = await joinTaskGroup({
        ...{ connection, groupId: deployment, partitions },
        topics: names.map((name) => topicPrefix + name),
        onAssigned: async () => undefined,
        onRevoked: async () => undefined,
        onFailed: (error) => {
          failure = error;
        },
      });
      const tasks = await openTasks({
        ...optionsOf(log),
        owned: [],
        stillOwned: (partition) => member.stillOwns(partition),
      });
      return {
        tasks,
        assigned() {
          if (failure !== undefined) throw failure;
          return member.owned();
        },
        async [Symbol.asyncDispose]() {
          await tasks.stop();
          await member.leave();
        },
      };
    },
  };
}

/** As a deploy makes them, but for the hour. */
async function makeTopics(place: DeploymentPlace, topics: readonly Topic[]): Promise<void> {
  const { brokers, name: deployment, partitions } = place;
  const topicPrefix = prefixOf(place);
  const registry = { url: '', auth: undefined };
  const admin = await openTopicAdmin({
    ...{ brokers, deployment, registry, tls: undefined, sasl: undefined },
    transactionTimeoutMs: 10_000,
  });
  try {
    const specs = topicSpecs({ topics, deployment, partitions, replication: 1 });
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

function topicsOf(processors: readonly Processor[]): readonly Topic[] {
  const used = processors.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  return [...new Set([...used.map(({ topic }) => topic), deadLetters as Topic])];
}

function prefixOf({ name }: DeploymentPlace): string {
  return `${name}.`;
}
