import type { TaskStore } from '@landbridge/infra';
import { cursor, FRAME_BYTES, readLong } from '@landbridge/schemas';
import {
  type Chunk,
  chunkFrom,
  entriesStart,
  entryEnd,
  entryInput,
  entryRank,
  entryTime,
  eventStart,
  letGo,
  ownBytes,
  residentBytes,
  toldBy,
  writable,
} from './chunk.ts';
import type { Change, RowHistory } from './rows.ts';

/**
 * The newest version of each event of one processor and key, sorted by (event time, input, rank, id) and cut into
 * chunks. Most events come behind all others, so of a timeline that is loaded the last chunk is read, and the others when
 * something is to be found among them: what an event costs does not hang on how many there were before.
 */
export type Timeline = {
  readonly key: string;
  /** Prefix of the keys under which its chunks are stored. */
  readonly storeKey: Buffer;
  /** In order; those whose events are forgotten come first. All of them, or only the last: see `chunksBefore`. */
  chunks: Chunk[];
  /** Chunks before those, which the store alone holds. */
  chunksBefore: number;
  /** Events in the chunks before. */
  eventsBefore: number;
  /** Number under which the next chunk is stored that another one follows. */
  nextNumber: number;
  /** While the bound is not behind it and the timeline is not full, `trim` has nothing to do. */
  trimAt: number;
  /** Revision of the next row. */
  counter: number;
  /** No entry has a later event time. */
  lastTime: number;
  /** State after the last entry, as long as the last chunk is not stale. */
  state: unknown;
  stale: boolean;
  /** Rows of outputs whose rows have several emitters. Made when first needed, as those below: most keys need none. */
  rows: Map<string, RowHistory> | undefined;
  /** Whether a row that is not among them does not stand. */
  knowsRows: boolean;
  queued: RowHistory[];
  /** Rows whose last emitter must be looked up again. */
  affected: Set<string> | undefined;
  /** Rows of one emitter each that were lost or won other than by appending. */
  changes: Map<string, Change> | undefined;
  /** Numbers of chunks that the store is to let go of. */
  removed: number[];
  dirty: boolean;
  /** Bytes of its chunks in memory, as of the last commit. */
  resident: number;
  /** Commit in which it was last used. */
  touched: number;
};

export const CHUNK_NUMBER_BYTES = 4;
/** The last chunk of a timeline is under it, and so there is always something there; the others have numbers from 1. */
export const LAST = 0;

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
    chunksBefore: 0,
    eventsBefore: 0,
    nextNumber: 1,
    trimAt: Number.POSITIVE_INFINITY,
    counter,
    lastTime: Number.NEGATIVE_INFINITY,
    state: undefined,
    stale: false,
    rows: undefined,
    knowsRows: true,
    queued: [],
    affected: undefined,
    changes: undefined,
    removed: [],
    dirty: false,
    resident: 0,
    touched: 0,
  };
}

/** The timeline with its last chunk as it was stored, or undefined where there is none. */
export function loadTimeline(
  store: TaskStore,
  key: string,
  storeKey: Buffer,
): Timeline | undefined {
  const stored = store.get(askedKey(storeKey, LAST));
  if (stored === undefined) return undefined;
  const timeline = newTimeline(key, storeKey, 0);
  Object.assign(timeline, toldBy(stored));
  const last = chunkFrom(LAST, stored);
  if (last.count === 0) return timeline;
  last.bytes = ownBytes(stored);
  timeline.chunks.push(last);
  timeline.lastTime = lastTimeOf(last);
  timeline.knowsRows = false;
  return timeline;
}

/** Learns of all chunks that the store alone holds. Their indices change with that: look nothing up before. */
export function makeWhole(store: TaskStore, timeline: Timeline): void {
  if (timeline.chunksBefore === 0) return;
  const { storeKey } = timeline;
  const known = new Set([LAST, ...timeline.chunks.map(({ storedAs }) => storedAs)]);
  const before: Chunk[] = [];
  store.scan(storeKey, (name, value) => {
    const number = name.readUInt32BE(storeKey.length);
    if (!known.has(number)) before.push(chunkFrom(number, value));
    return true;
  });
  if (before.length !== timeline.chunksBefore) {
    throw new Error(
      `The store holds ${before.length} of ${timeline.chunksBefore} chunks of timeline ${timeline.key}.`,
    );
  }
  before.sort((a, b) => compareChunks(store, timeline, a, b));
  timeline.chunks = [...before, ...timeline.chunks];
  timeline.chunksBefore = 0;
  timeline.eventsBefore = 0;
}

