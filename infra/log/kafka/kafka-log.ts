import type { Clock } from '../../clock.ts';
import { assert } from '../../errors.ts';
import { assertAppend } from '../batches.ts';
import type { Append, Log, RecordBatch, TaskStore } from '../log.ts';
import { taskInUse } from '../log-errors.ts';
import { birthOf, changelogOf } from '../topic-admin.ts';
import { Appender } from './appender.ts';
import { catchUp, ownersPace, type RestoreProgress, usableOffset } from './catch-up.ts';
import { endsCutOff } from './changelog-end.ts';
import { noteTopology, readDeployment } from './deployment.ts';
import { Extents, type Place } from './extents.ts';
import { settleFormer } from './former-transaction.ts';
import { type GroupLag, watchGroupLag } from './group-lag.ts';
import type { KafkaConnection } from './kafkajs.ts';
import { type ConsumerLag, LagAlarm } from './lag-alarm.ts';
import { Link } from './link.ts';
import { type Outage, OutageWatch } from './outage.ts';
import type { Written } from './producer-session.ts';
import { Reader } from './reader.ts';
import type { Compression } from './record-batch.ts';
import { Standby, type StandbyLag } from './standby.ts';
import { StateCache } from './state-cache.ts';
import { KafkaTaskStore } from './task-store.ts';
import { checkTopics } from './topics.ts';
import { Transactions } from './transactions.ts';

const TRANSACTION_TIMEOUT_MS = 10_000;
const COMPRESSION: Compression = 'none';
/** Nobody else reads a changelog, and packing costs less than sending what it saves. */
const CHANGELOG_COMPRESSION: Compression = 'zstd';

export type KafkaLogOptions = {
  readonly connection: KafkaConnection;
  /** Names the changelog, the group and the transactional ids: two deployments share a cluster, not a name. */
  readonly deployment: string;
  /** Every topic that is read or written, as the pipeline names it. */
  readonly topics: readonly string[];
  /** Put before the names of topics on the cluster; default nothing. */
  readonly topicPrefix?: string;
  readonly partitions: number;
  /** Where the state of tasks is cached: of this process alone. */
  readonly folder: string;
  readonly clock: Clock;
  /** Hash of processors and reference data: state of another one is refused. Default: whatever it is. */
  readonly topology?: string;
  /** How records are packed; default not at all, since not every consumer reads every codec. */
  readonly compression?: Compression;
  /**
   * A commit that takes longer is aborted by the broker, and done again. So long readers wait at most for an owner that
   * has gone and that nobody follows. Default 10 s.
   */
  readonly transactionTimeoutMs?: number;
  readonly mapSizeBytes?: number;
  /** How much one fetch asks for, bytes; the first batch comes whole. Default 1 MiB. */
  readonly fetchBytes?: number;
  /** How long to try while no broker answers, milliseconds. */
  readonly patienceMs?: number;
  /** Comes when the process is about to end: from then on each thing is tried once. */
  readonly stopping?: AbortSignal;
  readonly onRestore?: (progress: RestoreProgress) => void;
  /** How long the cluster keeps a topic's records, milliseconds; default: for ever. */
  readonly retentionOf?: (topic: string) => number;
  /** Hears every minute of each consumer that lags by more than half of that. */
  readonly onLag?: (lag: ConsumerLag) => void;
  /** Hears every ten seconds how far all tasks of the deployment are behind, whichever process has them. */
  readonly onGroupLag?: (lags: readonly GroupLag[]) => void;
  /** Hears when the log could not be followed for ten seconds, and when it can be again. */
  readonly onOutage?: (outage: Outage) => void;
};

/** A log whose tasks are shared with others. */
export type SharedLog = Log & {
  /** By task, up to which offset of its changelog this process has its state; nought where it is of no use. */
  cached(): number[];
  /**
   * Keeps a copy of the state of these tasks from now on, and of no others, while other processes own them. One that is
   * opened here is opened with what is there.
   */
  standBy(tasks: readonly number[]): void;
  /** How far each of those copies is behind. */
  standbys(): readonly StandbyLag[];
  /** Says of which topology the state is from now on: of this one, when all of it was folded anew. */
  noteTopology(topology: string): Promise<void>;
};

/**
 * Opens a deployment's log on Kafka. Its topics must be there. Records of a topic partition have the offsets that Kafka
 * gave them; a place that holds none (a transaction's marker, an aborted or compacted record) reads as a record without key
 * and value. `append` is durable once it resolves, but not all or nothing: after a rejection a part of it may be
 * there. Retention is the cluster's. A task is owned by whoever opened it last, on any machine: older owners are
 * fenced and meet `task-fenced`.
 */
