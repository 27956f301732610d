import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from './free-ports.ts';
import { type JavaProcess, QUICK_START, startJava } from './java-process.ts';
import { assertJava, DEPENDENCY_PLUGIN, fetched, type Program } from './maven-central.ts';

const run = promisify(execFile);

const VERSION = '3.0.9';
const ARCHIVE = `apicurio-registry-app-${VERSION}-all.tar.gz`;

/**
 * The last Apicurio that runs on Java 17. Its POM names a parent that Maven Central does not have; version 2 of the
 * plugin fetches an artifact without reading it.
 */
const APICURIO: Program = {
  name: `apicurio-${VERSION}`,
  goal: (folder) => [
    `${DEPENDENCY_PLUGIN}:2.10:copy`,
    `-Dartifact=io.apicurio:apicurio-registry-app:${VERSION}:tar.gz:all`,
    `-DoutputDirectory=${folder}`,
  ],
  async unpack(folder) {
    await run('tar', ['-xzf', join(folder, ARCHIVE), '-C', folder]);
    rmSync(join(folder, ARCHIVE));
  },
};

/** A registry that may be killed and started again on the same address; what it holds is kept in a file. */
export type OwnRegistry = {
  /** Base of the Confluent-compatible API. */
  readonly url: string;
  /** The registry's process; another one after `restart`. */
  readonly pid: number;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
};

/** Starts Apicurio as a process of its own on a free port of the loopback interface. */
export async function startOwnRegistry(): Promise<OwnRegistry> {
  await assertJava('Starting the schema registry');
  const jars = await fetched(APICURIO);
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-registry-'));
  const [port = 0] = await freePorts(1);
  const start = () =>
    startJava({
      name: 'the schema registry',
      args: [
        ...QUICK_START,
        '-Xmx512m',
        '-Dquarkus.http.host=127.0.0.1',
        `-Dquarkus.http.port=${port}`,
        // In memory, ids would be given again after a restart, and old records read with a wrong schema. Without a
        // delay, since a schema that was acknowledged must be there after a kill.
        `-Dapicurio.datasource.url=jdbc:h2:file:${join(folder, 'registry')};AUTO_SERVER=FALSE;WRITE_DELAY=0`,
        '-jar',
        join(jars, `apicurio-registry-app-${VERSION}-runner.jar`),
      ],
      folder,
      logFile: join(folder, 'registry.log'),
      ready: () => answers(`http://127.0.0.1:${port}/health/ready`),
    });
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  let registry: JavaProcess;
  try {
    registry = await start();
  } catch (error) {
    remove();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${port}/apis/ccompat/v7`,
    get pid() {
      return registry.pid;
    },
    kill: () => registry.kill(),
    async restart() {
      await registry.stop();
      registry = await start();
    },
    async stop() {
      // What it would still write is removed with it.
      await registry.kill();
      remove();
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