/** Keeps the last chunk of a timeline that the store holds as it is. */
export function keepLast(timeline: Timeline): void {
  const last = timeline.chunks.pop();
  if (last === undefined) return;
  for (const chunk of timeline.chunks) {
    timeline.chunksBefore++;
    if (!chunk.dropped) timeline.eventsBefore += chunk.count;
    letGo(chunk);
  }
  timeline.chunks = [last];
}

/** The store is to let go of a chunk; what is under `LAST` is written over. */
export function removeStored(timeline: Timeline, { storedAs = LAST }: Chunk): void {
  if (storedAs !== LAST) timeline.removed.push(storedAs);
}

/** The chunk's bytes, read from the store where memory has let them go. */
export function bytesOf(store: TaskStore, timeline: Timeline, chunk: Chunk): Buffer {
  chunk.bytes ??= ownBytes(storedBytes(store, timeline, chunk));
  return chunk.bytes;
}

/** The same to read from until something else is read. */
export function viewOf(store: TaskStore, timeline: Timeline, chunk: Chunk): Buffer {
  return chunk.bytes ?? storedBytes(store, timeline, chunk);
}

function storedBytes(store: TaskStore, { key, storeKey }: Timeline, { storedAs }: Chunk): Buffer {
  const stored = storedAs === undefined ? undefined : store.get(askedKey(storeKey, storedAs));
  if (stored !== undefined) return stored;
  throw new Error(`Chunk ${storedAs} of timeline ${key} is not in the store.`);
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
  /** All versions of an event have one rank: one that stands at this time stands where the event belongs. */
  isUnranked: boolean;
};

/** Finds where the event stands and where it belongs, in one pass over the entries of its instant. */
export function locate(store: TaskStore, timeline: Timeline, sought: Sought, place: Place): void {
  if (mayLieBefore(timeline, sought)) makeWhole(store, timeline);
  const { chunks } = timeline;
  place.foundAt = -1;
  place.foundChunk = -1;
  place.chunk = -1;
  place.settled = false;
  for (let c = firstWithin(store, timeline, sought); c < chunks.length; c++) {
    const chunk = chunks[c];
    if (chunk === undefined) return;
    if (chunk.firstTime > sought.time && place.chunk >= 0 && !sought.anywhere) return;
    searchChunk(bytesOf(store, timeline, chunk), chunk, c, sought, place);
    if (endsAt(place, sought)) return;
  }
}

/** Whether the event may stand or belong in a chunk that the store alone holds. */
function mayLieBefore({ chunks, chunksBefore }: Timeline, { time, anywhere }: Sought): boolean {
  if (chunksBefore === 0) return false;
  const first = chunks[0];
  return anywhere || first === undefined || first.dropped || first.firstTime >= time;
}

/** As below; of the many chunks of one instant the last that begins with the event or before it. */
function firstWithin(store: TaskStore, timeline: Timeline, sought: Sought): number {
  const { chunks } = timeline;
  let low = firstChunkFor(chunks, sought);
  if (!sought.isUnranked || sought.anywhere) return low;
  let high = low;
  while ((chunks[high + 1]?.firstTime ?? Number.POSITIVE_INFINITY) <= sought.time) high++;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const chunk = chunks[middle];
    if (chunk !== undefined && !beginsAfter(store, timeline, chunk, sought)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function beginsAfter(store: TaskStore, timeline: Timeline, chunk: Chunk, sought: Sought): boolean {
  const bytes = bytesOf(store, timeline, chunk);
  const at = entriesStart(bytes);
  return at < chunk.size && isAfter(bytes, at, entryTime(bytes, at), sought);
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
    if (endsAt(place, sought) || (time > sought.time && !sought.anywhere)) return;
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

/** Whether nothing behind the place can be the event itself. */
function endsAt({ settled }: Place, { isUnranked, anywhere }: Sought): boolean {
  return settled && isUnranked && !anywhere;
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

function compareChunks(store: TaskStore, timeline: Timeline, a: Chunk, b: Chunk): number {
  if (a.dropped !== b.dropped) return a.dropped ? -1 : 1;
  if (a.firstTime !== b.firstTime) return a.firstTime - b.firstTime;
  const bytes = bytesOf(store, timeline, b);
  const at = entriesStart(bytes);
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
    isUnranked: true,
  };
  const first = bytesOf(store, timeline, a);
  return isAfter(first, entriesStart(first), a.firstTime, sought) ? 1 : -1;
}

function lastTimeOf(chunk: Chunk): number {
  const bytes = residentBytes(chunk);
  let time = Number.NEGATIVE_INFINITY;
  for (let at = entriesStart(bytes); at < chunk.size; at = entryEnd(bytes, at)) {
    time = entryTime(bytes, at);
  }
  return time;
}
