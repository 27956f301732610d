import { assert } from '../../errors.ts';
import type { Append } from '../log.ts';
import type { Extents, Place } from './extents.ts';
import type { Reader } from './reader.ts';
import type { StateCache } from './state-cache.ts';

/**
 * Tombstones are kept in a changelog for a day: what has missed more than that may hold keys that were removed meanwhile,
 * and nothing says so any more.
 */
const CACHE_AGE_MAX_MS = 12 * 3_600_000;
/** Clocks of machines differ by so much; one that was further ahead has stamped what nobody can tell the age of. */
const STAMP_AHEAD_MAX_MS = 5 * 60_000;
/** A cache that is at the end of a changelog where nothing happens says so again, so that it does not age. */
const STAMP_AGAIN_MS = 3_600_000;
const MISSES_MAX = 20;
/** More than this is taken over a range of keys at a time. */
const AT_ONCE_BYTES = 16 << 20;
/** An owner holds so much in memory before it is taken over, for all tasks together. */
const APPLY_BYTES = 256 << 20;

export type RestoreProgress = {
  readonly task: number;
  /** Changelog offsets taken in since the restore began, and those there are. */
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
};

export type CatchingUp = {
  readonly task: number;
  readonly changelog: Place;
  readonly cache: StateCache;
  readonly reader: Pick<Reader, 'readRecords'>;
  readonly extents: Pick<Extents, 'of' | 'refresh'>;
  readonly nowMs: number;
};

/** How whoever has nothing better to do goes about it. */
export type Pace = {
  /** About so many bytes are taken over at once; nothing else happens on the thread meanwhile. */
  readonly applyBytes: number;
  /** Whether nobody else can use what is cached of the task meanwhile. */
  readonly isAlone: boolean;
  /** Whether the cache is wanted still: asked before each change. */
  goesOn(): boolean;
  /** After each change. */
  took(progress: RestoreProgress): Promise<void> | void;
};

/** For an owner, whom everybody waits for: it shares the memory with others that are restored meanwhile. */
export function ownersPace(of: {
  tasks: number;
  goesOn(): boolean;
  onProgress(progress: RestoreProgress): void;
}): Pace {
  const applyBytes = APPLY_BYTES / of.tasks;
  return { applyBytes, isAlone: true, goesOn: of.goesOn, took: of.onProgress };
}

/** How far a cache reaches for whoever wants to go on from there; nought where it is too old. */
export function usableOffset(cache: StateCache, task: number, nowMs: number): number {
  const { offset, stampMs } = cache.positionOf(task);
  return isYoung(stampMs, nowMs) ? offset : 0;
}

function isYoung(stampMs: number, nowMs: number): boolean {
  const ageMs = nowMs - stampMs;
  return ageMs >= -STAMP_AHEAD_MAX_MS && ageMs <= CACHE_AGE_MAX_MS;
}

/**
 * Brings a task's cache to the end of its changelog, as the extents know it. For an owner that is what they say after
 * the fence: before it, the end may still move.
 */
export async function catchUp(of: CatchingUp, pace: Pace): Promise<void> {
  const { task, changelog, cache, reader, extents, nowMs } = of;
  const { stable: end = 0 } = extents.of(changelog) ?? {};
  const { from, wholeMs } = begin(of, end);
  let bytes = 0;
  let changes: Append[] = [];
  let waiting = 0;
  for (let at = from, misses = 0; at < end; ) {
    const run = await reader.readRecords(changelog, at);
    if (!pace.goesOn()) return;
    if (!run) {
      // A broker that has just become the leader may hand out nothing for a moment.
      assert(++misses < MISSES_MAX, `the changelog of task ${task} is read up to its end`);
      await extents.refresh([changelog]);
      continue;
    }
    misses = 0;
    at = run.next;
    bytes += run.records.bytes.length;
    waiting += run.records.bytes.length;
    changes.push(run.records);
    if (waiting < pace.applyBytes && at < end) continue;
    // Who stops half way has still missed what was removed behind that since it was last whole.
    const position = { offset: at, stampMs: at < end ? wholeMs : nowMs };
    if (pace.isAlone && waiting > AT_ONCE_BYTES)
      await cache.applyInRanges(task, changes, position, pace.goesOn);
    else cache.apply(task, changes, position);
    [changes, waiting] = [[], 0];
    await pace.took({ task, done: at - from, total: end - from, bytes });
    if (!pace.goesOn()) return;
  }
}

/** Where to go on, and when the cache was last known to hold all there was. */
function begin(of: CatchingUp, end: number): { from: number; wholeMs: number } {
  const { task, changelog, cache, extents, nowMs } = of;
  const { start = 0 } = extents.of(changelog) ?? {};
  const { offset, stampMs } = cache.positionOf(task);
  // One more than it holds is the marker of its last commit.
  const isAtEnd = offset >= start && offset <= end && end - offset <= 1;
  if (isAtEnd) {
    const isDue = nowMs - stampMs > STAMP_AGAIN_MS || !isYoung(stampMs, nowMs);
    if (isDue) cache.apply(task, [], { offset, stampMs: nowMs });
    return { from: offset, wholeMs: nowMs };
  }
  const isUsable = isYoung(stampMs, nowMs) && offset >= start && offset <= end;
  if (isUsable) return { from: offset, wholeMs: stampMs };
  cache.clear(task);
  return { from: start, wholeMs: nowMs };
}