export async function openLog(options: KafkaLogOptions): Promise<SharedLog> {
  const { connection, deployment, partitions, topicPrefix = '', patienceMs, stopping } = options;
  const names = options.topics.map((topic) => topicPrefix + topic);
  const [changelog, birth] = [changelogOf(deployment), birthOf(deployment)];
  await checkTopics(connection, [
    ...[...names, changelog].map((name) => ({ name, partitions })),
    { name: birth, partitions: 1 },
  ]);
  const topics = [...names, changelog, birth];
  const linkOptions = {
    ...{ connection, topics },
    ...(patienceMs !== undefined && { patienceMs }),
    ...(stopping && { stopping }),
  };
  const links = {
    read: new Link(linkOptions),
    follow: new Link(linkOptions),
    append: new Link(linkOptions),
    standby: new Link(linkOptions),
  };
  const places = [...names, changelog].flatMap((topic) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
  );
  try {
    const outage = new OutageWatch('Following the log', options.onOutage);
    const extents = new Extents(links.follow, [...places, { topic: birth, partition: 0 }], outage);
    const reader = new Reader(links.read, extents, options.fetchBytes);
    const appender = new Appender(links.append, () => options.compression ?? COMPRESSION);
    const { topology } = options;
    const stampMs = options.clock.nowMs();
    const { identity } = await readDeployment({
      ...{ deployment, partitions, topology, reader, appender, extents, stampMs },
    });
    await extents.refresh(places);
    const { folder, mapSizeBytes } = options;
    const cache = new StateCache({
      ...{ folder, identity, tasks: partitions },
      ...(mapSizeBytes !== undefined && { mapSizeBytes }),
    });
    extents.follow();
    return new KafkaLog({
      options,
      identity,
      linkOptions,
      links,
      extents,
      reader,
      appender,
      cache,
    });
  } catch (error) {
    await Promise.all(Object.values(links).map((link) => link.close()));
    throw error;
  }
}

type Opened = {
  readonly options: KafkaLogOptions;
  readonly identity: string;
  readonly linkOptions: ConstructorParameters<typeof Link>[0];
  readonly links: Readonly<Record<'read' | 'follow' | 'append' | 'standby', Link>>;
  readonly extents: Extents;
  readonly reader: Reader;
  readonly appender: Appender;
  readonly cache: StateCache;
};

class KafkaLog implements SharedLog {
  readonly identity: string;
  readonly partitions: number;
  /** Markers of transactions stand between the records. */
  readonly contiguous = false;
  readonly #of: Opened;
  readonly #topics: ReadonlySet<string>;
  readonly #owners = new Map<number, TaskStore | undefined>();
  readonly #alarm: LagAlarm;
  readonly #standby: Standby;
  readonly #closing = new AbortController();

