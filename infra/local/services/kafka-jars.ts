import { join } from 'node:path';
import { freshName } from '../../fresh-name.ts';
import { freePorts } from './free-ports.ts';
import { type KafkaNode, kafkaClassPath, startKafkaNode } from './kafka-node.ts';

/** Of a cluster. */
const NODES = 3;

/** A broker that may be killed and started again on the same address with the same data. */
export type OwnKafka = KafkaNode & {
  /** `host:port`, comma-separated. */
  readonly brokers: string;
  /** For `java -cp`, to run Kafka's own tools. */
  readonly classPath: string;
};

/** Several brokers, each of which may be killed and started again. */
export type OwnCluster = {
  /** `host:port`, comma-separated. */
  readonly brokers: string;
  readonly nodes: readonly KafkaNode[];
  /** Ends all of them and removes their data. */
  stop(): Promise<void>;
};

/** Where a broker keeps its data, removed with it, and where it listens. */
export type BrokerPlace = {
  readonly folder: string;
  readonly port: number;
  readonly controllerPort: number;
};

/**
 * Starts Apache Kafka as a process of its own: KRaft, one node, free ports of the loopback interface, a temporary folder.
 * @param settings of a broker that listens on these ports, besides or in place of ours
 */
export async function startOwnKafka(
  settings: (at: BrokerPlace) => Readonly<Record<string, string>> = () => ({}),
): Promise<OwnKafka> {
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const node = await startKafkaNode({
    ...{ clusterId: newClusterId(), heap: '1g' },
    settings(folder) {
      const at = { folder, port, controllerPort };
      const voters = [controllerPort];
      return { ...ownProperties({ at, id: 1, voters }), ...settings(at) };
    },
  });
  const own = { brokers: `127.0.0.1:${port}`, classPath: await kafkaClassPath() };
  return {
    ...own,
    get pid() {
      return node.pid;
    },
    kill: () => node.kill(),
    restart: () => node.restart(),
    stop: () => node.stop(),
  };
}

/** Starts three nodes that have copies of everything: any two of them go on without the third. */
export async function startOwnCluster(): Promise<OwnCluster> {
  const ports = await freePorts(2 * NODES);
  const [brokers, voters] = [ports.slice(0, NODES), ports.slice(NODES)];
  const clusterId = newClusterId();
  // None of them is ready before most of them are there.
  const starting = brokers.map((port, i) =>
    startKafkaNode({
      ...{ clusterId, heap: '400m' },
      settings: (folder) =>
        ownProperties({
          ...{ id: i + 1, voters },
          at: { folder, port, controllerPort: voters[i] ?? 0 },
        }),
    }),
  );
  const started = await Promise.allSettled(starting);
  const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return { brokers: brokers.map((port) => `127.0.0.1:${port}`).join(','), nodes, stop };
}

/** @param of.voters the controllers' ports, in the order of their nodes' ids */
function ownProperties(of: { at: BrokerPlace; id: number; voters: readonly number[] }) {
  const { at, id, voters } = of;
  const copies = String(voters.length);
  return {
    'process.roles': 'broker,controller',
    'node.id': String(id),
    'controller.quorum.voters': voters.map((port, i) => `${i + 1}@127.0.0.1:${port}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${at.port},CONTROLLER://127.0.0.1:${at.controllerPort}`,
    'log.dirs': join(at.folder, 'data'),
    'auto.create.topics.enable': 'false',
    // As many copies of its own topics as there are nodes. Few partitions of them make a start quick.
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': '8',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': String(Math.max(1, voters.length - 1)),
    'transaction.state.log.num.partitions': '8',
    'group.initial.rebalance.delay.ms': '0',
  };
}

/** Kafka's form of a UUID: its 16 bytes in base64url. */
function newClusterId(): string {
  return Buffer.from(freshName().replaceAll('-', ''), 'hex').toString('base64url');
}
