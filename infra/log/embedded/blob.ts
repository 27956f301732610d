import { crc32 } from 'node:zlib';
import { assert, PipelineError } from '../../errors.ts';
import type { Append, RecordBatch } from '../log.ts';

/**
 * A batch on disk. Key, big-endian so that keys sort by place and offset: topic number (4 bytes), partition (4), offset of
 * the last record (8), stamp (8), size of the blob (4), slice (4). With the last offset in the key, one look-up of the first key at or
 * after an offset finds the batch around it; with stamp and size there, retention never reads a value.
 * Value, little-endian: CRC-32 of the rest (4), format (4), base offset (8), stamp (8), count (4), bytes (4),
 * `count + 1` starts, `count` value places, the bytes.
 */
const KEY_BYTES = 32;
const SLICE_AT = 28;
const HEADER_BYTES = 32;
const FORMAT = 1;
const HIGH = 2 ** 32;
const SCRATCH_KEPT_MAX = 32 << 20;

export type BlobKey = {
  readonly key: Buffer;
  readonly last: number;
  readonly stampMs: number;
  readonly size: number;
};

/** Where the key of a batch that holds this offset, or the first one after it, cannot sort before. */
export function seekKey(at: { topic: number; partition: number; offset: number }): Buffer {
  const key = Buffer.alloc(16);
  writePlace(key, at.topic, at.partition, at.offset);
  return key;
}

export function blobKey(at: {
  topic: number;
  partition: number;
  last: number;
  stampMs: number;
  size: number;
}): Buffer {
  const key = Buffer.allocUnsafe(KEY_BYTES);
  writePlace(key, at.topic, at.partition, at.last);
  key.writeDoubleBE(at.stampMs, 16);
  key.writeUInt32BE(at.size, 24);
  writeSlice(key, 0);
  return key;
}

/** Makes a key that of another slice of its blob. */
export function writeSlice(key: Buffer, slice: number): void {
  key.writeUInt32BE(slice, SLICE_AT);
}

export function readBlobKey(bytes: Uint8Array): BlobKey {
  const key = Buffer.from(bytes);
  return {
    key,
    last: key.readUInt32BE(8) * HIGH + key.readUInt32BE(12),
    stampMs: key.readDoubleBE(16),
    size: key.readUInt32BE(24),
  };
}

function writePlace(key: Buffer, topic: number, partition: number, offset: number): void {
  key.writeUInt32BE(topic, 0);
  key.writeUInt32BE(partition, 4);
  key.writeUInt32BE(Math.floor(offset / HIGH), 8);
  key.writeUInt32BE(offset % HIGH, 12);
}

export function blobSize(append: Append): number {
  return HEADER_BYTES + (append.count * 2 + 1) * 4 + append.bytes.length;
}

/** Writes the blobs of one transaction into memory that the next one uses again. */
export class BlobWriter {
  #scratch = Buffer.allocUnsafeSlow(1 << 16);
  #used = 0;

  /** Those of the transaction before are on the disk. Gives back what an unusually large one needed. */
  begin(): void {
    this.#used = 0;
    if (this.#scratch.length > SCRATCH_KEPT_MAX) this.#scratch = Buffer.allocUnsafeSlow(1 << 16);
  }

  /** The blob of an append. Valid until `begin`. */
  encode(append: Append, at: { baseOffset: number; stampMs: number }): Buffer {
    const size = blobSize(append);
    const { count, starts, values, bytes } = append;
    if (this.#scratch.length < this.#used + size) {
      this.#scratch = Buffer.allocUnsafeSlow(Math.max(this.#scratch.length, size) * 2);
      this.#used = 0;
    }
    const blob = this.#scratch.subarray(this.#used, this.#used + size);
    this.#used += Math.ceil(size / 4) * 4;
    blob.writeUInt32LE(FORMAT, 4);
    blob.writeDoubleLE(at.baseOffset, 8);
    blob.writeDoubleLE(at.stampMs, 16);
    blob.writeUInt32LE(count, 24);
    blob.writeUInt32LE(bytes.length, 28);
    const columns = new Int32Array(blob.buffer, blob.byteOffset + HEADER_BYTES, count * 2 + 1);
    columns.set(starts);
    columns.set(values, count + 1);
    blob.set(bytes, HEADER_BYTES + columns.byteLength);
    blob.writeUInt32LE(crc32(blob.subarray(4)), 0);
    return blob;
  }
}

/** Reads a blob; the batch shares its memory. */
export function decodeBlob(
  blob: Buffer | undefined,
  at: { topic: string; partition: number; key: BlobKey },
): RecordBatch {
  if (
    blob?.length !== at.key.size ||
    blob.length < HEADER_BYTES ||
    blob.readUInt32LE(0) !== crc32(blob.subarray(4))
  ) {
    throw corruptBlob(at);
  }
  assert(blob.readUInt32LE(4) === FORMAT, 'the format of the folder is checked when it is opened');
  const count = blob.readUInt32LE(24);
  const aligned = blob.byteOffset % 4 === 0 ? blob : copyOf(blob);
  const columnsAt = aligned.byteOffset + HEADER_BYTES;
  const bytesAt = HEADER_BYTES + (count * 2 + 1) * 4;
  return {
    topic: at.topic,
    partition: at.partition,
    baseOffset: blob.readDoubleLE(8),
    count,
    stampMs: blob.readDoubleLE(16),
    bytes: aligned.subarray(bytesAt, bytesAt + blob.readUInt32LE(28)),
    starts: new Int32Array(aligned.buffer, columnsAt, count + 1),
    values: new Int32Array(aligned.buffer, columnsAt + (count + 1) * 4, count),
  };
}

function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

function corruptBlob(at: { topic: string; partition: number; key: BlobKey }): PipelineError {
  return new PipelineError(
    'data-dir-corrupt',
    `Reading the batch of ${at.topic}[${at.partition}] that ends @${at.key.last}: its checksum does not fit, ` +
      'the disk gave back other bytes than were written. Check the disk, restore the folder from a ' +
      'backup, or start with a new --data-dir.',
  );
}
