import { DAY_MS } from '@landbridge/schemas';
import {
  type Chunk,
  entriesStart,
  entryEnd,
  eventEnd,
  eventStart,
  letGo,
  replaceEntries,
  replaceStartState,
} from './chunk.ts';
import { emissionEnd } from './emission.ts';
import { type Folding, lastState } from './folding.ts';
import { forget, type Memory, release } from './memory.ts';
import { forgetRows, holdsSharedRows, lastEmissions, rowName } from './rows.ts';
import {
  bytesOf,
  CHUNK_NUMBER_BYTES,
  chunkKey,
  firstKept,
  LAST,
  loadTimeline,
  makeWhole,
  removeStored,
  type Timeline,
  timelineKey,
  writableOf,
} from './timeline.ts';

/** What there is to forget of, and from when on. */
type Forgetful = {
  readonly folding: Folding;
  readonly memory: Memory;
  readonly search: Search;
  readonly bound: number;
  readonly forgetAfterMs: number;
  readonly forgotten: Set<string>;
};

/** What a commit takes out of the store. */
export type Removals = Uint8Array[];

/** Keys that one commit looks at. */
const LOOKED_MAX = 100;
/** Behind the keys of all chunks of a timeline. */
const BEHIND_CHUNKS = Buffer.from([0xff, 0xff, 0xff, 0xff, 0]);

/**
 * Drops whole chunks that lie behind the bound, and beyond the maximum of events the oldest ones. The next start state
 * is in the next chunk; of rows with several emitters the dropped chunk keeps what its events emitted, until
 * `forgetAfterMs` behind the bound.
 */
export function trim(
  folding: Folding,
  timeline: Timeline,
  boundMs: number,
  forgetAfterMs: number,
): void {
  if (timeline.chunksBefore > 0) {
    if (!mayTrim(folding, timeline, boundMs)) return;
    makeWhole(folding.store, timeline);
  }
  dropResidues(folding, timeline, boundMs - forgetAfterMs);
  let kept = firstKept(timeline.chunks);
  while (secondBegins(timeline, kept) < boundMs) dropChunk(folding, timeline, kept++);
  let events = eventsIn(timeline.chunks, kept);
  while (events > folding.processor.maxEvents && timeline.chunks.length > kept + 1) {
    events -= timeline.chunks[kept]?.count ?? 0;
    const next = timeline.chunks[kept + 1];
    if (next !== undefined) {
      next.cut = true;
      next.dirty = true;
    }
    dropChunk(folding, timeline, kept++);
  }
  timeline.chunks = timeline.chunks.filter((chunk) => chunk.count > 0);
  timeline.trimAt = trimAtOf(timeline, forgetAfterMs);
}

/** Whether something is to be dropped of a timeline whose first chunks the store alone holds. */
function mayTrim({ processor }: Folding, timeline: Timeline, boundMs: number): boolean {
  const { chunks, eventsBefore, trimAt } = timeline;
  // Before the last one there were only residues: what begins behind it was not there when `trimAt` was reckoned.
  if (boundMs > trimAt || (eventsBefore === 0 && chunks.length > 1)) return true;
  return eventsBefore + eventsIn(chunks, 0) > processor.maxEvents;
}

/** The bound behind which `trim` finds something, as far as it is not the number of events. */
function trimAtOf(timeline: Timeline, forgetAfterMs: number): number {
  const oldest = secondBegins(timeline, firstKept(timeline.chunks));
  if (timeline.chunks[0]?.dropped !== true) return oldest;
  return Math.min(oldest, secondBegins(timeline, 0) + forgetAfterMs);
}

function eventsIn(chunks: readonly Chunk[], from: number): number {
  let events = 0;
  for (let c = from; c < chunks.length; c++) events += chunks[c]?.count ?? 0;
  return events;
}

/** Event time before which a full timeline takes nothing any more; minus infinity while it never was full. */
export function cutOf(timeline: Timeline): number {
  const first = timeline.chunks[firstKept(timeline.chunks)];
  return first?.cut === true ? first.firstTime : Number.NEGATIVE_INFINITY;
}

function secondBegins(timeline: Timeline, kept: number): number {
  return timeline.chunks[kept + 1]?.firstTime ?? Number.POSITIVE_INFINITY;
}

function dropChunk(folding: Folding, timeline: Timeline, at: number): void {
  const chunk = timeline.chunks[at];
  if (chunk === undefined) return;
  const bytes = bytesOf(folding.store, timeline, chunk);
  if (folding.keepsRows && holdsSharedRows(folding, bytes, chunk.size)) {
    keepEmissionsOnly(folding, timeline, chunk);
  } else {
    removeStored(timeline, chunk);
    letGo(chunk);
    chunk.count = 0;
    chunk.dropped = true;
  }
}

/**
 * Leaves of the chunk what its events emitted last of each row, and nothing of those rows in the chunks before. Its first
 * entry keeps its event: by that chunks of one instant are told apart.
 */
function keepEmissionsOnly(folding: Folding, timeline: Timeline, chunk: Chunk): void {
  const bytes = writableOf(folding.store, timeline, chunk);
  const last = lastEmissions(folding, bytes, chunk.size);
  for (const before of timeline.chunks) {
    if (before === chunk) break;
    keepEmissions(folding, timeline, before, (name) => !last.has(name));
  }
  keepEmissions(folding, timeline, chunk, (name, at) => last.get(name) === at);
  replaceStartState(chunk, bytesOf(folding.store, timeline, chunk), Buffer.alloc(0));
  chunk.dropped = true;
}

