import type { TaskStore } from '@landbridge/infra';
import { cursor, FRAME_BYTES, readLong } from '@landbridge/schemas';
import {
  type Chunk,
  chunkFrom,
  counterOf,
  entriesStart,
  entryEnd,
  entryInput,
  entryRank,
  entryTime,
  eventStart,
  highestOf,
  letGo,
  ownBytes,
  residentBytes,
  writable,
} from './chunk.ts';
import type { Change, RowHistory } from './rows.ts';

/**
 * The newest version of each event of one processor and key, sorted by (event time, input, rank, id) and cut into
 * chunks. The newest state is not stored: it is folded again from the last chunk when the timeline is loaded.
 */
export type Timeline = {
  readonly key: string;
  /** Prefix of the keys under which its chunks are stored. */
  readonly storeKey: Buffer;
  /** In order; those whose events are forgotten come first. */
  chunks: Chunk[];
  nextNumber: number;
  /** Highest number of a chunk, up to one more than `NAMED_MAX`, as the first one stored tells it. */
  told: number;
  /** Revision of the next row. */
  counter: number;
  /** No entry has a later event time. */
  lastTime: number;
  /** State after the last entry, as long as the last chunk is not stale. */
  state: unknown;
  stale: boolean;
  /** Rows of outputs whose rows have several emitters. Made when first needed, as those below: most keys need none. */
  rows: Map<string, RowHistory> | undefined;
  queued: RowHistory[];
  /** Rows whose last emitter must be looked up again. */
  affected: Set<string> | undefined;
  /** Rows of one emitter each that were lost or won other than by appending. */
  changes: Map<string, Change> | undefined;
  /** Numbers of chunks that are no longer there. */
  removed: number[];
  dirty: boolean;
  /** Bytes of its chunks in memory, as of the last commit. */
  resident: number;
  /** Commit in which it was last used. */
  touched: number;
};

export const CHUNK_NUMBER_BYTES = 4;
/** There is always something under it while the timeline exists. */
export const FIRST_NUMBER = 1;
/** So many chunks are asked for by name, more are looked for: a scan costs as much as several of those. */
export const NAMED_MAX = 8;

/** Prefix of a timeline's keys in the store: processor number, key length, key. */
export function timelineKey(processor: number, key: string): Buffer {
  const length = Buffer.byteLength(key);
  const storeKey = Buffer.allocUnsafe(4 + length);
  storeKey.writeUInt16BE(processor, 0);
  storeKey.writeUInt16BE(length, 2);
  storeKey.write(key, 4);
  return storeKey;
}

export function chunkKey(storeKey: Buffer, number: number): Buffer {
  const key = Buffer.allocUnsafe(storeKey.length + CHUNK_NUMBER_BYTES);
  storeKey.copy(key);
  key.writeUInt32BE(number, storeKey.length);
  return key;
}

/** Keys to ask with, by their length. */
const asked: Buffer[] = [];

/** The key of a chunk for as long as it takes to ask for it. */
function askedKey(storeKey: Buffer, number: number): Buffer {
  const { length } = storeKey;
  let key = asked[length];
  if (key === undefined) {
    key = Buffer.allocUnsafeSlow(length + CHUNK_NUMBER_BYTES);
    asked[length] = key;
  }
  storeKey.copy(key);
  key.writeUInt32BE(number, length);
  return key;
}

/** An empty timeline whose revisions begin at `counter`. */
export function newTimeline(key: string, storeKey: Buffer, counter: number): Timeline {
  return {
    key,
    storeKey,
    chunks: [],
    nextNumber: FIRST_NUMBER,
    told: 0,
    counter,
    lastTime: Number.NEGATIVE_INFINITY,
    state: undefined,
    stale: false,
    rows: undefined,
    queued: [],
    affected: undefined,
    changes: undefined,
    removed: [],
    dirty: false,
    resident: 0,
    touched: 0,
  };
}

/** The timeline's chunks as they were stored, or undefined where there are none. */
export function loadTimeline(
  store: TaskStore,
  key: string,
  storeKey: Buffer,
): Timeline | undefined {
  const first = store.get(askedKey(storeKey, FIRST_NUMBER));
  if (first === undefined) return undefined;
  const timeline = newTimeline(key, storeKey, 0);
  timeline.told = highestOf(first);
  if (timeline.told > NAMED_MAX) {
    store.scan(storeKey, (name, value) => {
      addStored(timeline, name.readUInt32BE(storeKey.length), value);
      return true;
    });
  } else {
    addStored(timeline, FIRST_NUMBER, first);
    for (let number = FIRST_NUMBER + 1; number <= timeline.told; number++) {
      const stored = store.get(askedKey(storeKey, number));
      if (stored !== undefined) addStored(timeline, number, stored);
    }
  }
  timeline.nextNumber = Math.max(timeline.nextNumber, Math.min(timeline.told, NAMED_MAX) + 1);
  if (timeline.chunks.length > 1) timeline.chunks.sort(compareChunks);
  timeline.lastTime = lastTimeOf(timeline.chunks.at(-1));
  return timeline;
}

function addStored(timeline: Timeline, number: number, stored: Buffer): void {
  timeline.counter = Math.max(timeline.counter, counterOf(stored));
  timeline.nextNumber = Math.max(timeline.nextNumber, number + 1);
  const chunk = chunkFrom(number, stored);
  if (chunk.count > 0) timeline.chunks.push(chunk);
  else letGo(chunk);
}

