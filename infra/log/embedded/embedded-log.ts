import { mkdirSync } from 'node:fs';
import type { Clock } from '../../clock.ts';
import { assert, PipelineError } from '../../errors.ts';
import {
  applyState,
  assertKeys,
  type Committed,
  decodeCommitted,
  encodeCommitted,
  getState,
  scanState,
  sizeOfState,
} from '../../state/embedded-state.ts';
import { assertAppend, batchFrom, joinBatches } from '../batches.ts';
import type { Append, Log, RecordBatch, TaskCommit, TaskStore } from '../log.ts';
import { logFull, positionBeyond, positionLost, taskInUse } from '../log-errors.ts';
import { checkBirth } from './birth.ts';
import { type BlobKey, blobSize, decodeBlob } from './blob.ts';
import { BlobTable } from './blob-table.ts';
import { Environment, type Table, type Transaction } from './environment.ts';
import { claimFolder, giveUpOwnership, takeOwnership } from './owner.ts';
import { Places } from './places.ts';
import { Protections } from './protections.ts';
import { Retention } from './retention.ts';

const GIB = 2 ** 30;
const BYTES_MAX = 8 * GIB;
const MAP_SIZE_BYTES = 64 * GIB;
/** What LMDB adds to the bytes of a transaction: touched tree pages and half-filled last pages. */
const WRITE_OVERHEAD = 1.25;
const WRITE_OVERHEAD_BYTES = 64 << 10;

export type EmbeddedLogOptions = {
  readonly folder: string;
  readonly clock: Clock;
  /** Partitions of every topic, fixed when the folder is made; default 1. */
  readonly partitions?: number;
  /** Bound of the folder: log, state and free pages between them; default 64 GiB. */
  readonly mapSizeBytes?: number;
  /** Bound of the log's batches, default 8 GiB: beyond it appends reject with `log-full`, commits of tasks do not. */
  readonly bytesMax?: number;
  /** Whether what resolves is on the disk (default), or only safe from a crash of this process. */
  readonly durable?: boolean;
  /** How long a topic's records are kept, milliseconds since they were appended; default: for ever. */
  readonly retentionOf?: (topic: string) => number;
};

