import { newHeaderView, readHeader } from '@landbridge/schemas';
import { lengthAt } from './emission.ts';
import { giveBack, takeSlot } from './slots.ts';

/**
 * A chunk is a run of a timeline's entries, in order, with the state before its first event. It is one buffer, written
 * to the store as it is: nothing is built to save it, and an append is two copies. While a commit shows it to the store
 * it is lent: whoever changes it then goes on in a copy.
 *
 * ```
 * chunk     u32 stateLength · u32 endLength · u16 count · u8 flags · u8 0 · state · entry* · end
 * entry     u32 length · u8 input · u8 flags · u8 rank · u8 0 · f64 eventTime · u32 eventLength · event · emission*
 * emission  u32 length · u8 output · u8 kind · u16 keyLength · key · row (framed, revision 0) or id of a withdrawn row
 * end       f64 counter · f64 trimAt · u32 nextNumber · u32 chunksBefore · u32 eventsBefore · state after the last entry
 * ```
 *
 * Of what an event emitted only rows that may have other emitters are kept: to know what such a row says when one of
 * them falls silent. Rows of one emitter are made again where they are needed, by folding what was folded before.
 *
 * The last chunk of a timeline alone has an end, which tells what must be known of all of it: who goes on with a timeline
 * reads its last chunk and nothing else, however long it is.
 */
export type Chunk = {
  /** Number under which the store has it, or will have it with the commit on its way; undefined: it has not. */
  storedAs: number | undefined;
  /** Undefined while only the store holds it. */
  bytes: Buffer | undefined;
  size: number;
  count: number;
  /** Event time of the first entry. */
  firstTime: number;
  /** Holds entries that must be folded (again). */
  stale: boolean;
  /** While it is stale: its bytes as they were when all of it was folded. Undefined for one that was made stale. */
  before: Buffer | undefined;
  /** Differs from what the store holds. */
  dirty: boolean;
  /** Its events are forgotten: only what they emitted is kept. */
  dropped: boolean;
  /** The chunk before it was cut because the timeline was full. */
  cut: boolean;
  /** A commit that is not over shows the bytes: they stay as they are. See `Lending`. */
  lent: boolean;
};

export const CHUNK_HEADER_BYTES = 12;
export const ENTRY_HEADER_BYTES = 20;

/** Entries of one chunk at most: few enough to look through for a place. */
const ENTRIES_MAX = 32;
/** So many share a chunk, however large they are. */
const ENTRIES_MIN = 4;
/** So much more than at its end a chunk takes among its entries, so that few are cut in two. */
const CROWD = 1.5;
const DROPPED = 1;
const CUT = 2;
const ENDS = 4;
const END_LENGTH_AT = 4;
const COUNT_AT = 8;
const FLAGS_AT = 10;
/** What the end tells before the state. */
const TOLD_BYTES = 28;

/** Flags of an entry. */
export const RETRACTED = 1;
/** The reducer answered another state: without this flag the entry need not be folded to know the state after it. */
export const CHANGED = 2;
/** Folded since it was inserted. */
export const FOLDED = 4;

/** An empty chunk; `bytesHint` says how large it is likely to become. */
export function newChunk(state: Buffer, firstTime: number, bytesHint = 0): Chunk {
  const bytes = takeSlot(Math.max(bytesHint, CHUNK_HEADER_BYTES + state.length));
  bytes.fill(0, 0, CHUNK_HEADER_BYTES);
  bytes.writeUInt32LE(state.length, 0);
  state.copy(bytes, CHUNK_HEADER_BYTES);
  const size = CHUNK_HEADER_BYTES + state.length;
  return {
    storedAs: undefined,
    bytes,
    size,
    count: 0,
    firstTime,
    stale: false,
    before: undefined,
    dirty: true,
    dropped: false,
    cut: false,
    lent: false,
  };
}

