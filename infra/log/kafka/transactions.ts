/// <reference path="./kafkajs.d.ts" />
import type Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { assert, PipelineError } from '../../errors.ts';
import type { Append } from '../log.ts';
import type { Place } from './extents.ts';
import {
  type FormerTransaction,
  formerTransaction,
  knownOf,
  wasCommitted,
} from './former-transaction.ts';
import { CODES, codeOf, isFenced } from './kafka-error.ts';
import { Link, type LinkOptions } from './link.ts';
import {
  type CompressionOf,
  ProducerSession,
  type Round,
  roundsOf,
  type Written,
  writtenOf,
} from './producer-session.ts';

/** Kinds of coordinators, by the protocol's numbers. */
const [GROUP, TRANSACTION] = [0, 1];
/** What passes by itself: markers of the transaction before are written in a millisecond or two. */
const PAUSE_MS = 2;
/** A coordinator that moves takes longer. */
const TRIES_MAX = 1_000;
/** Rounds of a commit that are sent and not answered: a megabyte each for every partition. */
const ROUNDS_AHEAD_MAX = 3;
const PASSING: ReadonlySet<number> = new Set([
  CODES.coordinatorLoading,
  CODES.coordinatorNotAvailable,
  CODES.notCoordinator,
  CODES.concurrentTransactions,
]);

export type TransactionsOptions = LinkOptions & {
  readonly transactionalId: string;
  readonly groupId: string;
  /** A transaction that takes longer is aborted by the broker. */
  readonly timeoutMs: number;
  readonly compressionOf: CompressionOf;
  /** Comes when nobody wants it any more: it is not opened then, however long that would be tried. */
  readonly closing: AbortSignal;
};

/** Offsets of a consumer group that a transaction carries along. */
export type GroupOffset = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
};

/**
 * The transactions of one transactional id. Opening it fences every older owner: a transaction it left open is aborted, and
 * nothing it still sends is taken. After an error nothing is repaired: it is closed and opened anew.
 */
export class Transactions {
  readonly #options: TransactionsOptions;
  readonly #link: Link;
  readonly #session: ProducerSession;
  readonly #coordinators: Coordinators;
  readonly #former: FormerTransaction;

  private constructor(of: {
    options: TransactionsOptions;
    link: Link;
    session: ProducerSession;
    coordinators: Coordinators;
    former: FormerTransaction;
  }) {
    this.#options = of.options;
    this.#link = of.link;
    this.#session = of.session;
    this.#coordinators = of.coordinators;
    this.#former = of.former;
  }

  static async open(options: TransactionsOptions): Promise<Transactions> {
    const link = new Link(options);
    const { transactionalId, groupId, timeoutMs, compressionOf, closing } = options;
    const giveUp = () => void link.close();
    closing.addEventListener('abort', giveUp);
    try {
      let known: FormerTransaction | undefined;
      const opened = await link.use(`Fencing ${transactionalId}`, async (cluster) => {
        const coordinators = new Coordinators(cluster, { transactionalId, groupId });
        // Asked for before anything begins: the first to ask waits for the group's topic to be made.
        await coordinators.of(GROUP);
        return await patiently(link, coordinators, async () => {
          const coordinator = await coordinators.of(TRANSACTION);
          // At each try: its owner may live still, and what the last try found open is aborted now.
          known = knownOf(known, await formerTransaction(coordinator, transactionalId));
          const former = known;
          const asked = { transactionalId, transactionTimeout: timeoutMs };
          return { introduced: await coordinator.initProducerId(asked), coordinators, former };
        });
      });
      const { introduced, ...rest } = opened;
      const { producerId, producerEpoch } = introduced;
      const session = new ProducerSession({
        producerId: Number(producerId),
        epoch: producerEpoch,
        transactionalId,
        compressionOf,
      });
      return new Transactions({ options, link, session, ...rest });
    } catch (error) {
      await link.close();
      throw error;
    } finally {
      closing.removeEventListener('abort', giveUp);
    }
  }

