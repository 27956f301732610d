/// <reference path="./kafkajs.d.ts" />
import type Cluster from 'kafkajs/src/cluster/index.js';
import { nextTurn } from '../../next-turn.ts';
import type { Append } from '../log.ts';
import { codeOf } from './kafka-error.ts';
import type { Link } from './link.ts';
import {
  type CompressionOf,
  ProducerSession,
  roundsOf,
  type Written,
  writtenOf,
} from './producer-session.ts';

/** The broker has forgotten this producer, or counts otherwise: a new one begins again at nought. */
const LOST_COUNT = new Set([45, 47, 59]);
const OPENINGS_MAX = 3;

/** Appends without a transaction, one call after the other; what is sent again after a lost answer does not count twice. */
export class Appender {
  readonly #link: Link;
  readonly #compressionOf: CompressionOf;
  #session: ProducerSession | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(link: Link, compressionOf: CompressionOf) {
    this.#link = link;
    this.#compressionOf = compressionOf;
  }

  /** Resolves when all is durable. After a rejection some of it may be, and all of it may be sent again. */
  append(appends: readonly Append[], stampMs: number): Promise<Written[]> {
    const appended = this.#last.then(() => this.#append(appends, stampMs));
    this.#last = appended.catch(() => undefined);
    return appended;
  }

  async #append(appends: readonly Append[], stampMs: number): Promise<Written[]> {
    const written: Written[] = [];
    for (const round of roundsOf(appends)) {
      for (let opening = 1; ; opening++) {
        const session = await this.#open();
        const batches = await session.seal(round, stampMs);
        try {
          const doing = `Appending to ${[...new Set(batches.map(({ topic }) => topic))].join(', ')}`;
          const produced = await this.#link.use(doing, (cluster) => session.send(cluster, batches));
          written.push(...writtenOf(round, produced));
          break;
        } catch (error) {
          this.#session = undefined;
          if (!LOST_COUNT.has(codeOf(error) ?? 0) || opening === OPENINGS_MAX) throw error;
        }
      }
      await nextTurn();
    }
    return written;
  }

  async #open(): Promise<ProducerSession> {
    if (this.#session) return this.#session;
    const compressionOf = this.#compressionOf;
    const { producerId, producerEpoch } = await this.#link.use('Opening a producer', introduce);
    this.#session = new ProducerSession({
      producerId: Number(producerId),
      epoch: producerEpoch,
      compressionOf,
    });
    return this.#session;
  }
}

async function introduce(cluster: Cluster): Promise<{ producerId: string; producerEpoch: number }> {
  const broker = await cluster.findControllerBroker();
  return broker.initProducerId({});
}
