import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  statfsSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { assert, PipelineError } from '../../errors.ts';
import { diskFull } from '../log-errors.ts';

/** What is kept free on the disk, so that LMDB never meets its end in the middle of a page. */
const DISK_RESERVE_BYTES = 1 << 20;
/** Pages at the end of the file that LMDB may have given out and never written. */
const UNWRITTEN_PAGES_MAX = 256;
const META_MAGIC = 0xbeefc0de;

export type Table = Database<Uint8Array, Uint8Array>;

type Pages = { treeBranchPageCount: number; treeLeafPageCount: number; overflowPages: number };
type Stats = Pages & {
  root: Pages & { pageSize: number };
  lastPageNumber: number;
  free: Pages;
};

/** The changes of one write. Values stay as they are until it is over, keys are copied. */
export type Transaction = {
  put(table: Table, key: Uint8Array, value: Uint8Array): void;
  remove(table: Table, key: Uint8Array): void;
};

/** Within LMDB's own transaction. */
const AT_ONCE: Transaction = {
  put: (table, key, value) => void table.putSync(key, value),
  remove: (table, key) => void table.removeSync(key),
};

export type EnvironmentOptions = {
  readonly folder: string;
  readonly mapSizeBytes: number;
  readonly durable: boolean;
  /** How many tasks may open a table of their own. */
  readonly tasks: number;
};

/** The LMDB environment of a folder: its tables, its one way to write, and its bounds. */
export class Environment {
  readonly #options: EnvironmentOptions;
  readonly #root: RootDatabase<Uint8Array, Uint8Array>;
  readonly #tables = new Map<string, Table>();
  #broken: PipelineError | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    try {
      mkdirSync(options.folder, { recursive: true });
      // On a full disk LMDB's lock file, a mapped file with holes, would kill the process.
      this.#assertDisk({ doing: 'Opening the data folder', bytes: 0 });
      mendLength(options.folder);
      // LMDB's own write barrier: data pages, sync, meta page, sync. `overlappingSync` would resolve before the sync.
      this.#root = open<Uint8Array, Uint8Array>({
        path: options.folder,
        noSubdir: false,
        mapSize: options.mapSizeBytes,
        maxDbs: options.tasks + 8,
        overlappingSync: false,
        noSync: !options.durable,
        noMemInit: true,
        encoding: 'binary',
        keyEncoding: 'binary',
      });
    } catch (error) {
      throw this.#explain(error, 'Opening the data folder');
    }
  }

  /** Opens a table, making it where it does not exist. */
  table(name: string): Table {
    let table = this.#tables.get(name);
    if (!table) {
      table = this.#root.openDB<Uint8Array, Uint8Array>(name, {
        encoding: 'binary',
        keyEncoding: 'binary',
      });
      this.#tables.set(name, table);
    }
    return table;
  }

  /**
   * Runs `work` in one write transaction: all of it is on the disk when this returns, nothing of it when this throws, with
   * one exception: when the disk fails during the commit itself, what happened is unknown and the folder must be reopened.
   * Not while `writeAside` is under way.
   */
  write(of: { doing: string; bytes: number }, work: (transaction: Transaction) => void): void {
    this.assertUsable();
    this.#assertRoom(of);
    let worked = false;
    try {
      this.#root.transactionSync(() => {
        work(AT_ONCE);
        worked = true;
      });
    } catch (error) {
      const explained = this.#explain(error, of.doing);
      if (worked) this.#broken = explained;
      throw explained;
    }
  }

  /**
   * The same off this thread: the changes are noted, LMDB's own thread makes them and waits for the disk. Until it is
   * over reads see what was before. One at a time, and `note` does nothing else that could fail: what is noted by one
   * that throws may be written all the same, so the folder must be reopened then.
   */
  async writeAside(
    of: { doing: string; bytes: number },
    note: (transaction: Transaction) => void,
  ): Promise<void> {
    this.assertUsable();
    this.#assertRoom(of);
    // All that is noted in one turn is one transaction (`eventTurnBatching`); its promise may be more than one object.
    const parts = new Set<Promise<boolean>>();
    try {
      note({
        put: (table, key, value) => void parts.add(table.put(key, value)),
        remove: (table, key) => void parts.add(table.remove(key)),
      });
      await Promise.all(parts);
    } catch (error) {
      this.#broken = this.#explain(await causeOf(error), of.doing);
      throw this.#broken;
    }
  }

  /** Whether the disk failed during a commit: only closing is left. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  assertUsable(): void {
    if (this.#broken) throw this.#broken;
  }

  async close(): Promise<void> {
    if (!this.#options.durable) await syncOf(this.#root);
    await this.#root.close();
  }

  /** LMDB here grows its map without end, so the bound is held before a transaction begins. */
  #assertRoom({ doing, bytes }: { doing: string; bytes: number }): void {
    const { mapSizeBytes } = this.#options;
    const stats = this.#root.getStats() as Stats;
    const { pageSize } = stats.root;
    const file = (stats.lastPageNumber + 1) * pageSize;
    if (file + bytes > mapSizeBytes) {
      const pages = [...this.#tables.values()].map((table) => pagesOf(table.getStats() as Stats));
      const used = (pagesOf(stats) + pages.reduce((sum, count) => sum + count, 0)) * pageSize;
      if (used + bytes > mapSizeBytes) throw mapFull({ doing, used, bytes, mapSizeBytes });
    }
    this.#assertDisk({ doing, bytes });
  }

  #assertDisk({ doing, bytes }: { doing: string; bytes: number }): void {
    const { folder } = this.#options;
    const disk = statfsSync(folder);
    const free = disk.bavail * disk.bsize;
    if (free < bytes + DISK_RESERVE_BYTES) throw diskFull({ doing, folder, free });
  }

  #explain(error: unknown, doing: string): PipelineError {
    assert(error instanceof Error, 'what is thrown is an error');
    const { folder } = this.#options;
    const code = 'code' in error ? error.code : undefined;
    if (error instanceof PipelineError || error.message.startsWith('Assertion failed')) throw error;
    const disk = existsSync(folder) ? statfsSync(folder) : undefined;
    const free = disk ? disk.bavail * disk.bsize : 0;
    // A write cut short by a full disk comes back as an input/output error.
    const isFull =
      code === 28 || code === 'ENOSPC' || (code === 5 && free < DISK_RESERVE_BYTES * 16);
    if (isFull) return diskFull({ doing, folder, free, cause: error });
    const isCorrupt = typeof code === 'number' && code <= -30793 && code >= -30797;
    return new PipelineError(
      isCorrupt ? 'data-dir-corrupt' : 'commit-failed',
      isCorrupt
        ? `${doing}: ${folder} does not read back (${error.message}). Check the disk, restore the folder from a backup, or start with a new --data-dir.`
        : `${doing}: ${error.message}. Check the disk and start again; nothing acknowledged is lost.`,
      { cause: error },
    );
  }
}