  /**
   * Writes everything in one transaction; answers where it lies. Rejects with `task-fenced` where somebody else has this
   * id now, or the broker ran out of patience; else with `commit-failed`, and then whether it happened is unknown.
   */
  async commit(of: {
    appends: readonly Append[];
    offsets: readonly GroupOffset[];
    stampMs: number;
  }): Promise<Written[]> {
    try {
      return await this.#link.once((cluster) => this.#commit(cluster, of));
    } catch (error) {
      throw explained(error, this.#options);
    }
  }

  /**
   * Ends what the former owner left in these partitions once more, and as it ended: see `settleFormer`. What is seen to be
   * cut off was never committed, whatever the coordinator remembers.
   */
  async decideAgain(places: readonly Place[], isCutOff: boolean): Promise<void> {
    const { groupId } = this.#options;
    const topics = [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, of]) => ({
      topic,
      partitions: of.map(({ partition }) => partition),
    }));
    try {
      await this.#link.once(async () => {
        const producer = this.#producer();
        await this.#patiently(TRANSACTION, (coordinator) =>
          coordinator.addPartitionsToTxn({ ...producer, topics }),
        );
        await this.#patiently(TRANSACTION, (coordinator) =>
          coordinator.addOffsetsToTxn({ ...producer, groupId }),
        );
        const transactionResult = !isCutOff && wasCommitted(this.#former, this.#session.epoch);
        const coordinator = await this.#coordinators.of(TRANSACTION);
        await coordinator.endTxn({ ...producer, transactionResult });
      });
    } catch (error) {
      throw explained(error, this.#options);
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  async #commit(
    cluster: Cluster,
    of: { appends: readonly Append[]; offsets: readonly GroupOffset[]; stampMs: number },
  ): Promise<Written[]> {
    const { groupId } = this.#options;
    await this.#assertUnbroken();
    const producer = this.#producer();
    const rounds = roundsOf(of.appends);
    const topics = [...Map.groupBy(rounds[0] ?? [], ({ topic }) => topic)].map(
      ([topic, places]) => ({
        topic,
        partitions: places.map(({ partition }) => partition),
      }),
    );
    await this.#patiently(TRANSACTION, (coordinator) =>
      coordinator.addPartitionsToTxn({ ...producer, topics }),
    );
    const mirrored = this.#mirror({ ...producer, groupId }, of.offsets);
    const [written] = await Promise.all([this.#send(cluster, rounds, of.stampMs), mirrored]);
    const coordinator = await this.#coordinators.of(TRANSACTION);
    await coordinator.endTxn({ ...producer, transactionResult: true });
    return written.flat();
  }

  /** Requests of one connection are answered in order, so some rounds are on their way at a time. */
  async #send(cluster: Cluster, rounds: readonly Round[], stampMs: number): Promise<Written[][]> {
    const written: Promise<Written[]>[] = [];
    for (const [i, round] of rounds.entries()) {
      await written[i - ROUNDS_AHEAD_MAX];
      const sealed = await this.#session.seal(round, stampMs);
      const sending = this.#session.send(cluster, sealed);
      written.push(sending.then((produced) => writtenOf(round, produced)));
      // One that fails is met when its turn comes.
      written.at(-1)?.catch(() => undefined);
    }
    return await Promise.all(written);
  }

  /**
   * A broker that was away may owe markers of the commit before, and a transaction that begins now would decide that one
   * too. Its connection would come back by itself: so it is looked at, and the task opened anew (see `settleFormer`).
   */
  async #assertUnbroken(): Promise<void> {
    const coordinator = await this.#coordinators.of(TRANSACTION);
    if (!coordinator.isConnected()) throw new Error('the connection to its coordinator was lost');
  }

  #producer(): { transactionalId: string; producerId: string; producerEpoch: number } {
    const { producerId, epoch } = this.#session;
    const { transactionalId } = this.#options;
    return { transactionalId, producerId: String(producerId), producerEpoch: epoch };
  }

  /** The group's offsets are for those who watch the lag: nobody reads them to begin from. */
  async #mirror(
    of: { transactionalId: string; producerId: string; producerEpoch: number; groupId: string },
    offsets: readonly GroupOffset[],
  ): Promise<void> {
    if (offsets.length === 0) return;
    await this.#patiently(TRANSACTION, (coordinator) => coordinator.addOffsetsToTxn(of));
    const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, places]) => ({
      topic,
      partitions: places.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
    }));
    await this.#patiently(GROUP, (coordinator) => coordinator.txnOffsetCommit({ ...of, topics }));
  }

  #patiently(type: number, work: (coordinator: Broker) => Promise<unknown>): Promise<unknown> {
    const coordinators = this.#coordinators;
    return patiently(this.#link, coordinators, async () => work(await coordinators.of(type)));
  }
}

/** Who keeps the book of our transactions, and of our group. */
class Coordinators {
  readonly #cluster: Cluster;
  readonly #ids: readonly [group: string, transaction: string];
  readonly #found = new Map<number, Broker>();

  constructor(cluster: Cluster, ids: { transactionalId: string; groupId: string }) {
    this.#cluster = cluster;
    this.#ids = [ids.groupId, ids.transactionalId];
  }

  async of(type: number): Promise<Broker> {
    const known = this.#found.get(type);
    if (known) return known;
    const groupId = this.#ids[type] ?? '';
    const found = await this.#cluster.findGroupCoordinator({ groupId, coordinatorType: type });
    this.#found.set(type, found);
    return found;
  }

  forget(): void {
    this.#found.clear();
  }
}

/** Tries what was refused for the moment again at once: kafkajs would wait a third of a second. */
async function patiently<T>(
  link: Link,
  coordinators: Coordinators,
  work: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    // What was still on its way must not open a link again that was closed meanwhile.
    assert(!link.isClosed, 'the log is open');
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      const isPassing = code !== undefined && PASSING.has(code);
      if (!isPassing || tries === TRIES_MAX) throw error;
      if (code !== CODES.concurrentTransactions) coordinators.forget();
    }
    await link.pause(PAUSE_MS);
  }
}

function explained(
  cause: unknown,
  { transactionalId, timeoutMs }: Pick<TransactionsOptions, 'transactionalId' | 'timeoutMs'>,
): PipelineError {
  const doing = `Committing ${transactionalId}`;
  if (cause instanceof PipelineError && cause.code === 'record-too-large') return cause;
  if (isFenced(cause)) {
    return new PipelineError(
      'task-fenced',
      `${doing}: another process has taken this task over, or the commit took more than ${timeoutMs} ms. Go on only if this ` +
        'process still owns the task, from its last commit. If that happens again and again with nobody else about, raise ' +
        'LANDBRIDGE_KAFKA_TRANSACTION_TIMEOUT_MS.',
      { cause },
    );
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PipelineError(
    'commit-failed',
    `${doing}: ${why}. Whether it happened is unknown; open the task again and go on from what it says.`,
    { retriable: true, cause },
  );
}
