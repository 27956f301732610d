import { promisify } from 'node:util';
import {
  gunzipSync,
  gzipSync,
  type ZstdOptions,
  constants as zlib,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import { PipelineError } from '../../errors.ts';
import type { Append } from '../log.ts';
import { takeRoom } from './send-memory.ts';
import { sizeOfVarint, VarintReader, writeVarint } from './varint.ts';

/**
 * A record batch of Kafka's format 2, big-endian: base offset (8 bytes), length of what follows (4), leader epoch (4),
 * magic (1), CRC-32C of the rest (4), attributes (2), last offset's delta (4), first and highest time (8 each), producer
 * id (8), epoch (2), first sequence number (4), count (4), and the records, compressed as a whole where they are.
 * A record: length, attributes (1), time delta, offset delta, key, value, headers; the numbers are varints, and a length of
 * -1 stands for no key or no value.
 */
export const HEADER_BYTES = 61;
/** Base offset and length: what comes before the bytes that the length counts. */
const FRAME_BYTES = 12;
const CRC_FROM = 21;
const MAGIC = 2;
const [CODEC_BITS, TRANSACTIONAL_BIT, CONTROL_BIT] = [7, 16, 32];
/** A batch that unpacks to more is damage, or an attack. */
const UNPACKED_BYTES_MAX = 256 << 20;
/** About as small as level 1 makes them, in two thirds of the time. */
const ZSTD_LEVEL = -3;
const [CHUNK_BYTES_MIN, CHUNK_BYTES_MAX] = [1 << 10, 4 << 20];
/** Records unpack to about so many times their size. */
const UNPACKED_TIMES = 6;
/** And pack to less than this part of it. */
const PACKED_TIMES = 2;
/** Below this a loop copies sooner than a call does. */
const LOOP_BYTES_MAX = 24;
const HIGH = 2 ** 32;

export type Compression = 'none' | 'gzip' | 'zstd';

const CODEC_NUMBERS: Readonly<Record<Compression, number>> = { none: 0, gzip: 1, zstd: 4 };

/** What a batch says besides its records. */
export type BatchHeader = {
  readonly stampMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly sequence: number;
  readonly transactional: boolean;
  readonly compression: Compression;
};

/** Some records of an append: [first, end). */
export type Run = { readonly append: Append; readonly first: number; readonly end: number };

/** The bytes of a run as one record batch. Records without value are written as such. */
export function encodeBatch(run: Run, header: BatchHeader): Buffer {
  const batch = writeRecords(run);
  const { compression } = header;
  if (compression === 'none') return seal(batch, run, header);
  return seal(withPacked(batch, pack(batch.subarray(HEADER_BYTES), compression)), run, header);
}

const packZstd = promisify(zstdCompress);

/** The same with the packing on another thread. The batch lies in a room of `takeRoom`. */
export async function encodeBatchAside(run: Run, header: BatchHeader): Promise<Buffer> {
  if (header.compression !== 'zstd') return encodeBatch(run, header);
  const batch = writeRecords(run);
  const records = batch.subarray(HEADER_BYTES);
  return seal(withPacked(batch, await packZstd(records, zstdOf(records))), run, header);
}

/** Room for the header and the records behind it, written in one pass. */
function writeRecords({ append, first, end }: Run): Buffer {
  const { bytes, starts, values } = append;
  const count = end - first;
  const size = at(starts, end) - at(starts, first);
  // A record adds at most five numbers of five bytes, and three single bytes.
  const batch = takeRoom(HEADER_BYTES + size + count * 28);
  let to = HEADER_BYTES;
  for (let i = first; i < end; i++) {
    const [keyAt, valueAt, recordEnd] = [at(starts, i), at(values, i), at(starts, i + 1)];
    const keyLength = valueAt - keyAt;
    const valueLength = recordEnd - valueAt;
    const delta = i - first;
    const length =
      3 +
      sizeOfVarint(delta) +
      sizeOfVarint(keyLength) +
      sizeOfLength(valueLength) +
      keyLength +
      valueLength;
    to = writeVarint(batch, to, length);
    batch[to++] = 0; // attributes, unused
    batch[to++] = 0; // time delta: a batch has one stamp
    to = writeVarint(batch, to, delta);
    to = writeVarint(batch, to, keyLength);
    to = copy(bytes, keyAt, valueAt, batch, to);
    to = writeVarint(batch, to, valueLength === 0 ? -1 : valueLength);
    to = copy(bytes, valueAt, recordEnd, batch, to);
    batch[to++] = 0; // no headers
  }
  return batch.subarray(0, to);
}

/** The packed records take the place of the others, which they are seldom longer than. */
function withPacked(batch: Buffer, packed: Buffer): Buffer {
  const size = HEADER_BYTES + packed.length;
  const room = size <= batch.length ? batch : takeRoom(size);
  packed.copy(room, HEADER_BYTES);
  return room.subarray(0, size);
}

function sizeOfLength(length: number): number {
  return length === 0 ? 1 : sizeOfVarint(length);
}

function seal(batch: Buffer, { first, end }: Run, header: BatchHeader): Buffer {
  const count = end - first;
  const attributes =
    CODEC_NUMBERS[header.compression] | (header.transactional ? TRANSACTIONAL_BIT : 0);
  writeInt64(batch, 0, 0);
  batch.writeInt32BE(batch.length - FRAME_BYTES, 8);
  batch.writeInt32BE(-1, 12);
  batch[16] = MAGIC;
  batch.writeInt16BE(attributes, CRC_FROM);
  batch.writeInt32BE(count - 1, 23);
  writeInt64(batch, 27, header.stampMs);
  writeInt64(batch, 35, header.stampMs);
  writeInt64(batch, 43, header.producerId);
  batch.writeInt16BE(header.producerEpoch, 51);
  batch.writeInt32BE(header.sequence, 53);
  batch.writeInt32BE(count, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(CRC_FROM)), 17);
  return batch;
}

