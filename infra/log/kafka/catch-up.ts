import { assert } from '../../errors.ts';
import type { Append } from '../log.ts';
import type { Extents, Place } from './extents.ts';
import { boundsOf } from './key-buckets.ts';
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
/** An owner who misses more than this sorts it first. */
const AT_ONCE_BYTES = 16 << 20;
/** Buckets of all tasks that are restored together, of each at least some: memory is held for each. */
const BUCKETS_MAX = 512;
const BUCKETS_MIN = 16;
/** Buckets are about so much smaller than what is taken over at once. */
const BUCKETS_AT_ONCE = 4;
/** Places in the changelog at which is looked how keys lie. */
const SAMPLES = 16;

export type RestoreProgress = {
  readonly task: number;
  /** Changelog offsets taken in since the restore began, and those there are; what is only read counts half. */
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
};

export type CatchingUp = {
  readonly task: number;
  readonly changelog: Place;
  readonly cache: StateCache;
  readonly reader: Pick<Reader, 'readRecords' | 'peekRecords'>;
  readonly extents: Pick<Extents, 'of' | 'refresh'>;
  readonly nowMs: number;
};

/** How whoever has nothing better to do goes about it. */
export type Pace = {
  /** About so many bytes are taken over at once; nothing else happens on the thread meanwhile. */
  readonly applyBytes: number;
  /** More than that is sorted into so many buckets at most; 0 where others use what is cached of the task meanwhile. */
  readonly bucketsMax: number;
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
  return {
    applyBytes: AT_ONCE_BYTES,
    bucketsMax: Math.max(BUCKETS_MIN, Math.floor(BUCKETS_MAX / of.tasks)),
    goesOn: of.goesOn,
    took: of.onProgress,
  };
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
  const { task, changelog, cache, extents } = of;
  const { stable: end = 0 } = extents.of(changelog) ?? {};
  const span = { ...begin(of, end), end };
  const { from } = span;
  let bytes = 0;
  let changes: Append[] = [];
  let waiting = 0;
  for await (const { records, next } of changesOf(of, from, end)) {
    if (!pace.goesOn()) return;
    bytes += records.bytes.length;
    waiting += records.bytes.length;
    changes.push(records);
    if (waiting < pace.applyBytes && next < end) continue;
    if (pace.bucketsMax > 0 && next < end) return takeSorted(of, pace, span, { changes, next });
    // Who stops half way has still missed what was removed behind that since it was last whole.
    cache.apply(task, changes, { offset: next, stampMs: next < end ? span.wholeMs : of.nowMs });
    [changes, waiting] = [[], 0];
    await pace.took({ task, done: next - from, total: end - from, bytes });
    if (!pace.goesOn()) return;
  }
}

/** What the changelog says from one offset up to another, and where to read on behind each part of it. */
async function* changesOf(of: CatchingUp, from: number, end: number): AsyncGenerator<Changes> {
  const { task, changelog, reader, extents } = of;
  for (let at = from, misses = 0; at < end; ) {
    const run = await reader.readRecords(changelog, at);
    if (run) {
      misses = 0;
      at = run.next;
      yield run;
    } else {
      // A broker that has just become the leader may hand out nothing for a moment.
      assert(++misses < MISSES_MAX, `the changelog of task ${task} is read up to its end`);
      await extents.refresh([changelog]);
    }
  }
}

type Changes = { readonly records: Append; readonly next: number };
type Span = { readonly from: number; readonly end: number; readonly wholeMs: number };

/** Reads all that is missing before any of it is taken over: in order of its keys, each page is written once. */
async function takeSorted(
  of: CatchingUp,
  pace: Pace,
  span: Span,
  begun: { changes: readonly Append[]; next: number },
): Promise<void> {
  const { task, cache, nowMs } = of;
  const { from, end } = span;
  const total = end - from;
  using buckets = cache.newBuckets(task, await boundsBetween(of, pace, { from, end }));
  let bytes = 0;
  const add = (changes: Append): void => {
    buckets.add(changes);
    bytes += changes.bytes.length;
  };
  for (const changes of begun.changes) add(changes);
  for await (const { records, next } of changesOf(of, begun.next, end)) {
    if (!pace.goesOn()) return;
    add(records);
    await pace.took({ task, done: Math.floor((next - from) / 2), total, bytes });
  }
  let taken = 0;
  function* counted(): Generator<Append> {
    for (const changes of buckets.inOrder()) {
      taken += changes.bytes.length;
      yield changes;
    }
  }
  const tell = () =>
    pace.took({ task, done: Math.floor((total * (1 + taken / bytes)) / 2), total, bytes });
  const position = { offset: end, stampMs: nowMs };
  await cache.applySorted(task, counted(), position, async () => {
    await tell();
    return pace.goesOn();
  });
  await tell();
}

/** Looks at places all over what is missing, since keys that were changed early lie elsewhere than those that were changed late. */
async function boundsBetween(
  { changelog, reader }: CatchingUp,
  { applyBytes, bucketsMax }: Pace,
  { from, end }: { from: number; end: number },
): Promise<Buffer[]> {
  const samples: Append[] = [];
  for (let n = 0; n < SAMPLES; n++) {
    const at = from + Math.floor((n * (end - from)) / SAMPLES);
    const sample = await reader.peekRecords(changelog, at);
    if (sample) samples.push(sample);
  }
  const records = Math.max(
    1,
    samples.reduce((all, { count }) => all + count, 0),
  );
  const bytes = samples.reduce((all, sample) => all + sample.bytes.length, 0);
  const wanted = Math.ceil(((end - from) * (bytes / records) * BUCKETS_AT_ONCE) / applyBytes);
  return boundsOf(samples, Math.min(bucketsMax, Math.max(1, wanted)));
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
