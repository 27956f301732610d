import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PipelineError } from '../../errors.ts';
import { freshName } from '../../fresh-name.ts';
import { freePorts } from './free-ports.ts';
import { type JavaProcess, QUICK_START, startJava } from './java-process.ts';
import { assertJava, DEPENDENCY_PLUGIN, fetched, type Program } from './maven-central.ts';

const run = promisify(execFile);

/** Same version as in `kafka.pom.xml`. */
const KAFKA: Program = {
  name: 'kafka-4.3.1',
  goal: (folder) => [
    '-f',
    join(import.meta.dirname, 'kafka.pom.xml'),
    `${DEPENDENCY_PLUGIN}:3.8.1:copy-dependencies`,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${folder}`,
  ],
};

/** A broker that may be killed and started again on the same address with the same data. */
export type OwnKafka = {
  /** `host:port`, comma-separated. */
  readonly brokers: string;
  /** The broker's process; another one after `restart`. */
  readonly pid: number;
  /** For `java -cp`, to run Kafka's own tools. */
  readonly classPath: string;
  /** SIGKILL, the data stays. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, or ends and starts it; resolves when it serves. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
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
  await assertJava('Starting Kafka');
  const classPath = join(await fetched(KAFKA), '*');
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-kafka-'));
  let broker: JavaProcess;
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const start = () =>
    startJava({
      name: 'Kafka',
      args: ['-Xmx1g', '-cp', classPath, 'kafka.Kafka', join(folder, 'server.properties')],
      folder,
      logFile: join(folder, 'kafka.log'),
      ready: (log) => log.includes('Kafka Server started'),
    });
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const place = { folder, port, controllerPort };
    const properties = { ...ownProperties(place), ...settings(place) };
    const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, 'server.properties'), lines.join(''));
    await formatted(classPath, join(folder, 'server.properties'));
    broker = await start();
  } catch (error) {
    remove();
    throw error;
  }
  return {
    brokers: `127.0.0.1:${port}`,
    classPath,
    get pid() {
      return broker.pid;
    },
    kill: () => broker.kill(),
    async restart() {
      await broker.stop();
      broker = await start();
    },
    async stop() {
      // What it would still write is removed with it.
      await broker.kill();
      remove();
    },
  };
}

function ownProperties(at: BrokerPlace) {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${at.controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${at.port},CONTROLLER://127.0.0.1:${at.controllerPort}`,
    'log.dirs': join(at.folder, 'data'),
    'auto.create.topics.enable': 'false',
    // One node: its own topics have no second copy. Few partitions of them make a start quick.
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '8',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '8',
    'group.initial.rebalance.delay.ms': '0',
  };
}

/** Gives the broker's folder its identity, which a broker does not do by itself. */
async function formatted(classPath: string, properties: string): Promise<void> {
  const tool = [...QUICK_START, '-cp', classPath, 'kafka.tools.StorageTool'];
  try {
    // With `=`, since an id may begin with a hyphen.
    await run('java', [...tool, 'format', `--cluster-id=${clusterId()}`, '-c', properties]);
  } catch (cause) {
    const said = String((cause as { stderr?: string }).stderr ?? cause).trim();
    throw new PipelineError(
      'service-unavailable',
      `Starting Kafka: its settings are refused.\n${said}`,
      {
        cause,
      },
    );
  }
}

/** Kafka's form of a UUID: its 16 bytes in base64url. */
function clusterId(): string {
  return Buffer.from(freshName().replaceAll('-', ''), 'hex').toString('base64url');
}