/** A batch as it was fetched. Its records lie in the response still, packed where they are. */
export type FetchedBatch = {
  readonly base: number;
  /** Its last offset; compaction may have removed the record there. */
  readonly last: number;
  /** When the log took it in, or its producer wrote its newest record: whichever the topic stamps. */
  readonly stampMs: number;
  readonly producerId: number;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly count: number;
  readonly codec: number;
  readonly records: Buffer;
};

/**
 * The batches of a fetched record set, in order; a last one that is cut off is left out. Throws `log-corrupt` where a
 * checksum does not fit.
 */
export function batchesOf(recordSet: Buffer, place: string): FetchedBatch[] {
  const batches: FetchedBatch[] = [];
  for (let from = 0; from + HEADER_BYTES <= recordSet.length; ) {
    const end = from + FRAME_BYTES + recordSet.readInt32BE(from + 8);
    if (end > recordSet.length) break;
    batches.push(readBatch(recordSet.subarray(from, end), place));
    from = end;
  }
  return batches;
}

function readBatch(batch: Buffer, place: string): FetchedBatch {
  const base = readInt64(batch, 0);
  if (batch.length < HEADER_BYTES || batch[16] !== MAGIC) {
    throw corrupt(`${place}@${base}`, `it is no record batch of format ${MAGIC}`);
  }
  if (batch.readUInt32BE(17) !== crc32c(batch.subarray(CRC_FROM))) {
    throw corrupt(`${place}@${base}`, 'its checksum does not fit');
  }
  const attributes = batch.readInt16BE(CRC_FROM);
  return {
    base,
    last: base + batch.readInt32BE(23),
    stampMs: readInt64(batch, 35),
    producerId: readInt64(batch, 43),
    transactional: (attributes & TRANSACTIONAL_BIT) !== 0,
    control: (attributes & CONTROL_BIT) !== 0,
    count: batch.readInt32BE(57),
    codec: attributes & CODEC_BITS,
    records: batch.subarray(HEADER_BYTES),
  };
}

/** Whether a control batch says that its producer's transaction was aborted: version (2 bytes), type (2), 0 for abort. */
export function isAbort({ records }: FetchedBatch): boolean {
  const reader = new VarintReader(records, 0);
  reader.skip();
  reader.at++;
  reader.skip();
  reader.skip();
  const length = reader.int();
  return length >= 4 && records.readInt16BE(reader.at + 2) === 0;
}

/** Where records go: copied into `bytes` from `at` on, each told of with where its value begins and where it ends. */
export type Target = {
  readonly bytes: Buffer;
  readonly at: number;
  add(offset: number, valueStart: number, end: number): void;
};

