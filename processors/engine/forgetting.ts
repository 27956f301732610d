import type { TaskStore } from '@landbridge/infra';
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
import { type Folding, lastState } from './folding.ts';
import { forget, type Memory, release } from './memory.ts';
import { holdsSharedRows } from './rows.ts';
import {
  bytesOf,
  chunkKey,
  FIRST_NUMBER,
  firstKept,
  loadTimeline,
  type Timeline,
} from './timeline.ts';

/** What a commit takes out of the store. */
export type Removals = Uint8Array[];

const SWEPT_MAX = 1_000;
/** A key that still waits for something is looked at again so much later. */
const WAITS_DAYS = 30;
const INDEX_PREFIX = 0xffff;
const DAY_BYTES = 4;

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
  dropResidues(timeline, boundMs - forgetAfterMs);
  let kept = firstKept(timeline.chunks);
  while (secondBegins(timeline, kept) < boundMs) dropChunk(folding, timeline, kept++);
  let events = 0;
  for (let c = kept; c < timeline.chunks.length; c++) events += timeline.chunks[c]?.count ?? 0;
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
    timeline.removed.push(chunk.number);
    letGo(chunk);
    chunk.count = 0;
    chunk.dropped = true;
  }
}

/** Leaves of each entry its head and what it emitted. */
function keepEmissionsOnly(folding: Folding, timeline: Timeline, chunk: Chunk): void {
  const bytes = bytesOf(folding.store, timeline, chunk);
  const parts: Buffer[] = [];
  for (let at = entriesStart(bytes); at < chunk.size; at = entryEnd(bytes, at)) {
    const emissions = bytes.subarray(eventEnd(bytes, at), entryEnd(bytes, at));
    const head = Buffer.from(bytes.subarray(at, eventStart(at)));
    head.writeUInt32LE(head.length + emissions.length, 0);
    head.writeUInt32LE(0, 16);
    parts.push(head, emissions);
  }
  replaceEntries(chunk, Buffer.concat(parts));
  replaceStartState(chunk, bytesOf(folding.store, timeline, chunk), Buffer.alloc(0));
  chunk.dropped = true;
}

function dropResidues(timeline: Timeline, before: number): void {
  while (timeline.chunks[0]?.dropped === true && secondBegins(timeline, 0) < before) {
    const [first] = timeline.chunks.splice(0, 1);
    if (first === undefined) return;
    timeline.removed.push(first.number);
    letGo(first);
  }
}

/**
 * Key of the index of expiry: processor, the day on which to look at the timeline, its key. A timeline is not moved in the
 * index with every event: it is when it is looked at and found to have gone on.
 */
export function expiryKey(processor: number, day: number, storeKey: Buffer): Buffer {
  const key = Buffer.allocUnsafe(4 + DAY_BYTES + storeKey.length);
  key.writeUInt16BE(INDEX_PREFIX, 0);
  key.writeUInt16BE(processor, 2);
  key.writeUInt32BE(day, 4);
  storeKey.copy(key, 8);
  return key;
}

/** What the index of expiry of one processor begins with. */
export function expiryPrefix(processor: number): Buffer {
  return expiryKey(processor, 0, Buffer.alloc(0)).subarray(0, 4);
}

export function dayOf(timeMs: number): number {
  return Math.max(0, Math.floor(timeMs / DAY_MS));
}

/**
 * Forgets whole keys whose last event lies `forgetAfterMs` behind the bound and whose state waits for nothing; looks at
 * no more than a thousand a commit. A key that still waits is looked at again a month of event time later.
 */
export function sweep(
  folding: Folding,
  memory: Memory,
  horizonMs: number,
): { removes: Removals; puts: { key: Buffer; value: Buffer }[] } {
  const removes: Removals = [];
  const puts: { key: Buffer; value: Buffer }[] = [];
  const { timelines, store, number, processor } = folding;
  for (const { key: expiry, storeKey } of expiredKeys(store, number, dayOf(horizonMs))) {
    removes.push(expiry);
    const key = storeKey.toString('utf8', 4);
    const known = timelines.get(key);
    const timeline = known ?? loadTimeline(store, key, storeKey);
    if (timeline === undefined) continue;
    const isOver = !timeline.dirty && timeline.lastTime < horizonMs;
    const state = known === undefined ? lastState(folding, timeline) : timeline.state;
    if (isOver && processor.closed(state)) {
      const numbers = new Set([FIRST_NUMBER, ...timeline.chunks.map((chunk) => chunk.number)]);
      for (const each of numbers) removes.push(chunkKey(storeKey, each));
      if (known !== undefined) forget(folding, memory, known);
    } else {
      const today = dayOf(horizonMs);
      const day = isOver ? today + WAITS_DAYS : Math.max(today, dayOf(timeline.lastTime));
      puts.push({ key: expiryKey(number, day, storeKey), value: Buffer.alloc(0) });
    }
    if (known === undefined) release(timeline);
  }
  return { removes, puts };
}

function expiredKeys(
  store: TaskStore,
  processor: number,
  before: number,
): { key: Buffer; storeKey: Buffer }[] {
  const expired: { key: Buffer; storeKey: Buffer }[] = [];
  store.scan(expiryPrefix(processor), (key) => {
    if (key.readUInt32BE(4) >= before || expired.length === SWEPT_MAX) return false;
    expired.push({ key: Buffer.from(key), storeKey: Buffer.from(key.subarray(8)) });
    return true;
  });
  return expired;
}
