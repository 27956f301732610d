import { BatchBuilder, type Log, systemPause } from '@landbridge/infra';
import type { Random } from '@landbridge/infra/testing';
import type { Entry } from '@landbridge/processors/testing';
import { partitionOf } from '@landbridge/schemas';
import kafkajs from 'kafkajs';
import { input, onCluster, PARTITIONS, type World } from './world.ts';

const START = Date.UTC(2026, 2, 1);
const ACCOUNTS = 60;
const BATCH = 30;
const BATCH_EVERY_MS = 150;
/** So far back entries come late, twice and corrected. */
const RECENT = 500;

/** Tells entries to a deployment, in any order, some of them twice and some of them corrected. */
export class Feed {
  /** Everything told, every version of it. */
  readonly entries: Entry[] = [];
  /** Records that nobody can read. */
  poison = 0;
  readonly #world: World;
  readonly #log: Log;
  readonly #random: Random;
  readonly #ending = new AbortController();
  readonly #newest: Entry[] = [];
  readonly #running: Promise<void>;

  constructor(of: { world: World; log: Log; random: Random }) {
    this.#world = of.world;
    this.#log = of.log;
    this.#random = of.random;
    this.#running = this.#run();
    this.#running.catch(() => undefined);
  }

  /** Garbage, a record of a schema that nobody knows, and no value at all, as an outside producer writes them. */
  async poisonAll(): Promise<void> {
    const kafka = new kafkajs.Kafka({
      brokers: [this.#world.brokers],
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const producer = kafka.producer({ idempotent: true });
    await producer.connect();
    const unknown = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 2, 4, 6]);
    const values = [Buffer.from('poison'), unknown];
    const messages = values.map((value, partition) => ({ key: 'poison', value, partition }));
    await producer.send({ topic: onCluster(this.#world, input.name), messages });
    await producer.disconnect();
    this.poison += values.length;
  }

  /** Resolves when all that was told is in the log. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const told = Array.from({ length: BATCH }, () => this.#next());
      await this.#append(told);
      this.entries.push(...told);
      await systemPause(BATCH_EVERY_MS, this.#ending.signal);
    }
  }

  /** A new entry, one told before, or a correction of one: of its amount, its page, its account, or withdrawn. */
  #next(): Entry {
    const { next } = this.#random;
    const at = this.#newest.length - 1 - Math.floor(next() * RECENT);
    const known = next() < 0.2 ? this.#newest[at] : undefined;
    if (known === undefined) {
      const entry = anEntry(this.#newest.length, next);
      this.#newest.push(entry);
      return entry;
    }
    if (next() < 0.5) return known;
    const corrected = {
      ...anEntry(at, next),
      eventTime: known.eventTime,
      revision: known.revision + 1,
      retracted: next() < 0.2,
    };
    this.#newest[at] = corrected;
    return corrected;
  }

  async #append(entries: readonly Entry[]): Promise<void> {
    const builders = Array.from({ length: PARTITIONS }, (_, p) => new BatchBuilder(input.name, p));
    for (const entry of entries) {
      const key = Buffer.from(input.key(entry));
      const partition = partitionOf(key, 0, key.length, PARTITIONS);
      builders[partition]?.push(key, input.codec.toBytes(entry));
    }
    await this.#log.append(builders.map((builder) => builder.seal()));
  }
}

function anEntry(i: number, next: () => number): Entry {
  const of = (count: number) => Math.floor(next() * count);
  return {
    // Every second comes some minutes after those that happened later.
    ...{ id: `t:${i}`, revision: 0, retracted: false, eventTime: START + (i - of(300)) * 1_000 },
    ...{ source: 't', recordedAt: 0, ingestedAt: 0 },
    ...{ account: `account-${of(ACCOUNTS)}`, amount: of(6), page: `p${of(3)}` },
  };
}
