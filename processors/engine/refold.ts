import {
  CHANGED,
  type Chunk,
  type Emitted,
  emitterAt,
  entriesStart,
  entryEnd,
  entryFlags,
  entryInput,
  eventEnd,
  eventStart,
  FOLDED,
  letGo,
  RETRACTED,
  replaceEmissions,
  replaceStartState,
  startState,
  writable,
} from './chunk.ts';
import { ownEmissions, sameEmissions } from './fold-in-place.ts';
import { type Folding, foldEvent, keptOf } from './folding.ts';
import { OldHistory } from './old-history.ts';
import { rowsFirst, rowsLost, rowsWon } from './rows.ts';
import { bytesOf, makeWhole, removeStored, type Timeline, writableOf } from './timeline.ts';

/** What entries that were folded for the first time emitted, and who they are. */
type FirstFolded = { emitted: Emitted; name: string }[];

/**
 * Folds again from the earliest stale chunk, and stops at the first chunk that begins with the state it began with
 * before: what comes after it is as it was. Once a commit, however many events were spliced in. What an entry emitted
 * before is known by folding the old history beside the new one.
 */
export function refold(folding: Folding, timeline: Timeline): void {
  if (!timeline.stale) return;
  timeline.stale = false;
  const first: FirstFolded = [];
  const old = new OldHistory(folding);
  let flowing = false;
  let state: unknown;
  for (const chunk of timeline.chunks) {
    if (chunk.dropped || (!flowing && !chunk.stale)) continue;
    const bytes = bytesOf(folding.store, timeline, chunk);
    if (!flowing) state = folding.decodeState(startState(bytes));
    const start = flowing ? folding.encodeState(state) : undefined;
    const same = start?.equals(startState(bytes)) ?? true;
    if (flowing && same && !chunk.stale) {
      flowing = false;
      continue;
    }
    old.add(chunk, bytes);
    if (start !== undefined && !same) replaceStartState(chunk, writable(chunk), start);
    state = refoldChunk(folding, timeline, chunk, { from: state, first, old });
    flowing = true;
  }
  if (flowing) timeline.state = state;
  for (const { emitted, name } of first) rowsFirst(folding, timeline, emitted, () => name);
  dropEmptyChunks(folding, timeline);
}

/** Folds every entry of a chunk and answers the state after the last. */
function refoldChunk(
  folding: Folding,
  timeline: Timeline,
  chunk: Chunk,
  { from, first, old }: { from: unknown; first: FirstFolded; old: OldHistory },
): unknown {
  let state = from;
  let bytes = writableOf(folding.store, timeline, chunk);
  const event = { bytes, start: 0, end: 0 };
  for (let at = entriesStart(bytes); at < chunk.size; at = entryEnd(bytes, at)) {
    const flags = entryFlags(bytes, at);
    if ((flags & RETRACTED) !== 0) continue;
    event.bytes = bytes;
    event.start = eventStart(at);
    event.end = eventEnd(bytes, at);
    const was = (flags & FOLDED) === 0 ? undefined : old.take(event);
    const next = foldEvent(folding, state, entryInput(bytes, at), event);
    folding.counters.refolded++;
    bytes[at + 5] = FOLDED | (next === state ? 0 : CHANGED);
    state = next;
    if (was !== undefined && sameEmissions(was, folding.emissions)) continue;
    const name = emitterAt(bytes, at);
    if (was === undefined) first.push({ emitted: ownEmissions(folding), name });
    else {
      rowsLost(folding, timeline, was, () => name);
      rowsWon(folding, timeline, folding.emissions, () => name);
    }
    replaceEmissions(chunk, at, keptOf(folding, folding.emissions));
    bytes = bytesOf(folding.store, timeline, chunk);
  }
  chunk.stale = false;
  chunk.before = undefined;
  chunk.dirty = true;
  return state;
}

/** Whether all events before the last chunk are forgotten: what they came to is its start state, and nowhere else. */
function holdsHistory({ chunks }: Timeline): boolean {
  const before = chunks.at(-2);
  return chunks.at(-1)?.cut === true || before?.dropped === true;
}

/** A chunk whose last entry moved elsewhere holds nothing: the state flowed through it. */
function dropEmptyChunks(folding: Folding, timeline: Timeline): void {
  if (timeline.chunks.every(({ count }) => count > 0)) return;
  // Where the last one goes the one before it is the last.
  makeWhole(folding.store, timeline);
  const last = timeline.chunks.at(-1);
  const isKept = (chunk: Chunk): boolean =>
    chunk.count > 0 || (chunk === last && holdsHistory(timeline));
  for (const chunk of timeline.chunks) {
    if (isKept(chunk)) continue;
    removeStored(timeline, chunk);
    letGo(chunk);
  }
  timeline.chunks = timeline.chunks.filter(isKept);
}
