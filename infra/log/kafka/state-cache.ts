import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '../../errors.ts';
import { nextTurn } from '../../next-turn.ts';
import {
  type Committed,
  decodeCommitted,
  getState,
  scanState,
} from '../../state/embedded-state.ts';
import { Environment, type Table } from '../embedded/environment.ts';
import { claimFolder, giveUpOwnership, takeOwnership } from '../embedded/owner.ts';
import type { Append, VisitState } from '../log.ts';
import { KeyBuckets } from './key-buckets.ts';

/** Raised with every change of what lies in the folder. */
const FORMAT = 1;
const MAP_SIZE_BYTES = 64 * 2 ** 30;
/** Changelog values begin with this byte: a value of no bytes is a value, a record of no value a removal. */
export const VALUE_FORMAT = 1;
/** What LMDB adds to the bytes of a transaction. */
const WRITE_OVERHEAD = 1.5;
const WRITE_OVERHEAD_BYTES = 1 << 20;

/** Of what comes sorted about so much is taken over at a time. */
const TOGETHER_BYTES = 16 << 20;

/** How far a task's cache holds its changelog, and when that was written. */
export type CachePosition = { readonly offset: number; readonly stampMs: number };

type Mark = { format: number; identity: string; boot: string | undefined; clean: boolean };

export type StateCacheOptions = {
  readonly folder: string;
  /** The log whose changelog is cached. */
  readonly identity: string;
  readonly tasks: number;
  readonly mapSizeBytes?: number;
};

/**
 * The tasks' state on this machine: what their changelogs say, up to an offset, in LMDB without sync. It outlives this process,
 * killed or not, but a machine's crash may leave it torn: where it was not closed before the machine started anew,
 * or belongs to another log, it is made anew. One process uses a folder.
 */
export class StateCache {
  readonly #folder: string;
  readonly #environment: Environment;
  readonly #meta: Table;
  readonly #mark: Mark;
  readonly #release: () => void;

  constructor(options: StateCacheOptions) {
    const { folder, identity, tasks } = options;
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#release = claimFolder(folder);
    try {
      const before = readMark(folder);
      this.#mark = { format: FORMAT, identity, boot: bootOf(), clean: false };
      if (!before || isTorn(before, this.#mark))
        rmSync(stateFolder(folder), { recursive: true, force: true });
      this.#environment = openEnvironment({
        folder: stateFolder(folder),
        mapSizeBytes: options.mapSizeBytes ?? MAP_SIZE_BYTES,
        durable: false,
        tasks,
      });
      takeOwnership(this.#environment, folder);
      this.#meta = this.#environment.table('meta');
      const isSame = before?.identity === identity && before.format === FORMAT;
      for (let task = 0; !isSame && task < tasks; task++) this.clear(task);
      writeMark(folder, this.#mark);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /** How far the cache of a task reaches: from nought where there is none. */
  positionOf(task: number): CachePosition {
    const stored = this.#meta.get(positionKey(task));
    if (!stored) return { offset: 0, stampMs: 0 };
    return JSON.parse(Buffer.from(stored).toString()) as CachePosition;
  }

  committedOf(task: number): Committed | undefined {
    const stored = this.#meta.get(checkpointKey(task));
    return stored && decodeCommitted(stored);
  }

  get(task: number, key: Uint8Array): Buffer | undefined {
    return getState(this.#table(task), key);
  }

  scan(task: number, prefix: Uint8Array, visit: VisitState, from?: Uint8Array): void {
    scanState(this.#table(task), prefix, visit, from);
  }

  clear(task: number): void {
    this.#environment.write({ doing: `Emptying the cache of task ${task}`, bytes: 0 }, () => {
      this.#table(task).clearSync();
      this.#meta.removeSync(positionKey(task));
      this.#meta.removeSync(checkpointKey(task));
    });
  }

  /** Takes over what the changelog says up to an offset: in one transaction, so a kill leaves it at the one before. */
  apply(task: number, changes: readonly Append[], position: CachePosition): void {
    this.#write(task, sizeOf(changes), () => {
      for (const each of changes) this.#take(task, each);
      this.#meta.putSync(positionKey(task), Buffer.from(JSON.stringify(position)));
    });
  }

  /**
   * The same for very many changes, which come sorted by ranges of their keys: where they come in no order, each page is written
   * again and again. A kill leaves the position at the one before: who begins there takes the same changes over again. Others
   * get their turn in between, so nobody else may use what is cached of the task; it ends early, as if killed, where it is not
   * to go on.
   */
  async applySorted(
    task: number,
    sorted: Iterator<Append>,
    position: CachePosition,
    goesOn: () => Promise<boolean>,
  ): Promise<void> {
    for (let isOver = false; !isOver && (await goesOn()); await nextTurn()) {
      this.#write(task, TOGETHER_BYTES, () => {
        for (let bytes = 0; bytes < TOGETHER_BYTES && !isOver; ) {
          const { value: changes, done } = sorted.next();
          isOver = done === true;
          if (isOver) this.#meta.putSync(positionKey(task), Buffer.from(JSON.stringify(position)));
          else this.#take(task, changes);
          bytes += changes?.bytes.length ?? 0;
        }
      });
    }
  }