/** The chunk's bytes, read from the store where memory has let them go. */
export function bytesOf(store: TaskStore, timeline: Timeline, chunk: Chunk): Buffer {
  if (chunk.bytes !== undefined) return chunk.bytes;
  const stored = store.get(askedKey(timeline.storeKey, chunk.number));
  if (stored === undefined) {
    throw new Error(`Chunk ${chunk.number} of timeline ${timeline.key} is not in the store.`);
  }
  chunk.bytes = ownBytes(stored);
  return chunk.bytes;
}

/** The same to write to: see `writable`. Ask before anything holds the bytes. */
export function writableOf(store: TaskStore, timeline: Timeline, chunk: Chunk): Buffer {
  bytesOf(store, timeline, chunk);
  return writable(chunk);
}

/** Where an event stands or belongs. One is reused: read it before the next search. */
export type Place = {
  /** Chunk and byte at which it belongs, and how many entries of the chunk come before it; chunk -1: no chunk yet. */
  chunk: number;
  at: number;
  index: number;
  /** Whether an entry that comes after it was met: no later chunk can take it. */
  settled: boolean;
  /** Chunk and byte of the entry with the same input and id, or -1. */
  foundChunk: number;
  foundAt: number;
};

export type Sought = {
  time: number;
  input: number;
  rank: number;
  /** Where the id's bytes are. */
  bytes: Buffer;
  idStart: number;
  idEnd: number;
  /** The same id may stand at any time, not just at this one. */
  anywhere: boolean;
};

/** Finds where the event stands and where it belongs, in one pass over the entries of its instant. */
export function locate(store: TaskStore, timeline: Timeline, sought: Sought, place: Place): void {
  const { chunks } = timeline;
  place.foundAt = -1;
  place.foundChunk = -1;
  place.chunk = -1;
  place.settled = false;
  for (let c = firstChunkFor(chunks, sought); c < chunks.length; c++) {
    const chunk = chunks[c];
    if (chunk === undefined) return;
    if (chunk.firstTime > sought.time && place.chunk >= 0 && !sought.anywhere) return;
    searchChunk(bytesOf(store, timeline, chunk), chunk, c, sought, place);
  }
}

/** The last chunk that begins before the instant; the first kept one where there is none. */
function firstChunkFor(chunks: readonly Chunk[], sought: Sought): number {
  const kept = firstKept(chunks);
  if (sought.anywhere) return kept;
  let low = kept;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((chunks[middle]?.firstTime ?? 0) < sought.time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Index of the first chunk whose events are still there. */
export function firstKept(chunks: readonly Chunk[]): number {
  let kept = 0;
  while (chunks[kept]?.dropped === true) kept++;
  return kept;
}

function searchChunk(bytes: Buffer, chunk: Chunk, c: number, sought: Sought, place: Place): void {
  let at = entriesStart(bytes);
  for (let index = 0; at < chunk.size; index++) {
    const time = entryTime(bytes, at);
    if (!place.settled && isAfter(bytes, at, time, sought)) setPlace(place, c, at, index, true);
    if (time > sought.time && !sought.anywhere) return;
    if (
      (time === sought.time || sought.anywhere) &&
      entryInput(bytes, at) === sought.input &&
      compareIds(bytes, eventStart(at), sought) === 0
    ) {
      place.foundChunk = c;
      place.foundAt = at;
    }
    at = entryEnd(bytes, at);
  }
  if (!place.settled) setPlace(place, c, chunk.size, chunk.count, false);
}

function setPlace(place: Place, chunk: number, at: number, index: number, settled: boolean): void {
  place.chunk = chunk;
  place.at = at;
  place.index = index;
  place.settled = settled;
}

/** Whether the entry comes after the sought event in the order of a timeline. */
function isAfter(bytes: Buffer, at: number, time: number, sought: Sought): boolean {
  if (time !== sought.time) return time > sought.time;
  const input = entryInput(bytes, at);
  if (input !== sought.input) return input > sought.input;
  const rank = entryRank(bytes, at);
  if (rank !== sought.rank) return rank > sought.rank;
  return compareIds(bytes, eventStart(at), sought) > 0;
}

/** Order of the id of the event at `start` and the sought one, by bytes. */
function compareIds(bytes: Buffer, start: number, sought: Sought): number {
  cursor.at = start + FRAME_BYTES;
  const length = readLong(bytes);
  const idStart = cursor.at;
  return bytes.compare(sought.bytes, sought.idStart, sought.idEnd, idStart, idStart + length);
}

function compareChunks(a: Chunk, b: Chunk): number {
  if (a.dropped !== b.dropped) return a.dropped ? -1 : 1;
  if (a.firstTime !== b.firstTime) return a.firstTime - b.firstTime;
  const at = entriesStart(residentBytes(b));
  const bytes = residentBytes(b);
  cursor.at = eventStart(at) + FRAME_BYTES;
  const length = readLong(bytes);
  const sought = {
    time: b.firstTime,
    input: entryInput(bytes, at),
    rank: entryRank(bytes, at),
    bytes,
    idStart: cursor.at,
    idEnd: cursor.at + length,
    anywhere: false,
  };
  const first = residentBytes(a);
  return isAfter(first, entriesStart(first), a.firstTime, sought) ? 1 : -1;
}

function lastTimeOf(chunk: Chunk | undefined): number {
  if (chunk === undefined) return Number.NEGATIVE_INFINITY;
  const bytes = residentBytes(chunk);
  let time = Number.NEGATIVE_INFINITY;
  for (let at = entriesStart(bytes); at < chunk.size; at = entryEnd(bytes, at)) {
    time = entryTime(bytes, at);
  }
  return time;
}