  constructor(of: Opened) {
    this.#of = of;
    this.identity = of.identity;
    this.partitions = of.options.partitions;
    this.#topics = new Set(of.options.topics);
    const { topicPrefix = '', clock, retentionOf, onLag = () => undefined } = of.options;
    this.#alarm = new LagAlarm({
      ...{ link: of.links.follow, extents: of.extents, nowMs: () => clock.nowMs() },
      retentionOf: (topic) =>
        retentionOf?.(topic.slice(topicPrefix.length)) ?? Number.POSITIVE_INFINITY,
      onLag: (lag) => onLag({ ...lag, topic: lag.topic.slice(topicPrefix.length) }),
    });
    void this.#alarm.watch();
    this.#standby = new Standby({
      ...{ link: of.links.standby, cache: of.cache, nowMs: () => clock.nowMs() },
      changelogs: Array.from({ length: this.partitions }, (_, task) => this.#changelog(task)),
      isFree: (task) => !this.#owners.has(task),
      hasTasks: () => this.#owners.size > 0,
      isBusy: () => this.#opening() > 0,
    });
    const { onGroupLag } = of.options;
    if (onGroupLag === undefined) return;
    const named = ({ topic, ...lag }: GroupLag) => ({
      ...{ topic: topic.slice(topicPrefix.length), ...lag },
    });
    void watchGroupLag({
      ...{ link: of.links.follow, extents: of.extents, groupId: of.options.deployment },
      places: this.#places(),
      onGroupLag: (lags) => onGroupLag(lags.map(named)),
    });
  }

  extent(topic: string, partition: number): { start: number; end: number } {
    const { start = 0, end = 0 } = this.#of.extents.watch(this.#place(topic, partition)) ?? {};
    return { start, end };
  }

  async append(appends: readonly Append[]): Promise<void> {
    this.#assertOpen();
    for (const append of appends) assertAppend(append, this.partitions);
    const filled = appends
      .filter(({ count }) => count > 0)
      .map((append) => ({ ...append, ...this.#place(append.topic, append.partition) }));
    if (filled.length === 0) return;
    const { appender, extents, options } = this.#of;
    extents.raise(await appender.append(filled, options.clock.nowMs()));
  }

  async read(
    topic: string,
    partition: number,
    from: number,
    bytesMax: number,
  ): Promise<RecordBatch | undefined> {
    this.#assertOpen();
    const place = this.#place(topic, partition);
    this.#of.extents.watch(place);
    const batch = await this.#of.reader.read(place, from, bytesMax);
    return batch && { ...batch, topic };
  }

  onAppend(listener: () => void): () => void {
    return this.#of.extents.onRise(listener);
  }

  /** Retention is the cluster's: nothing here can hold records back, only raise the alarm in time. */
  protect(consumer: string, topic: string, partition: number, offset: number): void {
    this.#alarm.set(consumer, this.#place(topic, partition), offset);
  }

  async openTask(task: number): Promise<TaskStore> {
    this.#assertOpen();
    assert(task >= 0 && task < this.partitions, `task ${task} is one of ${this.partitions}`);
    if (this.#owners.has(task)) throw taskInUse(task);
    this.#owners.set(task, undefined);
    this.#standby.drop(task);
    try {
      const store = await this.#open(task);
      this.#owners.set(task, store);
      return store;
    } catch (error) {
      this.#owners.delete(task);
      throw error;
    }
  }

  cached(): number[] {
    const { cache, options } = this.#of;
    const nowMs = options.clock.nowMs();
    return Array.from({ length: this.partitions }, (_, task) => usableOffset(cache, task, nowMs));
  }

  standBy(tasks: readonly number[]): void {
    this.#assertOpen();
    this.#standby.set(tasks);
  }

  standbys(): readonly StandbyLag[] {
    return this.#standby.lags();
  }

  async noteTopology(topology: string): Promise<void> {
    this.#assertOpen();
    const { options, reader, appender, extents } = this.#of;
    const { deployment, clock } = options;
    await noteTopology({ deployment, reader, appender, extents, stampMs: clock.nowMs() }, topology);
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    for (const store of [...this.#owners.values()]) await store?.close();
    await Promise.all(Object.values(this.#of.links).map((link) => link.close()));
    await this.#standby.ended();
    await this.#of.cache.close();
  }

  /** Fences first: only then is what the changelog says the last word. */
  async #open(task: number): Promise<TaskStore> {
    const { options, linkOptions, extents, reader, cache } = this.#of;
    const { deployment, compression = COMPRESSION, clock } = options;
    const changelog = this.#changelog(task);
    const transactions = await Transactions.open({
      ...linkOptions,
      transactionalId: `${deployment}-task-${task}`,
      groupId: deployment,
      timeoutMs: options.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS,
      closing: this.#closing.signal,
      compressionOf: (topic) => (topic === changelog.topic ? CHANGELOG_COMPRESSION : compression),
    });
    try {
      const outputs = this.#places();
      await settleFormer({
        ...{ extents, changelog, outputs },
        decideAgain: async () => {
          const isCutOff = await endsCutOff(this.#of.links.read, changelog);
          await transactions.decideAgain([changelog, ...outputs], isCutOff);
        },
      });
      const inputs = options.topics.map((topic) => this.#place(topic, task));
      await extents.refresh([changelog, ...inputs]);
      const nowMs = clock.nowMs();
      await catchUp(
        { task, changelog, cache, reader, extents, nowMs },
        ownersPace({
          tasks: this.#opening(),
          goesOn: () => !this.#closing.signal.aborted,
          onProgress: (progress) => options.onRestore?.(progress),
        }),
      );
      this.#assertOpen();
    } catch (error) {
      await transactions.close();
      throw error;
    }
    return new KafkaTaskStore({
      ...{ task, changelog, cache, transactions, partitions: this.partitions },
      nowMs: () => clock.nowMs(),
      physical: (topic) => this.#place(topic, 0).topic,
      onCommitted: (written, positions) => {
        extents.raise(written.map(behindMarker));
        for (const [topic, offset] of positions) this.protect(`task:${task}`, topic, task, offset);
      },
      onClosed: () => {
        this.#owners.delete(task);
        // Whoever has it next looks after it.
        for (const topic of options.topics)
          this.protect(`task:${task}`, topic, task, Number.POSITIVE_INFINITY);
      },
    });
  }

  /** How many tasks are being opened. */
  #opening(): number {
    return [...this.#owners.values()].filter((store) => store === undefined).length;
  }

  #changelog(task: number): Place {
    return { topic: changelogOf(this.#of.options.deployment), partition: task };
  }

  #places(): Place[] {
    const each = Array.from({ length: this.partitions }, (_, partition) => partition);
    return this.#of.options.topics.flatMap((topic) => each.map((p) => this.#place(topic, p)));
  }

  #place(topic: string, partition: number): Place {
    assert(this.#topics.has(topic), `${topic} is one of the topics that the log was opened with`);
    return { topic: (this.#of.options.topicPrefix ?? '') + topic, partition };
  }

  #assertOpen(): void {
    assert(!this.#closing.signal.aborted, 'the log is open');
  }
}

/** A commit puts a marker behind what it wrote, so that much is sure to come. */
function behindMarker({ topic, partition, end }: Written): Place & { end: number } {
  return { topic, partition, end: end + 1 };
}
