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
  eventEnd,
  eventStart,
  FOLDED,
  insertEntry,
  type Range,
  RETRACTED,
  replaceEmissions,
  startState,
} from './chunk.ts';
import { NO_EMISSIONS } from './emissions.ts';
import { type Folding, foldEvent } from './folding.ts';
import { rowsFirst, rowsLost, rowsWon } from './rows.ts';
import { bytesOf, type Timeline } from './timeline.ts';

/** Entries behind an inserted event that are tried before its chunk is left to the refold at commit. */
const TRIED_MAX = 4;

/** An entry that emits something else now, or changes the state where it did not. */
type Refolded = { at: number; flags: number; emissions: OwnEmissions };
type OwnEmissions = { bytes: Buffer; size: number; count: number };

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
  insertEntry(chunk, at, head, event, folding.stateless ? NO_EMISSIONS : own);
  const emitter = () => emitterName(head.input, event);
  rowsFirst(folding, timeline, { bytes: own.bytes, start: 0, end: own.size, emitter });
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
    if ((flags & CHANGED) !== 0) old = foldEvent(folding, old, input, event);
    const next = foldEvent(folding, now, input, event);
    folding.counters.refolded++;
    const flagsNow = FOLDED | (next === now ? 0 : CHANGED);
    now = next;
    if (flagsNow !== flags || !emitsTheSame(folding, bytes, at)) {
      refolded.push({ at, flags: flagsNow, emissions: ownEmissions(folding) });
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
  { at, flags, emissions }: Refolded,
): void {
  const bytes = bytesOf(folding.store, timeline, chunk);
  bytes[at + 5] = flags;
  const start = eventEnd(bytes, at);
  const end = entryEnd(bytes, at);
  const same =
    end - start === emissions.size &&
    bytes.compare(emissions.bytes, 0, emissions.size, start, end) === 0;
  if (same) return;
  const name = emitterAt(bytes, at);
  const emitter = () => name;
  rowsLost(folding, timeline, { bytes, start, end, emitter });
  rowsWon(folding, timeline, { ...emissions, emitter });
  replaceEmissions(chunk, at, emissions);
}

function emitsTheSame({ emissions }: Folding, bytes: Buffer, at: number): boolean {
  const start = eventEnd(bytes, at);
  const end = entryEnd(bytes, at);
  return (
    end - start === emissions.size &&
    bytes.compare(emissions.bytes, 0, emissions.size, start, end) === 0
  );
}

function ownEmissions({ emissions }: Folding): OwnEmissions {
  const { size, count } = emissions;
  return { bytes: Buffer.from(emissions.bytes.subarray(0, size)), size, count };
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
