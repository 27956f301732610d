import type { Header } from '@landbridge/schemas';
import {
  CHANGED,
  type Chunk,
  type EntryHead,
  emitterAt,
  emitterName,
  entriesStart,
  entryEnd,
  entryFlags,
  entryInput,
  entryTime,
  eventEnd,
  eventStart,
  FOLDED,
  insertEntry,
  isCrowded,
  isFull,
  newChunk,
  type Range,
  RETRACTED,
  removeEntry,
  replaceStartState,
  residentBytes,
  splitChunk,
} from './chunk.ts';
import { NO_EMISSIONS } from './emissions.ts';
import { foldInPlace, removeInPlace, stateAt } from './fold-in-place.ts';
import { type Folding, foldEvent, keptOf } from './folding.ts';
import { foldAsBefore } from './old-history.ts';
import { knowsRowsOf, learnRows, rowsAppended, rowsLost, rowsNumbered } from './rows.ts';
import { bytesOf, type Place, type Timeline, writableOf } from './timeline.ts';

const NOTHING = Buffer.alloc(0);

/** Puts an event behind all others and folds it: one step, and nothing else is touched. */
export function appendEvent(
  folding: Folding,
  timeline: Timeline,
  head: EntryHead,
  event: Range,
  known: Header,
): void {
  const tail = tailFor(folding, timeline, head.eventTime);
  if (tail.count === 0) tail.firstTime = head.eventTime;
  if (head.eventTime > timeline.lastTime) timeline.lastTime = head.eventTime;
  timeline.dirty = true;
  if ((head.flags & RETRACTED) !== 0) {
    head.flags |= FOLDED;
    insertEntry(tail, tail.size, head, event, NO_EMISSIONS);
  } else if (tail.stale) {
    insertEntry(tail, tail.size, head, event, NO_EMISSIONS);
  } else {
    // Where nothing else can hold its rows they are numbered as they are written, and go out as they are.
    const numbered = !folding.keepsRows && timeline.changes === undefined && !timeline.stale;
    const first = numbered ? timeline.counter : 0;
    const next = foldEvent(folding, timeline.state, head.input, event, known, first);
    head.flags |= next === timeline.state ? FOLDED : FOLDED | CHANGED;
    if (!knowsRowsOf(folding, timeline)) learnRows(folding, timeline);
    insertEntry(tail, tail.size, head, event, keptOf(folding, folding.emissions));
    timeline.state = next;
    folding.counters.folded++;
    if (numbered) rowsNumbered(folding, timeline);
    else rowsAppended(folding, timeline, () => emitterName(head.input, event));
  }
}

/** The chunk that takes the next event: the last one, or a new one that begins with the newest state. */
function tailFor(folding: Folding, timeline: Timeline, eventTime: number): Chunk {
  const last = timeline.chunks.at(-1);
  if (last !== undefined && !last.dropped && !isFull(last, folding.chunkBytesMax)) {
    writableOf(folding.store, timeline, last);
    return last;
  }
  let state = folding.initialState;
  if (last === undefined || last.dropped) timeline.state = folding.processor.initial();
  else state = last.stale ? NOTHING : folding.encodeState(timeline.state);
  const chunk = newChunk(state, eventTime, last?.size);
  if (last?.stale === true) chunk.stale = true;
  timeline.chunks.push(chunk);
  return chunk;
}

/**
 * Puts an event among others. Where the reducer answers the very state it was given, nothing after the event needs to
 * be folded again and the event is folded at once; else its chunk is stale and folded again at commit.
 */
export function insertEvent(
  folding: Folding,
  timeline: Timeline,
  place: Place,
  head: EntryHead,
  event: Range,
  known: Header,
): void {
  moveToNext(folding, timeline, place);
  const chunk = roomAt(folding, timeline, place);
  timeline.dirty = true;
  if (place.index === 0) chunk.firstTime = head.eventTime;
  if ((head.flags & RETRACTED) !== 0) {
    head.flags |= FOLDED;
    insertEntry(chunk, place.at, head, event, NO_EMISSIONS);
    return;
  }
  if (!chunk.stale && foldInPlace(folding, timeline, { chunk, at: place.at, head, event, known })) {
    return;
  }
  markStale(folding, timeline, chunk);
  insertEntry(chunk, place.at, head, event, NO_EMISSIONS);
}