/** A chunk as it was stored; its bytes stay in the store until they are asked for. */
export function chunkFrom(number: number, stored: Buffer): Chunk {
  const flags = stored[FLAGS_AT] ?? 0;
  const count = stored.readUInt16LE(COUNT_AT);
  return {
    storedAs: number,
    bytes: undefined,
    size: stored.length - stored.readUInt32LE(END_LENGTH_AT),
    count,
    firstTime:
      count === 0 ? Number.NEGATIVE_INFINITY : stored.readDoubleLE(entriesStart(stored) + 8),
    stale: false,
    before: undefined,
    dirty: false,
    dropped: (flags & DROPPED) !== 0,
    cut: (flags & CUT) !== 0,
    lent: false,
  };
}

/** A copy of what the store holds. */
export function ownBytes(stored: Buffer): Buffer {
  const bytes = takeSlot(stored.length);
  stored.copy(bytes);
  return bytes;
}

/** What the last chunk tells of its timeline: see there. */
export type Told = {
  readonly counter: number;
  readonly trimAt: number;
  readonly nextNumber: number;
  readonly chunksBefore: number;
  readonly eventsBefore: number;
};

/** State after the last entry; undefined where there is none, since the events are forgotten. */
export type End = { readonly told: Told; readonly state: Buffer | undefined };

/** The bytes to store of a chunk: its own, with what changes without the entries. The last one of a timeline has an end. */
export function sealChunk(chunk: Chunk, end: End | undefined): Buffer {
  const endLength = end === undefined ? 0 : TOLD_BYTES + (end.state?.length ?? 0);
  const bytes = roomFor(chunk, writable(chunk), endLength);
  bytes.writeUInt32LE(endLength, END_LENGTH_AT);
  bytes.writeUInt16LE(chunk.count, COUNT_AT);
  bytes[FLAGS_AT] =
    (chunk.dropped ? DROPPED : 0) | (chunk.cut ? CUT : 0) | (end?.state === undefined ? 0 : ENDS);
  if (end !== undefined) {
    writeTold(bytes, chunk.size, end.told);
    end.state?.copy(bytes, chunk.size + TOLD_BYTES);
  }
  return bytes.subarray(0, chunk.size + endLength);
}

function writeTold(bytes: Buffer, at: number, told: Told): void {
  bytes.writeDoubleLE(told.counter, at);
  bytes.writeDoubleLE(told.trimAt, at + 8);
  bytes.writeUInt32LE(told.nextNumber, at + 16);
  bytes.writeUInt32LE(told.chunksBefore, at + 20);
  bytes.writeUInt32LE(told.eventsBefore, at + 24);
}

/** What is stored of a timeline without entries: that it exists, and what it told. */
export function emptyTail(told: Told): Buffer {
  const bytes = Buffer.alloc(CHUNK_HEADER_BYTES + TOLD_BYTES);
  bytes.writeUInt32LE(TOLD_BYTES, END_LENGTH_AT);
  writeTold(bytes, CHUNK_HEADER_BYTES, told);
  return bytes;
}

/** What a last chunk, as it was stored, tells of its timeline. */
export function toldBy(stored: Buffer): Told {
  const at = stored.length - stored.readUInt32LE(END_LENGTH_AT);
  return {
    counter: stored.readDoubleLE(at),
    trimAt: stored.readDoubleLE(at + 8),
    nextNumber: stored.readUInt32LE(at + 16),
    chunksBefore: stored.readUInt32LE(at + 20),
    eventsBefore: stored.readUInt32LE(at + 24),
  };
}

/** The chunk's bytes to write to: where they are lent, a copy from now on. */
export function writable(chunk: Chunk): Buffer {
  const bytes = residentBytes(chunk);
  if (!chunk.lent) return bytes;
  const own = takeSlot(bytes.length);
  bytes.copy(own, 0, 0, chunk.size);
  chunk.bytes = own;
  chunk.lent = false;
  return own;
}

