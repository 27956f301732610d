import { join } from 'node:path';
import type { TableHash } from '@landbridge/cli';
import { type OwnKafka, startOwnKafka } from '@landbridge/infra/services';
import { expect, inject } from 'vitest';
import { LandbridgeProcess } from './landbridge-process.ts';

const PARTITIONS = '4';

export type Environment = Readonly<Record<string, string>>;

/** Command lines whose `--data-dir` is a name within a folder; all are killed in the end. */
export class CommandLines implements AsyncDisposable {
  readonly root: string;
  readonly env: Environment;
  readonly #started: LandbridgeProcess[] = [];

  constructor(root: string, env: Environment = {}) {
    this.root = root;
    this.env = env;
  }

  start(...typed: string[]): LandbridgeProcess {
    const at = typed.indexOf('--data-dir') + 1;
    const placed = typed.map((word, i) => (at > 0 && i === at ? join(this.root, word) : word));
    const process = new LandbridgeProcess(placed, this.env);
    this.#started.push(process);
    return process;
  }

  /** What it prints, once it has ended well. */
  async done(...typed: string[]): Promise<string> {
    const process = this.start(...typed);
    const { status, stdout } = await process.ended;
    expect(status, process.stderr).toBe(0);
    return stdout;
  }

  async tables(folder: string): Promise<readonly TableHash[]> {
    return JSON.parse(await this.done('tables', '--json', '--data-dir', folder));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#started.map((one) => one.signal('SIGKILL')));
  }
}

/** The same on a broker of its own with the topics of a deployment. */
export class Deployment extends CommandLines {
  readonly #kafka: OwnKafka;

  private constructor(root: string, kafka: OwnKafka) {
    const registry = inject('registry');
    super(root, { LANDBRIDGE_KAFKA_BROKERS: kafka.brokers, LANDBRIDGE_REGISTRY_URL: registry });
    this.#kafka = kafka;
  }

  static async open(root: string): Promise<Deployment> {
    const deployment = new Deployment(root, await startOwnKafka());
    await deployment.done('topics', 'apply', '--partitions', PARTITIONS);
    return deployment;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#kafka.stop();
  }
}
