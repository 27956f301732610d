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

/** A blob in two parts: what is written here, and the records, which are not copied. */
export type Blob = { readonly head: Buffer; readonly bytes: Buffer };

/** The blob of an append. It shows the append's records: valid for as long as those are. */
export function encodeBlob(append: Append, at: { baseOffset: number; stampMs: number }): Blob {
  const { count, starts, values, bytes } = append;
  const head = Buffer.from(new ArrayBuffer(HEADER_BYTES + (count * 2 + 1) * 4));
  head.writeUInt32LE(FORMAT, 4);
  head.writeDoubleLE(at.baseOffset, 8);
  head.writeDoubleLE(at.stampMs, 16);
  head.writeUInt32LE(count, 24);
  head.writeUInt32LE(bytes.length, 28);
  const columns = new Int32Array(head.buffer, HEADER_BYTES);
  columns.set(starts);
  columns.set(values, count + 1);
  head.writeUInt32LE(crc32(bytes, crc32(head.subarray(4))), 0);
  return { head, bytes };
}

/** The bytes [from, to) of a blob, copied only where they lie in both of its parts. */
export function sliceOf({ head, bytes }: Blob, from: number, to: number): Buffer {
  const { length } = head;
  if (to <= length) return head.subarray(from, to);
  if (from >= length) return bytes.subarray(from - length, to - length);
  return Buffer.concat([head.subarray(from), bytes.subarray(0, to - length)]);
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