/** Takes an entry out: what it emitted is lost, and what came after it is folded again where it changed the state. */
export function removeEvent(
  folding: Folding,
  timeline: Timeline,
  where: { chunk: number; at: number },
): void {
  const chunk = timeline.chunks[where.chunk];
  if (chunk === undefined) throw new Error('An entry is removed from a chunk that is not there.');
  const bytes = writableOf(folding.store, timeline, chunk);
  const { at } = where;
  const flags = entryFlags(bytes, at);
  const first = at === entriesStart(bytes);
  if ((flags & RETRACTED) === 0) loseRowsOf(folding, timeline, where);
  if ((flags & CHANGED) === 0) removeEntry(chunk, at);
  else if (!removeInPlace(folding, timeline, chunk, at)) {
    markStale(folding, timeline, chunk);
    removeEntry(chunk, at);
  }
  // An empty chunk goes when its timeline is folded again.
  if (chunk.count === 0) timeline.stale = true;
  if (first && chunk.count > 0) chunk.firstTime = entryTime(residentBytes(chunk), at);
  timeline.dirty = true;
}

/** What the entry emitted is made again, to take it back: it must be known as lost before another event says it. */
function loseRowsOf(
  folding: Folding,
  timeline: Timeline,
  where: { chunk: number; at: number },
): void {
  const chunk = timeline.chunks[where.chunk];
  if (chunk === undefined) return;
  const bytes = bytesOf(folding.store, timeline, chunk);
  const { at } = where;
  if (chunk.stale) {
    if (!foldAsBefore(folding, timeline.chunks, { ...where, bytes })) return;
  } else {
    const event = { bytes, start: eventStart(at), end: eventEnd(bytes, at) };
    foldEvent(folding, stateAt(folding, timeline, chunk, at), entryInput(bytes, at), event);
  }
  rowsLost(folding, timeline, folding.emissions, () => emitterAt(bytes, at));
}

/** Keeps the chunk as it was folded: what its entries emitted is made again from there. */
function markStale(folding: Folding, timeline: Timeline, chunk: Chunk): void {
  timeline.stale = true;
  if (chunk.stale) return;
  chunk.stale = true;
  chunk.before = Buffer.from(bytesOf(folding.store, timeline, chunk).subarray(0, chunk.size));
}

/** Between two chunks an event goes to the front of the later one: what it may change stands right behind it. */
function moveToNext(folding: Folding, timeline: Timeline, place: Place): void {
  const chunk = timeline.chunks[place.chunk];
  const next = timeline.chunks[place.chunk + 1];
  if (chunk === undefined || place.at !== chunk.size) return;
  if (next?.bytes === undefined || isCrowded(next, folding.chunkBytesMax)) return;
  place.chunk++;
  place.at = entriesStart(next.bytes);
  place.index = 0;
}

/** The chunk in which the place lies, cut in two where it is full; the place is moved along. */
function roomAt(folding: Folding, timeline: Timeline, place: Place): Chunk {
  const chunk = timeline.chunks[place.chunk];
  if (chunk === undefined) throw new Error('An event is inserted into a chunk that is not there.');
  const bytes = writableOf(folding.store, timeline, chunk);
  if (!isCrowded(chunk, folding.chunkBytesMax)) return chunk;
  const kept = chunk.count >>> 1;
  let at = entriesStart(bytes);
  for (let i = 0; i < kept; i++) at = entryEnd(bytes, at);
  const state = chunk.stale
    ? undefined
    : folding.encodeState(stateAt(folding, timeline, chunk, at));
  const half = splitChunk(chunk, at, kept);
  timeline.chunks.splice(place.chunk + 1, 0, half);
  if (state !== undefined) {
    replaceStartState(half, bytesOf(folding.store, timeline, half), state);
    half.stale = false;
  }
  if (place.index <= kept && place.at <= at) return chunk;
  const halfBytes = bytesOf(folding.store, timeline, half);
  place.chunk++;
  place.at += entriesStart(halfBytes) - at;
  place.index -= kept;
  return half;
}
