import type { Header } from '@landbridge/schemas';
import {
  CHANGED,
  type Chunk,
  type Emitted,
  type EntryHead,
  emitterAt,
  emitterName,
  entriesStart,
  entryEnd,
  entryFlags,
  entryInput,
  eventEnd,
  eventStart,
  FOLDED,
  insertEntry,
  type Range,
  RETRACTED,
  removeEntry,
  replaceEmissions,
  startState,
} from './chunk.ts';
import { type Folding, foldEvent, keptOf } from './folding.ts';
import { rowsFirst, rowsLost, rowsWon } from './rows.ts';
import { bytesOf, type Timeline } from './timeline.ts';

/** Entries behind an inserted event that are tried before its chunk is left to the refold at commit. */
const TRIED_MAX = 4;

/** An entry that emits something else now, or changes the state where it did not. */
type Refolded = { at: number; flags: number; was: Emitted; now: Emitted };

/**
 * Folds an inserted event at once where its effect ends soon: the reducer answers the state it was given, or the state
 * is the old one again a few entries on, or the timeline ends. So a late traffic reading costs the few traversals up to
 * the next reading. Answers false, with nothing changed, where the effect goes further.
 */
export function foldInPlace(
  folding: Folding,
  timeline: Timeline,
  inserted: { chunk: Chunk; at: number; head: EntryHead; event: Range; known: Header },
): boolean {
  const { chunk, at, head, event, known } = inserted;
  const before = stateAt(folding, timeline, chunk, at);
  const after = foldEvent(folding, before, head.input, event, known);
  folding.counters.refolded++;
  const own = after === before ? folding.emissions : ownEmissions(folding);
  const flags = head.flags | (after === before ? FOLDED : FOLDED | CHANGED);
  const refolded: Refolded[] = [];
  if (after !== before && !endsSoon(folding, timeline, { chunk, at, before, after, refolded })) {
    return false;
  }
  // From the back: what stands before keeps its place.
  for (const each of refolded.reverse()) applyRefolded(folding, timeline, chunk, each);
  head.flags = flags;
  insertEntry(chunk, at, head, event, keptOf(folding, own));
  const emitter = () => emitterName(head.input, event);
  rowsFirst(folding, timeline, own, emitter);
  return true;
}

/**
 * Takes out an entry that changed the state, where what that changes ends soon: so a corrected reading costs no more
 * than a late one. Answers false, with nothing changed, where the effect goes further.
 */
export function removeInPlace(
  folding: Folding,
  timeline: Timeline,
  chunk: Chunk,
  at: number,
): boolean {
  // An empty chunk is dropped when its timeline is folded again.
  if (chunk.stale || chunk.count === 1) return false;
  const bytes = bytesOf(folding.store, timeline, chunk);
  const event = { bytes, start: eventStart(at), end: eventEnd(bytes, at) };
  const after = stateAt(folding, timeline, chunk, at);
  const before = foldEvent(folding, after, entryInput(bytes, at), event);
  const refolded: Refolded[] = [];
  const next = entryEnd(bytes, at);
  if (!endsSoon(folding, timeline, { chunk, at: next, before, after, refolded })) return false;
  for (const each of refolded.reverse()) applyRefolded(folding, timeline, chunk, each);
  removeEntry(chunk, at);
  return true;
}

/** Whether old and new history meet again within a few entries; what they differ in until then is collected. */
function endsSoon(
  folding: Folding,
  timeline: Timeline,
  span: { chunk: Chunk; at: number; before: unknown; after: unknown; refolded: Refolded[] },
): boolean {
  const { chunk, refolded } = span;
  const bytes = bytesOf(folding.store, timeline, chunk);
  const event = { bytes, start: 0, end: 0 };
  let old = span.before;
  let now = span.after;
  let tried = 0;
  for (let at = span.at; at < chunk.size; at = entryEnd(bytes, at)) {
    const flags = entryFlags(bytes, at);
    if ((flags & RETRACTED) !== 0) continue;
    if (tried++ === TRIED_MAX) return false;
    event.start = eventStart(at);
    event.end = eventEnd(bytes, at);
    const input = entryInput(bytes, at);
    old = foldEvent(folding, old, input, event);
    const was = ownEmissions(folding);
    const next = foldEvent(folding, now, input, event);
    folding.counters.refolded++;
    const flagsNow = FOLDED | (next === now ? 0 : CHANGED);
    now = next;
    if (flagsNow !== flags || !sameEmissions(was, folding.emissions)) {
      refolded.push({ at, flags: flagsNow, was, now: ownEmissions(folding) });
    }
    if (folding.encodeState(now).equals(folding.encodeState(old))) return true;
  }
  if (chunk !== timeline.chunks.at(-1)) return false;
  timeline.state = now;
  return true;
}

function applyRefolded(
  folding: Folding,
  timeline: Timeline,
  chunk: Chunk,
  { at, flags, was, now }: Refolded,
): void {
  const bytes = bytesOf(folding.store, timeline, chunk);
  bytes[at + 5] = flags;
  if (sameEmissions(was, now)) return;
  const name = emitterAt(bytes, at);
  const emitter = () => name;
  rowsLost(folding, timeline, was, emitter);
  rowsWon(folding, timeline, now, emitter);
  replaceEmissions(chunk, at, keptOf(folding, now));
}

export function sameEmissions(a: Emitted, b: Emitted): boolean {
  return a.size === b.size && a.bytes.compare(b.bytes, 0, b.size, 0, a.size) === 0;
}

/** A copy: the next fold writes over what this one emitted. */
export function ownEmissions({ emissions }: Folding): Emitted {
  const { size } = emissions;
  return { bytes: Buffer.from(emissions.bytes.subarray(0, size)), size };
}

/** State before the entry at `until`: only entries that changed the state need to be folded. */
export function stateAt(
  folding: Folding,
  timeline: Timeline,
  chunk: Chunk,
  until: number,
): unknown {
  const bytes = bytesOf(folding.store, timeline, chunk);
  let state = folding.decodeState(startState(bytes));
  const event = { bytes, start: 0, end: 0 };
  for (let at = entriesStart(bytes); at < until; at = entryEnd(bytes, at)) {
    if ((entryFlags(bytes, at) & CHANGED) === 0) continue;
    event.start = eventStart(at);
    event.end = eventEnd(bytes, at);
    state = foldEvent(folding, state, entryInput(bytes, at), event);
  }
  return state;
}
