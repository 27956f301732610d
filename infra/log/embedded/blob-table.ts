import type { Append } from '../log.ts';
import {
  type BlobKey,
  blobKey,
  blobSize,
  encodeBlob,
  readBlobKey,
  seekKey,
  sliceOf,
  writeSlice,
} from './blob.ts';
import type { Table, Transaction } from './environment.ts';

/**
 * A blob is stored in slices of four pages. LMDB keeps a value in pages side by side, and state that changes in single
 * pages leaves few long runs free: measured over 1,000 commits with state and batches of 200 KB, whole blobs made a
 * commit cost twice the processor time and the file grow by half; slices of one page cost a quarter more on append.
 */
const SLICE_BYTES = 16_352;

type At = { readonly topic: number; readonly partition: number };

/** The blobs of a folder by place and offset. */
export class BlobTable {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Stores an append, whose bytes stay as they are until the transaction is over; answers the size of its blob. */
  put(
    transaction: Transaction,
    append: Append,
    at: At & { baseOffset: number; stampMs: number },
  ): number {
    const blob = encodeBlob(append, at);
    const size = blobSize(append);
    const last = at.baseOffset + append.count - 1;
    const key = blobKey({ ...at, last, size });
    for (let slice = 0, from = 0; from < size; slice++, from += SLICE_BYTES) {
      writeSlice(key, slice);
      const to = Math.min(size, from + SLICE_BYTES);
      transaction.put(this.#table, key, sliceOf(blob, from, to));
    }
    return size;
  }

  /** The key of the blob that holds this offset, or of the next one. */
  find(at: At & { offset: number }): BlobKey | undefined {
    const range = {
      start: seekKey(at),
      end: seekKey({ ...at, partition: at.partition + 1, offset: 0 }),
      limit: 1,
    };
    for (const key of this.#table.getKeys(range)) return readBlobKey(key);
    return undefined;
  }

  /** A blob in memory of its own, undefined where a part of it is missing. */
  read({ key, size }: BlobKey): Buffer | undefined {
    const blob = Buffer.allocUnsafeSlow(size);
    const told = this.#table as unknown as { lastSize: number };
    for (let slice = 0, from = 0; from < size; slice++, from += SLICE_BYTES) {
      writeSlice(key, slice);
      const found = this.#table.getBinaryFast(key);
      if (!found || told.lastSize !== Math.min(SLICE_BYTES, size - from)) return undefined;
      blob.set(found.subarray(0, told.lastSize), from);
    }
    return blob;
  }

  remove(transaction: Transaction, { key, size }: BlobKey): void {
    for (let slice = 0; slice * SLICE_BYTES < size; slice++) {
      writeSlice(key, slice);
      transaction.remove(this.#table, key);
    }
  }
}