/** Rewrites a chunk with those of its emissions that are to be kept; one that has none any more goes. */
function keepEmissions(
  folding: Folding,
  timeline: Timeline,
  chunk: Chunk,
  keeps: (name: string, at: number) => boolean,
): void {
  if (chunk.count === 0) return;
  const bytes = writableOf(folding.store, timeline, chunk);
  const first = entriesStart(bytes);
  const entries: Buffer[] = [];
  let kept = 0;
  for (let at = first; at < chunk.size; at = entryEnd(bytes, at)) {
    const emissions: Buffer[] = [];
    for (
      let each = eventEnd(bytes, at);
      each < entryEnd(bytes, at);
      each = emissionEnd(bytes, each)
    ) {
      if (keeps(rowName(bytes, each), each))
        emissions.push(bytes.subarray(each, emissionEnd(bytes, each)));
    }
    kept += emissions.length;
    if (emissions.length > 0 || at === first)
      entries.push(entryWith(bytes, at, { emissions, isFirst: at === first }));
  }
  if (kept > 0) {
    replaceEntries(chunk, Buffer.concat(entries));
    chunk.count = entries.length;
  } else {
    removeStored(timeline, chunk);
    letGo(chunk);
    chunk.count = 0;
    chunk.dropped = true;
  }
}

/** An entry with other emissions, and without its event unless it is the first. */
function entryWith(
  bytes: Buffer,
  at: number,
  { emissions, isFirst }: { emissions: readonly Buffer[]; isFirst: boolean },
): Buffer {
  const head = Buffer.from(bytes.subarray(at, isFirst ? eventEnd(bytes, at) : eventStart(at)));
  const entry = Buffer.concat([head, ...emissions]);
  entry.writeUInt32LE(entry.length, 0);
  if (!isFirst) entry.writeUInt32LE(0, 16);
  return entry;
}

function dropResidues(folding: Folding, timeline: Timeline, before: number): void {
  while (timeline.chunks[0]?.dropped === true && secondBegins(timeline, 0) < before) {
    const [first] = timeline.chunks.splice(0, 1);
    if (first === undefined) return;
    forgetRows(folding, timeline, first);
    removeStored(timeline, first);
    letGo(first);
  }
}

/** Where the search for keys to forget stands. */
export type Search = {
  /** Day for which it last began, since 1970; -1 before it ever did. */
  day: number;
  /** Store key behind which it goes on, as hexadecimal digits; empty when it is through. */
  behind: string;
};

/**
 * Forgets whole keys whose last event lies `forgetAfterMs` behind the bound and whose state waits for nothing. No index
 * tells which they are: it would be written with every key and seldom read. So all keys are looked at, some each
 * commit, whenever the bound has moved by a quarter of `forgetAfterMs`.
 */
export function forgetKeys(
  { folding, memory, search, bound, forgetAfterMs, forgotten }: Forgetful,
  removes: Removals,
): void {
  const horizonMs = bound - forgetAfterMs;
  if (!Number.isFinite(horizonMs)) return;
  if (search.behind === '') {
    const day = Math.max(0, Math.floor(horizonMs / DAY_MS));
    const isFirst = search.day < 0;
    if (!isFirst && day - search.day < Math.max(1, forgetAfterMs / DAY_MS / 4)) return;
    search.day = day;
    // When there is a bound for the first time nothing can be so old.
    if (isFirst) return;
  }
  let behind: Buffer | undefined;
  if (search.behind !== '') behind = Buffer.from(search.behind, 'hex');
  for (let looked = 0; looked < LOOKED_MAX; looked++) {
    const storeKey = nextKey(folding, behind);
    if (storeKey !== undefined) {
      forgetIfOver(folding, memory, { storeKey, horizonMs, removes, forgotten });
    }
    behind = storeKey;
    if (behind === undefined) break;
  }
  search.behind = behind?.toString('hex') ?? '';
}

/** The store key of the first timeline behind another one; undefined where there is none. */
function nextKey({ store, number }: Folding, behind: Buffer | undefined): Buffer | undefined {
  const from = behind && Buffer.concat([behind, BEHIND_CHUNKS]);
  let next: Buffer | undefined;
  const take = (key: Buffer): boolean => {
    next = Buffer.from(key.subarray(0, key.length - CHUNK_NUMBER_BYTES));
    return false;
  };
  store.scan(timelineKey(number, '').subarray(0, 2), take, from);
  return next;
}

function forgetIfOver(
  folding: Folding,
  memory: Memory,
  of: { storeKey: Buffer; horizonMs: number; removes: Removals; forgotten: Set<string> },
): void {
  const { timelines, store, processor } = folding;
  const { storeKey, horizonMs, removes, forgotten } = of;
  const key = storeKey.toString('utf8', 4);
  const known = timelines.get(key);
  const timeline = known ?? loadTimeline(store, key, storeKey);
  if (timeline === undefined) return;
  const state = known === undefined ? lastState(folding, timeline) : timeline.state;
  // A key whose only event turned out to mean nothing has no state to ask about.
  const isOver = timeline.chunks.length === 0 || processor.closed(state);
  if (!timeline.dirty && timeline.lastTime < horizonMs && isOver) {
    makeWhole(store, timeline);
    const numbers = new Set([LAST, ...timeline.chunks.map(({ storedAs }) => storedAs ?? LAST)]);
    for (const each of numbers) removes.push(chunkKey(storeKey, each));
    forgotten.add(key);
    if (known !== undefined) forget(folding, memory, known);
  }
  if (known === undefined) release(timeline);
}