  /** Where changes of a task are sorted by ranges of their keys. */
  newBuckets(task: number, bounds: readonly Buffer[]): KeyBuckets {
    return new KeyBuckets({ doing: doing(task), folder: this.#folder, bounds });
  }

  #write(task: number, bytes: number, work: () => void): void {
    const size = Math.ceil(bytes * WRITE_OVERHEAD) + WRITE_OVERHEAD_BYTES;
    this.#environment.write({ doing: doing(task), bytes: size }, work);
  }

  #take(task: number, { bytes, starts, values, count }: Append): void {
    const table = this.#table(task);
    for (let i = 0; i < count; i++) {
      const [keyAt, valueAt, end] = [starts[i] ?? 0, values[i] ?? 0, starts[i + 1] ?? 0];
      const key = bytes.subarray(keyAt, valueAt);
      if (keyAt === valueAt) {
        if (end > valueAt) this.#meta.putSync(checkpointKey(task), unframed(bytes, valueAt, end));
      } else if (end > valueAt) table.putSync(key, unframed(bytes, valueAt, end));
      else table.removeSync(key);
    }
  }

  async close(): Promise<void> {
    try {
      if (!this.#environment.isBroken) {
        this.#environment.write({ doing: 'Closing the cache', bytes: 0 }, () => {
          giveUpOwnership(this.#environment);
        });
      }
      await this.#environment.close();
      if (!this.#environment.isBroken) writeMark(this.#folder, { ...this.#mark, clean: true });
    } finally {
      this.#release();
    }
  }

  #table(task: number): Table {
    return this.#environment.table(`state/${task}`);
  }
}

function doing(task: number): string {
  return `Caching the state of task ${task}`;
}

function sizeOf(changes: readonly Append[]): number {
  return changes.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** The bytes behind the format byte. */
function unframed(bytes: Buffer, from: number, end: number): Buffer {
  if (bytes[from] === VALUE_FORMAT) return bytes.subarray(from + 1, end);
  throw new PipelineError(
    'data-dir-incompatible',
    `Restoring from a changelog: its values have format ${bytes[from]}, this version reads ${VALUE_FORMAT}. ` +
      'Start the version that wrote them, or make the deployment anew.',
  );
}

/** An environment that does not read back is no loss: it is a cache. */
function openEnvironment(options: ConstructorParameters<typeof Environment>[0]): Environment {
  try {
    return new Environment(options);
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== 'data-dir-corrupt') throw error;
    rmSync(options.folder, { recursive: true, force: true });
    return new Environment(options);
  }
}

function isTorn(before: Mark, now: Mark): boolean {
  if (before.format !== now.format) return true;
  const isSameBoot = before.boot !== undefined && before.boot === now.boot;
  return !before.clean && !isSameBoot;
}

function stateFolder(folder: string): string {
  return join(folder, 'state');
}

function readMark(folder: string): Mark | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'cache.json'), 'utf8')) as Mark;
  } catch {
    return undefined;
  }
}

function writeMark(folder: string, mark: Mark): void {
  writeFileSync(join(folder, 'cache.json'), `${JSON.stringify(mark)}\n`, { flush: true });
}

/** Another one each time the machine starts; undefined where the kernel does not tell. */
function bootOf(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

function positionKey(task: number): Buffer {
  return Buffer.from(`position/${task}`);
}

function checkpointKey(task: number): Buffer {
  return Buffer.from(`checkpoint/${task}`);
}