/**
 * Opens the log and the state of a folder, making it where it does not exist. One process owns a folder: rejects with
 * `data-dir-in-use`, naming the owner, with `data-dir-incompatible` and with `data-dir-corrupt`.
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<Log> {
  const { folder, partitions = 1 } = options;
  mkdirSync(folder, { recursive: true });
  const release = claimFolder(folder);
  let environment: Environment | undefined;
  try {
    environment = new Environment({
      folder,
      mapSizeBytes: options.mapSizeBytes ?? MAP_SIZE_BYTES,
      durable: options.durable ?? true,
      tasks: partitions,
    });
    takeOwnership(environment, folder);
    const { identity } = checkBirth(environment, { folder, partitions });
    return new EmbeddedLog({ ...options, partitions, environment, identity, release });
  } catch (error) {
    release();
    await environment?.close();
    throw error;
  }
}

type Opened = EmbeddedLogOptions & {
  readonly partitions: number;
  readonly environment: Environment;
  readonly identity: string;
  readonly release: () => void;
};

class EmbeddedLog implements Log {
  readonly identity: string;
  readonly partitions: number;
  readonly contiguous = true;
  readonly #opened: Opened;
  readonly #environment: Environment;
  readonly #blobs: BlobTable;
  readonly #meta: Table;
  readonly #places: Places;
  readonly #protections: Protections;
  readonly #retention: Retention;
  readonly #listeners = new Set<() => void>();
  readonly #owners = new Map<number, TaskStore>();
  readonly #bytesMax: number;
  #closed = false;
  #last: Promise<void> = Promise.resolve();

  constructor(opened: Opened) {
    this.#opened = opened;
    this.identity = opened.identity;
    this.partitions = opened.partitions;
    this.#environment = opened.environment;
    this.#bytesMax = opened.bytesMax ?? BYTES_MAX;
    this.#blobs = new BlobTable(opened.environment.table('log'));
    this.#meta = opened.environment.table('meta');
    this.#places = new Places(opened.environment, {
      partitions: opened.partitions,
      blobs: this.#blobs,
    });
    this.#protections = new Protections(this.#places, this.#meta);
    const retentionOf = opened.retentionOf ?? (() => Number.POSITIVE_INFINITY);
    this.#retention = new Retention(this.#places, this.#blobs, retentionOf);
    for (let task = 0; task < this.partitions; task++) this.#protectInputs(task);
  }

  extent(topic: string, partition: number): { start: number; end: number } {
    const { start, end } = this.#places.readable(this.#places.of(topic, partition));
    return { start, end };
  }

  async append(appends: readonly Append[]): Promise<void> {
    const size = this.#assertAppends(appends);
    if (size === 0) return;
    const doing = `Appending to ${[...new Set(appends.map(({ topic }) => topic))].join(', ')}`;
    await this.#inTurn(async () => {
      await this.#makeRoom(size);
      await this.#write({ doing, bytes: size }, appends);
    });
  }

  async read(
    topic: string,
    partition: number,
    from: number,
    bytesMax: number,
  ): Promise<RecordBatch | undefined> {
    this.#assertOpen();
    const place = this.#places.of(topic, partition);
    const { start, end } = this.#places.readable(place);
    if (from < start) throw positionLost({ topic, partition, from, start });
    if (from > end) throw positionBeyond({ topic, partition, from, end });
    if (from === end) return undefined;
    const keys: BlobKey[] = [];
    let size = 0;
    for (const key of this.#places.keysFrom(place, from)) {
      size += key.size;
      if (keys.length > 0 && (size > bytesMax || key.stampMs !== keys[0]?.stampMs)) break;
      keys.push(key);
      if (size >= bytesMax) break;
    }
    const [first, ...rest] = keys.map((key) => {
      return decodeBlob(this.#blobs.read(key), { topic, partition, key });
    });
    if (!first || first.baseOffset > from) throw missingBatch({ topic, partition, from });
    return joinBatches([batchFrom(first, from), ...rest]);
  }

  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protect(consumer: string, topic: string, partition: number, offset: number): void {
    assert(!consumer.startsWith('task:'), 'the positions of tasks protect what they still read');
    this.#protections.set(consumer, { topic, partition, offset });
  }

  async openTask(task: number): Promise<TaskStore> {
    this.#assertOpen();
    assert(task >= 0 && task < this.partitions, `task ${task} is one of ${this.partitions}`);
    if (this.#owners.has(task)) throw taskInUse(task);
    const table = this.#environment.table(`state/${task}`);
    let committed = this.#committedOf(task);
    let isOpen = true;
    const assertOwned = () => assert(isOpen && !this.#closed, `the state of task ${task} is open`);
    const close = () => {
      isOpen = false;
      if (this.#owners.get(task) === store) this.#owners.delete(task);
    };
    const store: TaskStore = {
      task,
      checkpoint: () => committed && Buffer.from(committed.checkpoint),
      get: (key) => {
        assertOwned();
        return getState(table, key);
      },
      scan: (prefix, visit, from) => {
        assertOwned();
        scanState(table, prefix, visit, from);
      },
      commit: async (commit) => {
        assertOwned();
        try {
          committed = await this.#commit({ task, table }, commit);
        } catch (error) {
          // What the caller holds in memory is ahead of the disk: it has to open the task again.
          close();
          throw error;
        }
      },
      close: async () => close(),
    };
    this.#owners.set(task, store);
    return store;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    for (const store of [...this.#owners.values()]) await store.close();
    this.#closed = true;
    await this.#last;
    try {
      if (!this.#environment.isBroken) {
        const doing = 'Letting the data folder go';
        this.#environment.write({ doing, bytes: 0 }, (transaction) => {
          this.#protections.store(transaction);
          giveUpOwnership(this.#environment);
        });
      }
    } finally {
      await this.#environment.close();
      this.#opened.release();
    }
  }

  async #commit(of: { task: number; table: Table }, commit: TaskCommit): Promise<Committed> {
    assertKeys(commit);
    const bytes = this.#assertAppends(commit.appends) + sizeOfState(commit);
    const value = encodeCommitted(commit);
    await this.#inTurn(() =>
      this.#write({ doing: `Committing task ${of.task}`, bytes }, commit.appends, (transaction) => {
        applyState(transaction, of.table, commit);
        transaction.put(this.#meta, checkpointKey(of.task), value);
      }),
    );
    this.#protectInputs(of.task);
    return decodeCommitted(value);
  }

  /** One write after another: each begins with what the one before it has made of the places. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** The one way to change anything: appends, what goes with them, and a step of retention in one transaction. */
  async #write(
    of: { doing: string; bytes: number },
    appends: readonly Append[],
    alongside: (transaction: Transaction) => void = () => {},
  ): Promise<void> {
    const nowMs = this.#opened.clock.nowMs();
    const bytes = Math.ceil(of.bytes * WRITE_OVERHEAD) + WRITE_OVERHEAD_BYTES;
    try {
      await this.#environment.writeAside({ doing: of.doing, bytes }, (transaction) => {
        for (const append of appends) this.#put(transaction, append, nowMs);
        alongside(transaction);
        this.#retention.step(transaction, nowMs);
        this.#places.store(transaction);
        this.#protections.store(transaction);
      });
    } catch (error) {
      this.#places.rollback();
      throw error;
    }
    this.#places.commit();
    if (appends.length > 0) for (const listener of [...this.#listeners]) listener();
  }

  #put(transaction: Transaction, append: Append, stampMs: number): void {
    if (append.count === 0) return;
    const place = this.#places.of(append.topic, append.partition);
    this.#places.touch(place);
    const { topic, partition, end } = place;
    const at = { topic: topic.number, partition, baseOffset: end, stampMs };
    const size = this.#blobs.put(transaction, append, at);
    place.end += append.count;
    place.bytes += size;
    this.#places.bytes += size;
  }

  /** At the bound: removes what may go in a transaction of its own, and refuses the append if that is not enough. */
  async #makeRoom(size: number): Promise<void> {
    const over = () => this.#places.bytes + size - this.#bytesMax;
    if (over() <= 0) return;
    const nowMs = this.#opened.clock.nowMs();
    try {
      await this.#environment.writeAside(
        { doing: 'Removing old records', bytes: 0 },
        (transaction) => {
          this.#retention.makeRoom(transaction, nowMs, over());
          this.#places.store(transaction);
        },
      );
    } catch (error) {
      this.#places.rollback();
      throw error;
    }
    this.#places.commit();
    const bytesMax = this.#bytesMax;
    if (over() > 0) throw logFull({ held: this.#places.bytes, size, bytesMax });
  }

  /** Checks appends; answers the bytes that their blobs take. */
  #assertAppends(appends: readonly Append[]): number {
    this.#assertOpen();
    let size = 0;
    for (const append of appends) {
      assertAppend(append, this.partitions);
      if (append.count > 0) size += blobSize(append);
    }
    return size;
  }

  #protectInputs(task: number): void {
    for (const [topic, offset] of this.#committedOf(task)?.positions ?? []) {
      this.#places.of(topic, task).protections.set('task:', offset);
    }
  }

  #committedOf(task: number): Committed | undefined {
    const value = this.#meta.get(checkpointKey(task));
    return value && decodeCommitted(value);
  }

  #assertOpen(): void {
    assert(!this.#closed, 'the log is open');
    this.#environment.assertUsable();
  }
}

function checkpointKey(task: number): Buffer {
  return Buffer.from(`checkpoint/${task}`);
}

function missingBatch(at: { topic: string; partition: number; from: number }): PipelineError {
  return new PipelineError(
    'data-dir-corrupt',
    `Reading ${at.topic}[${at.partition}]@${at.from}: the batch is not there, although the log goes on behind it. ` +
      'Check the disk, restore the folder from a backup, or start with a new --data-dir.',
  );
}