/** State after the last entry of a last chunk just loaded; undefined where its events are forgotten. */
export function endState(chunk: Chunk): Buffer | undefined {
  const bytes = residentBytes(chunk);
  if (((bytes[FLAGS_AT] ?? 0) & ENDS) === 0) return undefined;
  const end = chunk.size + bytes.readUInt32LE(END_LENGTH_AT);
  return bytes.subarray(chunk.size + TOLD_BYTES, end);
}

export function entriesStart(bytes: Buffer): number {
  return CHUNK_HEADER_BYTES + bytes.readUInt32LE(0);
}

/** State before the first event, as bytes. */
export function startState(bytes: Buffer): Buffer {
  return bytes.subarray(CHUNK_HEADER_BYTES, entriesStart(bytes));
}

/** Puts another start state in front of the same entries. */
export function replaceStartState(chunk: Chunk, bytes: Buffer, state: Buffer): void {
  const from = entriesStart(bytes);
  const to = CHUNK_HEADER_BYTES + state.length;
  const roomy = roomFor(chunk, bytes, to - from);
  roomy.copyWithin(to, from, chunk.size);
  state.copy(roomy, CHUNK_HEADER_BYTES);
  roomy.writeUInt32LE(state.length, 0);
  chunk.size += to - from;
  chunk.dirty = true;
}

export function entryEnd(bytes: Buffer, at: number): number {
  return at + lengthAt(bytes, at, ENTRY_HEADER_BYTES);
}
export function entryInput(bytes: Buffer, at: number): number {
  return bytes[at + 4] ?? 0;
}
export function entryFlags(bytes: Buffer, at: number): number {
  return bytes[at + 5] ?? 0;
}
export function entryRank(bytes: Buffer, at: number): number {
  return bytes[at + 6] ?? 0;
}
export function entryTime(bytes: Buffer, at: number): number {
  return bytes.readDoubleLE(at + 8);
}
export function eventStart(at: number): number {
  return at + ENTRY_HEADER_BYTES;
}
export function eventEnd(bytes: Buffer, at: number): number {
  return at + ENTRY_HEADER_BYTES + bytes.readUInt32LE(at + 16);
}

const view = newHeaderView();

/** Who emits: the event's input and id. */
export function emitterName(input: number, event: Range): string {
  readHeader(event.bytes, event.start, view);
  return `${input} ${event.bytes.toString('utf8', view.idStart, view.idEnd)}`;
}

/** The entry's event as an emitter. */
export function emitterAt(bytes: Buffer, at: number): string {
  const event = { bytes, start: eventStart(at), end: eventEnd(bytes, at) };
  return emitterName(entryInput(bytes, at), event);
}

/** What an entry is made of besides its bytes. */
export type EntryHead = {
  input: number;
  flags: number;
  rank: number;
  eventTime: number;
};

/** Emissions back to back. */
export type Emitted = { bytes: Buffer; size: number };

/** A range of bytes in somebody's buffer. */
export type Range = { bytes: Buffer; start: number; end: number };

/** Makes room at `at` and writes the entry there: head, event and what it emitted. */
export function insertEntry(
  chunk: Chunk,
  at: number,
  head: EntryHead,
  event: Range,
  emissions: Emitted,
): void {
  const eventLength = event.end - event.start;
  const length = ENTRY_HEADER_BYTES + eventLength + emissions.size;
  const bytes = roomFor(chunk, unlent(chunk), length);
  if (at < chunk.size) bytes.copyWithin(at + length, at, chunk.size);
  bytes.writeUInt32LE(length, at);
  bytes[at + 4] = head.input;
  bytes[at + 5] = head.flags;
  bytes[at + 6] = head.rank;
  bytes[at + 7] = 0;
  bytes.writeDoubleLE(head.eventTime, at + 8);
  bytes.writeUInt32LE(eventLength, at + 16);
  event.bytes.copy(bytes, at + ENTRY_HEADER_BYTES, event.start, event.end);
  if (emissions.size > 0) {
    emissions.bytes.copy(bytes, at + ENTRY_HEADER_BYTES + eventLength, 0, emissions.size);
  }
  chunk.size += length;
  chunk.count++;
  chunk.dirty = true;
}

