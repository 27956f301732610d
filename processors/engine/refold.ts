import {
  CHANGED,
  type Chunk,
  ENTRY_HEADER_BYTES,
  emitterAt,
  entriesStart,
  entryEnd,
  entryFlags,
  entryInput,
  eventEnd,
  eventStart,
  FOLDED,
  RETRACTED,
  replaceEntries,
  replaceStartState,
  startState,
} from './chunk.ts';
import { type Folding, foldEvent } from './folding.ts';
import { rowsFirst, rowsLost, rowsWon } from './rows.ts';
import { bytesOf, type Timeline } from './timeline.ts';

/** Entries that were folded for the first time: what they emit is new, and goes out straight from their chunk. */
type FirstFolded = { chunk: Chunk; at: number }[];

/**
 * Folds again from the earliest stale chunk, and stops at the first chunk that begins with the state it began with
 * before: what comes after it is as it was. Once a commit, however many events were spliced in.
 */
export function refold(folding: Folding, timeline: Timeline): void {
  if (!timeline.stale) return;
  timeline.stale = false;
  const first: FirstFolded = [];
  let flowing = false;
  let state: unknown;
  for (const chunk of timeline.chunks) {
    if (chunk.dropped || (!flowing && !chunk.stale)) continue;
    const bytes = bytesOf(folding.store, timeline, chunk);
    if (flowing) {
      const start = folding.encodeState(state);
      const same = start.equals(startState(bytes));
      if (same && !chunk.stale) {
        flowing = false;
        continue;
      }
      if (!same) replaceStartState(chunk, bytes, start);
    } else {
      state = folding.decodeState(startState(bytes));
      flowing = true;
    }
    state = refoldChunk(folding, timeline, chunk, { from: state, first });
  }
  if (flowing) timeline.state = state;
  for (const { chunk, at } of first) {
    const bytes = bytesOf(folding.store, timeline, chunk);
    const emitter = () => emitterAt(bytes, at);
    rowsFirst(folding, timeline, {
      bytes,
      start: eventEnd(bytes, at),
      end: entryEnd(bytes, at),
      emitter,
    });
  }
  dropEmptyChunks(timeline);
}

/** Folds every entry of a chunk and answers the state after the last. */
function refoldChunk(
  folding: Folding,
  timeline: Timeline,
  chunk: Chunk,
  { from, first }: { from: unknown; first: FirstFolded },
): unknown {
  const bytes = bytesOf(folding.store, timeline, chunk);
  const parts: Buffer[] = [];
  const event = { bytes, start: 0, end: 0 };
  let state = from;
  let place = entriesStart(bytes);
  for (let at = entriesStart(bytes); at < chunk.size; at = entryEnd(bytes, at)) {
    const flags = entryFlags(bytes, at);
    if ((flags & RETRACTED) !== 0) {
      parts.push(bytes.subarray(at, entryEnd(bytes, at)));
      place += entryEnd(bytes, at) - at;
      continue;
    }
    event.start = eventStart(at);
    event.end = eventEnd(bytes, at);
    const next = foldEvent(folding, state, entryInput(bytes, at), event);
    folding.counters.refolded++;
    bytes[at + 5] = FOLDED | (next === state ? 0 : CHANGED);
    state = next;
    const isFirst = (flags & FOLDED) === 0;
    if (isFirst) first.push({ chunk, at: place });
    const entry = entryWithEmissions(folding, timeline, { bytes, at, isFirst });
    parts.push(entry);
    place += entry.length;
  }
  replaceEntries(chunk, Buffer.concat(parts));
  chunk.stale = false;
  return state;
}

/** The entry as it is where it emits what it did; else a new one, and its rows are looked at. */
function entryWithEmissions(
  folding: Folding,
  timeline: Timeline,
  { bytes, at, isFirst }: { bytes: Buffer; at: number; isFirst: boolean },
): Buffer {
  const start = eventEnd(bytes, at);
  const end = entryEnd(bytes, at);
  const { emissions } = folding;
  const same =
    end - start === emissions.size &&
    bytes.compare(emissions.bytes, 0, emissions.size, start, end) === 0;
  if (same) return bytes.subarray(at, end);
  if (!isFirst) {
    const emitter = () => emitterAt(bytes, at);
    rowsLost(folding, timeline, { bytes, start, end, emitter });
    rowsWon(folding, timeline, { ...emissions, emitter });
  }
  const entry = Buffer.allocUnsafe(start - at + emissions.size);
  bytes.copy(entry, 0, at, start);
  emissions.bytes.copy(entry, start - at, 0, emissions.size);
  entry.writeUInt32LE(entry.length, 0);
  entry[ENTRY_HEADER_BYTES - 13] = Math.min(emissions.count, 255);
  return entry;
}

/** A chunk whose last entry moved elsewhere holds nothing: the state flowed through it. */
function dropEmptyChunks(timeline: Timeline): void {
  if (timeline.chunks.every(({ count }) => count > 0)) return;
  for (const { count, number } of timeline.chunks) if (count === 0) timeline.removed.push(number);
  timeline.chunks = timeline.chunks.filter(({ count }) => count > 0);
}
