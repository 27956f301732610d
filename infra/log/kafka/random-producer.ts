/// <reference path="./kafkajs.d.ts" />
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { appendOf } from '../log-contract.ts';
import type { Place } from './extents.ts';
import { CODES, codeOf } from './kafka-error.ts';
import type { Link } from './link.ts';
import { ProducerSession, roundsOf, writtenOf } from './producer-session.ts';

const TRANSACTION = 1;

type Record = { readonly offset: number; readonly record: string };

/** A producer whose transactions are ended either way, and who knows what became of its records. */
export class RandomProducer {
  readonly committed: Record[] = [];
  aborted = 0;
  readonly #link: Link;
  readonly #id: string;
  readonly #place: Place;
  readonly #session: ProducerSession;
  #open: Record[] = [];

  private constructor(link: Link, id: string, place: Place, session: ProducerSession) {
    this.#link = link;
    this.#id = id;
    this.#place = place;
    this.#session = session;
  }

  static async open(link: Link, id: string, place: Place): Promise<RandomProducer> {
    const { producerId, producerEpoch } = await link.use('Opening a producer', async (cluster) => {
      const coordinator = await cluster.findGroupCoordinator({
        groupId: id,
        coordinatorType: TRANSACTION,
      });
      return coordinator.initProducerId({ transactionalId: id, transactionTimeout: 60_000 });
    });
    const session = new ProducerSession({
      ...{ producerId: Number(producerId), epoch: producerEpoch },
      ...{ transactionalId: id, compressionOf: () => 'none' },
    });
    return new RandomProducer(link, id, place, session);
  }

  async write(records: readonly string[]): Promise<void> {
    const { topic, partition } = this.#place;
    if (this.#open.length === 0) {
      await this.#ask((coordinator, producer) =>
        coordinator.addPartitionsToTxn({
          ...producer,
          topics: [{ topic, partitions: [partition] }],
        }),
      );
    }
    const [round = []] = roundsOf([appendOf(topic, records, partition)]);
    const sealed = await this.#session.seal(round, 1_000);
    const produced = await this.#link.use('Writing', (cluster) =>
      this.#session.send(cluster, sealed),
    );
    const base = writtenOf(round, produced)[0]?.base ?? 0;
    this.#open.push(...records.map((record, i) => ({ offset: base + i, record })));
  }

  async end(how: 'commit' | 'abort'): Promise<void> {
    if (this.#open.length === 0) return;
    const transactionResult = how === 'commit';
    await this.#ask((coordinator, producer) =>
      coordinator.endTxn({ ...producer, transactionResult }),
    );
    if (transactionResult) this.committed.push(...this.#open);
    else this.aborted += this.#open.length;
    this.#open = [];
  }

  /** Asks again while the transaction before is being ended. */
  async #ask(
    work: (
      coordinator: Broker,
      producer: { transactionalId: string; producerId: string; producerEpoch: number },
    ) => Promise<unknown>,
  ): Promise<void> {
    const { producerId, epoch } = this.#session;
    const producer = {
      transactionalId: this.#id,
      producerId: String(producerId),
      producerEpoch: epoch,
    };
    for (;;) {
      try {
        await this.#link.use('Asking the coordinator', async (cluster) =>
          work(
            await cluster.findGroupCoordinator({ groupId: this.#id, coordinatorType: TRANSACTION }),
            producer,
          ),
        );
        return;
      } catch (error) {
        if (codeOf(error) !== CODES.concurrentTransactions) throw error;
      }
    }
  }
}
