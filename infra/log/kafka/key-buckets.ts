import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, statfsSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../errors.ts';
import { BatchBuilder } from '../batch-builder.ts';
import type { Append } from '../log.ts';
import { diskFull } from '../log-errors.ts';

/** What a bucket holds in memory before it goes to the file. */
const EXTENT_BYTES = 64 << 10;
/** Of so many keys of each sample, those in the same places of their order bound the buckets. */
const SAMPLED_KEYS = 256;

/** Where a part of a bucket lies: its columns of `count` records, then their `bytes`. */
type Extent = { readonly at: number; readonly count: number; readonly bytes: number };
type Bucket = {
  readonly builder: BatchBuilder;
  readonly extents: Extent[];
  size: number;
  /** Its file, while it has one. */
  file: number | undefined;
};

/**
 * Very many changes, to be read again range of keys by range of keys: a bucket sort outside of memory, which holds 64 KB of each
 * bucket. Within a bucket they stay in the order in which they came, so the newest of a key comes last.
 */
export class KeyBuckets implements Disposable {
  readonly #doing: string;
  readonly #folder: string;
  readonly #bounds: readonly Buffer[];
  readonly #buckets: readonly Bucket[];
  readonly #extentBytes: number;

  /** @param of.bounds the first keys of all buckets but the first, in order */
  constructor(of: {
    doing: string;
    folder: string;
    bounds: readonly Buffer[];
    extentBytes?: number;
  }) {
    this.#doing = of.doing;
    this.#folder = of.folder;
    this.#bounds = of.bounds;
    this.#extentBytes = of.extentBytes ?? EXTENT_BYTES;
    this.#buckets = Array.from({ length: of.bounds.length + 1 }, () => ({
      builder: new BatchBuilder('', 0),
      extents: [],
      size: 0,
      file: undefined,
    }));
  }

  /** Rejects with `disk-full`. What has no key goes to the last bucket. */
  add({ bytes, starts, values, count }: Append): void {
    for (let i = 0; i < count; i++) {
      const [keyAt = 0, valueAt = 0, end = 0] = [starts[i], values[i], starts[i + 1]];
      if (end === keyAt) continue;
      const bucket = this.#bucketOf(bytes, keyAt, valueAt);
      const { builder } = bucket;
      const room = builder.reserve(end - keyAt);
      bytes.copy(room.bytes, room.at, keyAt, end);
      builder.add(room.at + valueAt - keyAt, room.at + end - keyAt);
      if (builder.size >= this.#extentBytes) this.#write(bucket);
    }
  }

  /** All changes, bucket by bucket. Each append is valid until the next one is asked for. */
  *inOrder(): Generator<Append> {
    let memory = Buffer.allocUnsafeSlow(this.#extentBytes * 2);
    for (const bucket of this.#buckets) {
      for (const extent of bucket.extents) {
        const size = sizeOf(extent);
        if (memory.length < size) memory = Buffer.allocUnsafeSlow(size);
        yield read(bucket, extent, memory);
      }
      // Its memory is what the next pages of the store are written into.
      close(bucket);
      if (bucket.builder.count > 0) yield bucket.builder.seal();
    }
  }

  [Symbol.dispose](): void {
    for (const bucket of this.#buckets) close(bucket);
  }

  /** How many bounds are not above the key, by halves. */
  #bucketOf(bytes: Buffer, keyAt: number, valueAt: number): Bucket {
    let low = 0;
    for (let high = keyAt === valueAt ? 0 : this.#bounds.length; low < high; ) {
      const middle = (low + high) >> 1;
      const order = this.#bounds[middle]?.compare(bytes, keyAt, valueAt) ?? 0;
      if (order <= 0) low = middle + 1;
      else high = middle;
    }
    const found = this.#buckets[keyAt === valueAt ? this.#bounds.length : low];
    assert(found !== undefined, 'there is one bucket more than bounds');
    return found;
  }

  #write(bucket: Bucket): void {
    const { builder, size } = bucket;
    const { starts, values, bytes, count } = builder.seal();
    const extent = { at: size, count, bytes: bytes.length };
    const parts = [viewOf(starts), viewOf(values), bytes];
    try {
      bucket.file ??= openUnseen(this.#folder);
      const written = writevSync(bucket.file, parts, extent.at);
      // A disk without room for all of it takes what it can.
      if (written < sizeOf(extent)) throw Object.assign(new Error('cut short'), { code: 'ENOSPC' });
    } catch (error) {
      throw this.#explain(error);
    }
    bucket.extents.push(extent);
    bucket.size += sizeOf(extent);
    builder.clear();
  }

  #explain(cause: unknown): unknown {
    const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    if (!isFull) return cause;
    const { bavail, bsize } = statfsSync(this.#folder);
    return diskFull({ doing: this.#doing, folder: this.#folder, free: bavail * bsize, cause });
  }
}

/** The bounds of about so many buckets that get about equally much, going by samples of what will come. */
export function boundsOf(samples: readonly Append[], buckets: number): Buffer[] {
  const keys = samples.flatMap(({ bytes, starts, values, count }) => {
    const step = Math.max(1, count / SAMPLED_KEYS);
    const places = Array.from({ length: Math.min(count, SAMPLED_KEYS) }, (_, n) =>
      Math.floor(n * step),
    );
    return places.map((i) => Buffer.from(bytes.subarray(starts[i], values[i])));
  });
  keys.sort(Buffer.compare);
  const bounds = Array.from({ length: buckets - 1 }, (_, n) => {
    return keys[Math.floor(((n + 1) * keys.length) / buckets)];
  });
  return bounds.filter(
    (bound, n) => bound !== undefined && bounds[n - 1]?.equals(bound) !== true,
  ) as Buffer[];
}

/** A file that nobody finds: it is gone when this process is, however that ends. */
function openUnseen(folder: string): number {
  const path = join(folder, `bucket-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
}

function close(bucket: Bucket): void {
  if (bucket.file !== undefined) closeSync(bucket.file);
  bucket.file = undefined;
}

function read({ file = -1 }: Bucket, extent: Extent, memory: Buffer): Append {
  const { at, count } = extent;
  const length = readSync(file, memory, 0, sizeOf(extent), at);
  assert(length === sizeOf(extent), 'what was written to a file is in it');
  const columnsAt = memory.byteOffset;
  return {
    ...{ topic: '', partition: 0, count },
    starts: new Int32Array(memory.buffer, columnsAt, count + 1),
    values: new Int32Array(memory.buffer, columnsAt + (count + 1) * 4, count),
    bytes: memory.subarray((count * 2 + 1) * 4, sizeOf(extent)),
  };
}

function sizeOf({ count, bytes }: Extent): number {
  return (count * 2 + 1) * 4 + bytes;
}

function viewOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