/** Whether the next event at the end goes into a chunk of its own: another as large as those before it would not fit. */
export function isFull({ count, size }: Chunk, bytesMax: number): boolean {
  if (count < ENTRIES_MIN) return false;
  return count >= ENTRIES_MAX || size + size / count + TOLD_BYTES > bytesMax;
}

/** Whether an event among others cuts the chunk in two. */
export function isCrowded({ count, size }: Chunk, bytesMax: number): boolean {
  if (count < 2 * ENTRIES_MIN) return false;
  return count >= ENTRIES_MAX * CROWD || size >= bytesMax * CROWD;
}

export function removeEntry(chunk: Chunk, at: number): void {
  const bytes = unlent(chunk);
  const end = entryEnd(bytes, at);
  bytes.copyWithin(at, end, chunk.size);
  chunk.size -= end - at;
  chunk.count--;
  chunk.dirty = true;
}

/** Cuts the chunk before `at`: entries from there on move into a new chunk with an unknown start state. */
export function splitChunk(chunk: Chunk, at: number, kept: number): Chunk {
  const bytes = unlent(chunk);
  const half = newChunk(Buffer.alloc(0), entryTime(bytes, at));
  const roomy = roomFor(half, residentBytes(half), chunk.size - at);
  bytes.copy(roomy, half.size, at, chunk.size);
  half.size += chunk.size - at;
  half.count = chunk.count - kept;
  half.stale = true;
  chunk.size = at;
  chunk.count = kept;
  chunk.dirty = true;
  return half;
}

/** Puts other emissions behind an entry's event. */
export function replaceEmissions(chunk: Chunk, at: number, emissions: Emitted): void {
  const before = unlent(chunk);
  const start = eventEnd(before, at);
  const end = entryEnd(before, at);
  const more = emissions.size - (end - start);
  const bytes = roomFor(chunk, before, more);
  bytes.copyWithin(end + more, end, chunk.size);
  emissions.bytes.copy(bytes, start, 0, emissions.size);
  bytes.writeUInt32LE(end + more - at, at);
  chunk.size += more;
  chunk.dirty = true;
}

/** Lets go of the chunk's bytes: the store holds them, or nobody needs them any more. */
export function letGo(chunk: Chunk): void {
  if (!chunk.lent) giveBack(chunk.bytes);
  chunk.lent = false;
  chunk.bytes = undefined;
}

/** Replaces all entries by those written to `bytes`. */
export function replaceEntries(chunk: Chunk, entries: Buffer): void {
  const before = unlent(chunk);
  const from = entriesStart(before);
  const bytes = roomFor(chunk, before, from + entries.length - chunk.size);
  entries.copy(bytes, from);
  chunk.size = from + entries.length;
  chunk.dirty = true;
}

/** Whoever changes a chunk asked for it as `writable` before, and holds no older bytes of it. */
function unlent(chunk: Chunk): Buffer {
  if (chunk.lent) throw new Error('A chunk is changed while a commit shows it.');
  return residentBytes(chunk);
}

export function residentBytes(chunk: Chunk): Buffer {
  if (chunk.bytes === undefined) throw new Error('A chunk is used before it is loaded.');
  return chunk.bytes;
}

function roomFor(chunk: Chunk, bytes: Buffer, more: number): Buffer {
  const needed = chunk.size + more;
  if (needed <= bytes.length) return bytes;
  const larger = takeSlot(needed);
  bytes.copy(larger, 0, 0, chunk.size);
  giveBack(bytes);
  chunk.bytes = larger;
  return larger;
}