/** LMDB's own error, which it tells beside the one that says that a commit failed. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (cause) {
    return cause;
  }
}

function pagesOf({ treeBranchPageCount, treeLeafPageCount, overflowPages }: Pages): number {
  return treeBranchPageCount + treeLeafPageCount + overflowPages;
}

async function syncOf(root: RootDatabase<Uint8Array, Uint8Array>): Promise<void> {
  // The declaration leaves the call-back out.
  const sync = root as unknown as { sync(done: (error?: Error) => void): void };
  await new Promise<void>((resolve, reject) => {
    sync.sync((error) => (error ? reject(error) : resolve()));
  });
}

/**
 * A file shorter than its meta page says kills the process at the first access behind its end, so it is judged here. A few
 * pages may be missing: given out, freed again and never written. They are added as a hole.
 */
function mendLength(folder: string): void {
  const path = join(folder, 'data.mdb');
  if (!existsSync(path)) return;
  const file = openSync(path, 'r+');
  try {
    const needed = lengthNeeded(file);
    const length = fstatSync(file).size;
    if (needed === undefined || (length < needed && needed - length > UNWRITTEN_PAGES_MAX * 4096)) {
      throw new PipelineError(
        'data-dir-corrupt',
        `Opening ${path}: it is ${needed === undefined ? 'no LMDB file' : `cut short (${length} of ${needed} bytes)`}. ` +
          'Restore the folder from a backup, or start with a new --data-dir.',
      );
    }
    if (length < needed) ftruncateSync(file, needed);
  } finally {
    closeSync(file);
  }
}

/** The length that the newer of the two meta pages tells, undefined where neither is one; 0 for an empty file. */
function lengthNeeded(file: number): number | undefined {
  const bytes = Buffer.alloc(1 << 17);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  if (length === 0) return 0;
  const header = [16, 24].find((at) => bytes.readUInt32LE(at) === META_MAGIC);
  if (header === undefined) return undefined;
  const pageSize = bytes.readUInt32LE(header + 24);
  const metas = [header, header + pageSize].filter(
    (at) => at + 136 <= length && bytes.readUInt32LE(at) === META_MAGIC,
  );
  const newest = metas.toSorted((a, b) => readLong(bytes, b + 128) - readLong(bytes, a + 128))[0];
  return newest === undefined ? undefined : (readLong(bytes, newest + 120) + 1) * pageSize;
}

function readLong(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}

function mapFull(of: {
  doing: string;
  used: number;
  bytes: number;
  mapSizeBytes: number;
}): PipelineError {
  return new PipelineError(
    'map-full',
    `${of.doing}: ${of.used} bytes are in use and ${of.bytes} more do not fit the ${of.mapSizeBytes} of the map. ` +
      'Nothing was written. Start again with a larger LANDBRIDGE_MAP_SIZE.',
  );
}
