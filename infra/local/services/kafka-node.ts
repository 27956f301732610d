import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PipelineError } from '../../errors.ts';
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

/** One process of Kafka, which may be killed and started again with the same data. */
export type KafkaNode = {
  /** Another one after `restart`. */
  readonly pid: number;
  /** SIGKILL, the data stays. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, or ends and starts it; resolves when it serves. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
};

/** For `java -cp`: Kafka and its tools, fetched if need be. */
export async function kafkaClassPath(): Promise<string> {
  await assertJava('Starting Kafka');
  return join(await fetched(KAFKA), '*');
}

/** Starts a node with settings that may name its folder, which is removed with it. */
export async function startKafkaNode(of: {
  clusterId: string;
  /** As Java writes sizes. */
  heap: string;
  settings(folder: string): Readonly<Record<string, string>>;
}): Promise<KafkaNode> {
  const classPath = await kafkaClassPath();
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-kafka-'));
  const properties = join(folder, 'server.properties');
  const start = () =>
    startJava({
      name: 'Kafka',
      args: [`-Xmx${of.heap}`, '-cp', classPath, 'kafka.Kafka', properties],
      folder,
      logFile: join(folder, 'kafka.log'),
      ready: (log) => log.includes('Kafka Server started'),
    });
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  let node: JavaProcess;
  try {
    const lines = Object.entries(of.settings(folder)).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(properties, lines.join(''));
    await format({ classPath, properties, clusterId: of.clusterId });
    node = await start();
  } catch (error) {
    remove();
    throw error;
  }
  return {
    get pid() {
      return node.pid;
    },
    kill: () => node.kill(),
    async restart() {
      await node.stop();
      node = await start();
    },
    async stop() {
      // What it would still write is removed with it.
      await node.kill();
      remove();
    },
  };
}

/** Gives a node's folder its identity, which a node does not do by itself. */
async function format(of: {
  classPath: string;
  properties: string;
  clusterId: string;
}): Promise<void> {
  const tool = [...QUICK_START, '-cp', of.classPath, 'kafka.tools.StorageTool'];
  try {
    // With `=`, since an id may begin with a hyphen.
    await run('java', [...tool, 'format', `--cluster-id=${of.clusterId}`, '-c', of.properties]);
  } catch (cause) {
    const said = String((cause as { stderr?: string }).stderr ?? cause).trim();
    throw new PipelineError(
      'service-unavailable',
      `Starting Kafka: its settings are refused.\n${said}`,
      { cause },
    );
  }
}
