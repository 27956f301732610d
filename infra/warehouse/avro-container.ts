import { randomBytes } from 'node:crypto';
import { type AvroField, type AvroSchema, FRAME_BYTES, writeLong } from '@landbridge/schemas';
import { assert } from '../errors.ts';

/** Columns that travel before each record: where it came from, and which version of its row counts. */
const PREFIX: readonly AvroField[] = [
  { name: '_part', type: 'int' },
  { name: '_off', type: 'long' },
  { name: '_version', type: 'long' },
];
/** Names of the columns that the container writes before the record's own, in this order. */
export const PREFIX_COLUMNS = PREFIX.map((field) => field.name);

/** Longest prefix: an int and two longs as varints. */
const PREFIX_BYTES_MAX = 25;
const CHUNK_BYTES = 256 * 1024;
const SYNC_BYTES = 16;

/**
 * Where a record came from, and how it ranks among the versions of its row: by revision, then by a rank below 1024.
 * Together they are the 63 bits of `_version`, which no number holds.
 */
export type Stamp = { part: number; off: number; revision: number; rank: number };

/** Lends buffers of one size and takes them back, so that batches of any table share the same memory. */
export class ChunkPool {
  #free: Buffer[] = [];
  readonly #keptMax: number;

  constructor(bytesMax: number) {
    this.#keptMax = Math.ceil(bytesMax / CHUNK_BYTES);
  }

  take(bytesMin: number): Buffer {
    if (bytesMin > CHUNK_BYTES) return Buffer.allocUnsafeSlow(bytesMin);
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }

  giveBack(chunk: Buffer): void {
    if (chunk.length === CHUNK_BYTES && this.#free.length < this.#keptMax) this.#free.push(chunk);
  }
}

/**
 * An Avro object container file (Apache Avro 1.11, "Object Container Files") of one block, made from framed record
 * values without decoding them: each value loses its five bytes of frame and gets a prefix in front. The engine
 * matches fields and columns by name, and trusts the block's count: it is taken from the records that were added.
 */
export class AvroContainer {
  count = 0;
  /** Bytes of the block so far. */
  size = 0;
  readonly #header: Buffer;
  readonly #sync: Buffer;
  readonly #pool: ChunkPool;
  #chunks: Buffer[] = [];
  #ends: number[] = [];
  #chunk: Buffer | undefined;
  #at = 0;

  constructor(schema: AvroSchema, pool: ChunkPool) {
    this.#sync = randomBytes(SYNC_BYTES);
    this.#header = containerHeader(schema, this.#sync);
    this.#pool = pool;
  }

  /** Adds the framed record in [start, end). The bytes are copied. */
  add(stamp: Stamp, bytes: Buffer, start: number, end: number): void {
    const length = end - start - FRAME_BYTES;
    assert(length >= 0, 'a framed record is at least its frame');
    const chunk = this.#room(length + PREFIX_BYTES_MAX);
    const from = this.#at;
    let at = writeLong(chunk, from, stamp.part);
    at = writeLong(chunk, at, stamp.off);
    at = writeVersion(chunk, at, stamp);
    bytes.copy(chunk, at, start + FRAME_BYTES, end);
    this.#at = at + length;
    this.size += this.#at - from;
    this.count++;
  }

  /** The file as chunks, valid until `clear`. */
  seal(): readonly Uint8Array[] {
    const head = Buffer.alloc(20);
    let at = writeLong(head, 0, this.count);
    at = writeLong(head, at, this.size);
    const parts: Uint8Array[] = [this.#header];
    if (this.count === 0) return parts;
    parts.push(head.subarray(0, at));
    this.#chunks.forEach((chunk, i) => {
      parts.push(chunk.subarray(0, this.#ends[i] ?? this.#at));
    });
    parts.push(this.#sync);
    return parts;
  }

  /** Forgets the records and gives the memory back. */
  clear(): void {
    for (const chunk of this.#chunks) this.#pool.giveBack(chunk);
    this.#chunks = [];
    this.#ends = [];
    this.#chunk = undefined;
    this.#at = 0;
    this.count = 0;
    this.size = 0;
  }

  #room(bytesMax: number): Buffer {
    if (this.#chunk !== undefined && this.#at + bytesMax <= this.#chunk.length) return this.#chunk;
    if (this.#chunk !== undefined) this.#ends.push(this.#at);
    this.#chunk = this.#pool.take(bytesMax);
    this.#chunks.push(this.#chunk);
    this.#at = 0;
    return this.#chunk;
  }
}

const RANKS = 1024;
/** Below it, revision and rank are one exact number. */
const EXACT_BELOW = 2 ** 43;
const HALF = 2 ** 31;

/**
 * Writes `revision * 1024 + rank` as a long, every bit of it. Revisions from outside begin with the second of the
 * statement and are about 2^52, so that a product would lose the rank: the varint is put together from the rank, the
 * lower 31 bits and the upper ones, each of them an integer of the machine.
 */
function writeVersion(bytes: Uint8Array, from: number, { revision, rank }: Stamp): number {
  if (revision < EXACT_BELOW) return writeLong(bytes, from, revision * RANKS + rank);
  let high = Math.floor(revision / HALF);
  const low = revision - high * HALF;
  let at = from;
  // Zigzag of what is not negative: one zero bit, ten of the rank, then the revision; seven bits a byte.
  bytes[at++] = ((rank << 1) & 0x7f) | 0x80;
  bytes[at++] = ((low & 0x07) << 4) | (rank >>> 6) | 0x80;
  for (let bit = 3; bit < 31; bit += 7) bytes[at++] = ((low >>> bit) & 0x7f) | 0x80;
  for (; high >= 0x80; high >>>= 7) bytes[at++] = (high & 0x7f) | 0x80;
  bytes[at++] = high;
  return at;
}

function containerHeader(schema: AvroSchema, sync: Buffer): Buffer {
  const prefixed = { ...schema, fields: [...PREFIX, ...schema.fields] };
  const metadata = [
    ['avro.schema', JSON.stringify(prefixed)],
    ['avro.codec', 'null'],
  ] as const;
  const parts: Buffer[] = [Buffer.from('Obj\x01', 'latin1'), long(metadata.length)];
  for (const [name, value] of metadata) parts.push(text(name), text(value));
  // A map ends with an empty block.
  parts.push(long(0), sync);
  return Buffer.concat(parts);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([long(bytes.length), bytes]);
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(10);
  return bytes.subarray(0, writeLong(bytes, 0, value));
}
