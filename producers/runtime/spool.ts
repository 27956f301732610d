import { tmpdir } from 'node:os';
import type { FactEncoder } from './fact-encoder.ts';
import { type EntryFormat, sortRuns } from './sort-runs.ts';

/** Encoded records held in memory before a sorted run goes to disk. Default. */
export const SPOOL_BYTES_MAX = 256 << 20;
/** Memory is taken in chunks of this size; a record, at most a little over 1 MiB, fits into the smaller one. */
const CHUNK_BYTES_MAX = 8 << 20;
const CHUNK_BYTES_MIN = 2 << 20;

/** A record out of the spool: one object, good until the next. */
export type SpooledRecord = {
  time: number;
  serial: number;
  topic: string;
  partition: number;
  key: Buffer;
  value: Buffer;
};

/** Takes any number of records and gives them back by event time; equal times keep their order. */
export type Spool = Disposable & {
  add(encoder: FactEncoder, serial: number): void;
  readonly count: number;
  /** Runs that went to disk. */
  readonly runs: number;
  /** Ends the taking. */
  sorted(): Iterable<SpooledRecord>;
};

/** An entry: event time, serial, topic, partition, length of the key, length of the value; then key and value. */
const ENTRY: EntryFormat = {
  headBytes: 8 + 4 + 2 + 2 + 4 + 4,
  sizeOf: (bytes, at) =>
    ENTRY.headBytes + bytes.readUInt32LE(at + 16) + bytes.readUInt32LE(at + 20),
};

/**
 * History of any length comes in by event time, so that it is never late against itself. What does not fit in memory
 * is sorted in runs on disk, which are merged as they are read; the files are removed on disposal.
 */
export function openSpool(options: { bytesMax?: number; folder?: string } = {}): Spool {
  const bytesMax = options.bytesMax ?? SPOOL_BYTES_MAX;
  const topics = topicNumbers();
  const runs = sortRuns(options.folder ?? tmpdir());
  const memory = sortMemory(Math.min(Math.max(bytesMax, CHUNK_BYTES_MIN), CHUNK_BYTES_MAX));
  let count = 0;
  return {
    get count() {
      return count;
    },
    get runs() {
      return runs.count;
    },
    add({ encoded, write }, serial) {
      const size = ENTRY.headBytes + encoded.bytesMax;
      if (memory.size() >= Math.max(bytesMax, 1) && !memory.fits(size)) {
        runs.write(memory.sorted());
        memory.clear();
      }
      const { chunk, at } = memory.reserve(size);
      const keyAt = at + ENTRY.headBytes;
      const end = write(chunk, keyAt);
      chunk.writeDoubleLE(encoded.eventTime, at);
      chunk.writeUInt32LE(serial, at + 8);
      chunk.writeUInt16LE(topics.numberOf(encoded.topic), at + 12);
      chunk.writeUInt16LE(encoded.partition, at + 14);
      chunk.writeUInt32LE(encoded.keyLength, at + 16);
      chunk.writeUInt32LE(end - keyAt - encoded.keyLength, at + 20);
      memory.add(encoded.eventTime, at, end);
      count++;
    },
    *sorted() {
      const record = newRecord();
      for (const entry of merged([...runs.read(ENTRY), memory.sorted()])) {
        record.time = entry.readDoubleLE(0);
        record.serial = entry.readUInt32LE(8);
        record.topic = topics.names[entry.readUInt16LE(12)] ?? '';
        record.partition = entry.readUInt16LE(14);
        const valueAt = ENTRY.headBytes + entry.readUInt32LE(16);
        record.key = entry.subarray(ENTRY.headBytes, valueAt);
        record.value = entry.subarray(valueAt);
        yield record;
      }
    },
    [Symbol.dispose]: () => runs[Symbol.dispose](),
  };
}

/** Entries in memory, in chunks. */
function sortMemory(chunkBytes: number) {
  let chunks: Buffer[] = [];
  let times: number[] = [];
  let places: number[] = [];
  let used = chunkBytes;
  return {
    size: () => chunks.length * chunkBytes,
    fits: (size: number) => used + size <= chunkBytes,
    reserve(size: number): { chunk: Buffer; at: number } {
      const last = chunks.at(-1);
      if (last !== undefined && used + size <= chunkBytes) return { chunk: last, at: used };
      const chunk = Buffer.allocUnsafeSlow(chunkBytes);
      chunks.push(chunk);
      return { chunk, at: 0 };
    },
    add(time: number, at: number, end: number): void {
      times.push(time);
      places.push((chunks.length - 1) * chunkBytes + at);
      used = end;
    },
    /** An array of numbers: its sort is stable and finds the runs in what is nearly sorted. */
    *sorted(): Generator<Buffer> {
      const order = Array.from(times.keys());
      order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
      for (const i of order) {
        const place = places[i] ?? 0;
        const chunk = chunks[Math.floor(place / chunkBytes)] as Buffer;
        const at = place % chunkBytes;
        yield chunk.subarray(at, at + ENTRY.sizeOf(chunk, at));
      }
    },
    clear(): void {
      chunks = [];
      times = [];
      places = [];
      used = chunkBytes;
    },
  };
}

function topicNumbers() {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  return {
    names,
    numberOf(topic: string): number {
      const found = numbers.get(topic);
      if (found !== undefined) return found;
      numbers.set(topic, names.length);
      names.push(topic);
      return names.length - 1;
    },
  };
}

/** Merges sorted runs; of equal times the earlier run goes first. Few runs: a plain search is enough. */
function* merged(runs: readonly Generator<Buffer>[]): Generator<Buffer> {
  const heads = runs.map((run) => run.next());
  const times = heads.map((head) => timeOf(head));
  for (;;) {
    let best = 0;
    for (let i = 1; i < times.length; i++) {
      if ((times[i] ?? 0) < (times[best] ?? 0)) best = i;
    }
    const head = heads[best];
    if (head === undefined || head.done === true) return;
    yield head.value;
    const next = runs[best]?.next() ?? { done: true, value: undefined };
    heads[best] = next;
    times[best] = timeOf(next);
  }
}

function timeOf(head: IteratorResult<Buffer>): number {
  return head.done === true ? Number.POSITIVE_INFINITY : head.value.readDoubleLE(0);
}

function newRecord(): SpooledRecord {
  const nothing = Buffer.alloc(0);
  return { time: 0, serial: 0, topic: '', partition: 0, key: nothing, value: nothing };
}