/** Copies a batch's records from an offset on, keys and values back to back. Headers are passed over. */
export function decodeBatch(
  of: { batch: FetchedBatch; body: Buffer; from: number; place: string },
  target: Target,
): void {
  const { batch, body: records, from, place } = of;
  const { bytes } = target;
  const fits = (is: boolean): void => {
    if (!is) throw corrupt(`${place}@${batch.base}`, 'its records do not fit it');
  };
  const reader = new VarintReader(records, 0);
  let to = target.at;
  for (let i = 0; i < batch.count; i++) {
    const length = reader.int();
    const end = reader.at + length;
    fits(length >= 0 && end <= records.length);
    reader.at++;
    reader.skip();
    const offset = batch.base + reader.int();
    if (offset >= from) {
      const keyEnd = Math.max(0, reader.int()) + reader.at;
      fits(keyEnd <= end && offset <= batch.last);
      to = copy(records, reader.at, keyEnd, bytes, to);
      const valueStart = to;
      reader.at = keyEnd;
      const valueEnd = Math.max(0, reader.int()) + reader.at;
      fits(valueEnd <= end);
      to = copy(records, reader.at, valueEnd, bytes, to);
      target.add(offset, valueStart, to);
    }
    reader.at = end;
  }
}

function pack(records: Buffer, compression: 'gzip' | 'zstd'): Buffer {
  if (compression === 'zstd') return zstdCompressSync(records, zstdOf(records));
  return gzipSync(records, { level: 1, chunkSize: chunkOf(records.length) });
}

function zstdOf({ length }: Buffer): ZstdOptions {
  return {
    chunkSize: chunkOf(length / PACKED_TIMES),
    pledgedSrcSize: length,
    params: { [zlib.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
  };
}

/** What comes out is collected in pieces of this size: where one is enough nothing is put together again. */
function chunkOf(bytes: number): number {
  return Math.min(Math.max(Math.ceil(bytes), CHUNK_BYTES_MIN), CHUNK_BYTES_MAX);
}

/** A batch's records as they were before they were packed. */
export function unpack({ codec, records, base }: FetchedBatch, place: string): Buffer {
  const limit = limitOf(records);
  try {
    if (codec === CODEC_NUMBERS.none) return records;
    if (codec === CODEC_NUMBERS.gzip) return gunzipSync(records, limit);
    if (codec === CODEC_NUMBERS.zstd) return zstdDecompressSync(records, limit);
  } catch (cause) {
    throw corrupt(`${place}@${base}`, 'it does not unpack', cause);
  }
  throw new PipelineError(
    'input-unreadable',
    `Reading ${place}@${base}: its records are packed with codec ${codec} (2 is snappy, 3 is lz4), which is not read. ` +
      'Set compression.type of the topic to zstd, gzip or uncompressed, so that the broker packs them anew, and send them again.',
  );
}

const unpackZstd = promisify(zstdDecompress);

/** The same on another thread where that is worth it: for who has other things to do meanwhile. */
export async function unpackAside(batch: FetchedBatch, place: string): Promise<Buffer> {
  if (batch.codec !== CODEC_NUMBERS.zstd) return unpack(batch, place);
  try {
    return await unpackZstd(batch.records, limitOf(batch.records));
  } catch (cause) {
    throw corrupt(`${place}@${batch.base}`, 'it does not unpack', cause);
  }
}

function limitOf(records: Buffer): { maxOutputLength: number; chunkSize: number } {
  const chunkSize = chunkOf(records.length * UNPACKED_TIMES);
  return { maxOutputLength: UNPACKED_BYTES_MAX, chunkSize };
}

/** Copies [from, end); answers where the copy ends. */
function copy(source: Buffer, from: number, end: number, target: Buffer, to: number): number {
  const length = end - from;
  if (length > LOOP_BYTES_MAX) {
    source.copy(target, to, from, end);
  } else {
    for (let i = 0; i < length; i++) target[to + i] = source[from + i] ?? 0;
  }
  return to + length;
}

function at(places: Int32Array, i: number): number {
  return places[i] ?? 0;
}

/** Offsets, times and producer ids stay below 2^53; -1 stands for none. */
export function readInt64(bytes: Buffer, from: number): number {
  return bytes.readInt32BE(from) * HIGH + bytes.readUInt32BE(from + 4);
}

export function writeInt64(bytes: Buffer, to: number, value: number): void {
  bytes.writeInt32BE(Math.floor(value / HIGH), to);
  bytes.writeUInt32BE(value < 0 ? value + HIGH : value % HIGH, to + 4);
}

function corrupt(address: string, why: string, cause?: unknown): PipelineError {
  return new PipelineError(
    'log-corrupt',
    `Reading ${address}: ${why}. Check the broker's disk and the network; the records behind it are kept.`,
    { cause },
  );
}
