import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Append,
  BatchBuilder,
  systemClock as clock,
  freshName,
  type Log,
  openKafkaLog,
  PipelineError,
  systemPause,
  type TaskStore,
} from '@landbridge/infra';
import { startOwnCluster, startOwnKafka } from '@landbridge/infra/services';
import { seededRandom } from '@landbridge/infra/testing';
import { expect, onTestFinished, test } from 'vitest';
import { makeTopics, TOPICS } from './kafka-world.ts';

const KILLS = 5;
/** Each has a commit under way at any moment. */
const PARTITIONS = 12;
const KILL_AFTER_MS_MAX = 1_000;
const SOON = { timeout: 120_000 };
const TEST_MS = 900_000;

test(
  'a broker that is killed while tasks commit loses no commit and doubles none',
  async () => {
    const kafka = await startOwnKafka();
    onTestFinished(() => kafka.stop());
    await countThrough({
      ...{ brokers: kafka.brokers, replication: 1 },
      async disturb() {
        await kafka.kill();
        await kafka.restart();
      },
    });
  },
  TEST_MS,
);

test(
  'the leaders of a cluster change while tasks commit, and no commit is lost or doubled',
  async () => {
    const cluster = await startOwnCluster();
    onTestFinished(() => cluster.stop());
    let next = 0;
    await countThrough({
      ...{ brokers: cluster.brokers, replication: 3 },
      async disturb(goesOn) {
        const node = cluster.nodes[next++ % cluster.nodes.length];
        await node?.kill();
        await goesOn();
        await node?.restart();
      },
    });
  },
  TEST_MS,
);

/** Lets tasks count while brokers are disturbed: what they come to is what was committed. */
async function countThrough(of: {
  brokers: string;
  replication: number;
  disturb(goesOn: () => Promise<void>): Promise<void>;
}): Promise<void> {
  const random = seededRandom(Number(process.env['SEED'] ?? 9));
  const root = mkdtempSync(join(tmpdir(), 'landbridge-broker-kills-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const deployment = `kills-${freshName()}`;
  const brokers = of.brokers.split(',');
  await makeTopics(deployment, PARTITIONS, { brokers, replication: of.replication });
  const open = (machine: string) =>
    openKafkaLog({
      connection: { brokers },
      ...{ deployment, topicPrefix: `${deployment}.`, topics: TOPICS, partitions: PARTITIONS },
      ...{ folder: join(root, machine), clock },
    });
  const log = await open('here');
  const ending = new AbortController();
  const tasks = Array.from({ length: PARTITIONS }, (_, task) => new Counting(log, task));
  const working = Promise.all(tasks.map((task) => task.countUntil(ending.signal)));
  const total = () => tasks.reduce((sum, { done }) => sum + done, 0);
  const goesOn = async (): Promise<void> => {
    const enough = total() + PARTITIONS;
    await Promise.race([working, expect.poll(total, SOON).toBeGreaterThan(enough)]);
  };
  for (let kill = 0; kill < KILLS; kill++) {
    await goesOn();
    await systemPause(random.next() * KILL_AFTER_MS_MAX);
    await of.disturb(goesOn);
  }
  ending.abort();
  await working;
  // On a machine that knows nothing yet.
  const other = await open('there');
  for (const { task, done } of tasks) {
    const expected = Array.from({ length: done }, (_, i) => String(i + 1));
    expect(await keysOf(other, task), `task ${task}`).toEqual(expected);
  }
  await Promise.all([log.close(), other.close()]);
}

/** A task that writes the number of each of its commits, and remembers it. */
class Counting {
  readonly task: number;
  /** As many commits as happened, as far as anybody was told. */
  done = 0;
  readonly #log: Log;

  constructor(log: Log, task: number) {
    this.#log = log;
    this.task = task;
  }

  async countUntil(signal: AbortSignal): Promise<void> {
    let store = await this.#log.openTask(this.task);
    while (!signal.aborted) {
      try {
        await this.#commit(store, this.done + 1);
        this.done += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(PipelineError);
        store = await this.#log.openTask(this.task);
        const found = Number(store.checkpoint() ?? 0);
        // What was acknowledged is there; what was not may have happened.
        expect([this.done, this.done + 1], `task ${this.task}`).toContain(found);
        this.done = found;
      }
    }
    await store.close();
  }

  async #commit(store: TaskStore, number: number): Promise<void> {
    const { task } = this;
    const elsewhere = (task + number) % PARTITIONS;
    await store.commit({
      appends: [anAppend('out.rows', task, number), anAppend('a.c', elsewhere, number)],
      ...{ puts: [{ key: Buffer.from('last'), value: Buffer.from(String(number)) }], removes: [] },
      checkpoint: Buffer.from(String(number)),
      positions: new Map([['a.b', number]]),
    });
  }
}

function anAppend(topic: string, partition: number, number: number): Append {
  const builder = new BatchBuilder(topic, partition);
  builder.push(Buffer.from(String(number)), Buffer.from('v'));
  return builder.seal();
}

async function keysOf(log: Log, partition: number): Promise<string[]> {
  const keys: string[] = [];
  for (let at = 0; at < log.extent('out.rows', partition).end; ) {
    const batch = await log.read('out.rows', partition, at, 1 << 20);
    if (batch === undefined) break;
    for (let i = 0; i < batch.count; i++) {
      const [from = 0, to = 0, end = 0] = [batch.starts[i], batch.values[i], batch.starts[i + 1]];
      if (to < end) keys.push(batch.bytes.toString('utf8', from, to));
    }
    at += batch.count;
  }
  return keys;
}
