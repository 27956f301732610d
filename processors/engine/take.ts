import { type RecordBatch, readMark } from '@landbridge/infra';
import {
  type Header,
  type HeaderView,
  newHeaderView,
  readHeader,
  readText,
  type Topic,
} from '@landbridge/schemas';
import { type EntryHead, entryTime, eventEnd, eventStart, type Range, RETRACTED } from './chunk.ts';
import { type Folding, inputOf, lastState } from './folding.ts';
import { cutOf, type Search } from './forgetting.ts';
import { type Memory, recount } from './memory.ts';
import { FUTURE_MS, type InputKind, type InputProgress, lateLine } from './progress.ts';
import type { Publisher } from './publisher.ts';
import { readEvent } from './read-event.ts';
import { addressOf, type LateCode, type Refused, refuse, say } from './refusing.ts';
import { learnLastRows, learnRows } from './rows.ts';
import { appendEvent, insertEvent, removeEvent } from './splice.ts';
import type { VerdictListener } from './task.ts';
import {
  bytesOf,
  firstKept,
  loadTimeline,
  locate,
  newTimeline,
  type Place,
  type Sought,
  type Timeline,
  timelineKey,
} from './timeline.ts';

/** A processor's part of a task. */
export type FoldTask = {
  readonly folding: Folding;
  /** See `logicOf`. */
  readonly logic: string;
  readonly publisher: Publisher;
  readonly memory: Memory;
  readonly verdicts: VerdictCounts;
  readonly listener: VerdictListener;
  readonly epoch: number;
  /** See `TaskOptions`: by input, undefined where nobody has judged its records. */
  readonly judged: readonly (Refused | undefined)[] | undefined;
  readonly kinds: readonly InputKind[];
  readonly progress: readonly InputProgress[];
  /** Behind it time was let go. */
  bound: number;
  /** The bound that was last told downstream. */
  marked: number;
  readonly search: Search;
  readonly forgetAfterMs: number;
  /** Timelines that differ from the store and from the commit on its way there. */
  readonly dirty: Timeline[];
  /** Revisions of withdrawals of this commit that the reducer is not to see, by input and id. */
  readonly withdrawn: Map<string, number>;
  /** Timelines to be let go of once the commit on its way is durable. */
  leaving: Timeline[];
  /** Keys that the next commit forgets, and those that the one on its way does: the store still has them. */
  forgotten: Set<string>;
  forgetting: Set<string>;
};

/** Records that were not simply taken, by what became of them. */
export type VerdictCounts = {
  duplicate: number;
  conflict: number;
  late: number;
  future: number;
  malformed: number;
};

export function newVerdicts(): VerdictCounts {
  return { duplicate: 0, conflict: 0, late: 0, future: 0, malformed: 0 };
}

/** Bits of a revision below the rebuild epoch: milliseconds since 1970. */
const EPOCH_SCALE = 2 ** 41;

const view: HeaderView = newHeaderView();
const range: Range = { bytes: Buffer.alloc(0) as Buffer, start: 0, end: 0 };
const head: EntryHead = { input: 0, flags: 0, rank: 0, eventTime: 0 };
const place: Place = { chunk: 0, at: 0, index: 0, settled: false, foundChunk: -1, foundAt: -1 };
const sought: Sought = {
  time: 0,
  input: 0,
  rank: 0,
  bytes: range.bytes,
  idStart: 0,
  idEnd: 0,
  anywhere: false,
  isUnranked: true,
};
const knownView: HeaderView = newHeaderView();

/**
 * Takes one record of one input into its key's timeline, or says why not.
 *
 * @param frontMs the highest event time before it in its log
 */
export function takeRecord(
  task: FoldTask,
  input: number,
  batch: RecordBatch,
  i: number,
  frontMs: number,
): void {
  const keyStart = batch.starts[i] ?? 0;
  const valueStart = batch.values[i] ?? 0;
  const end = batch.starts[i + 1] ?? 0;
  const progress = task.progress[input];
  if (progress === undefined) throw new Error(`There is no input ${input}.`);
  if (valueStart === end) {
    takeMark(progress, batch.bytes, keyStart, end);
    return;
  }
  range.bytes = batch.bytes;
  range.start = valueStart;
  range.end = end;
  const { topic, only } = inputOf(task.folding, input);
  const key = readText(batch.bytes, keyStart, valueStart);
  const event = readEvent(task, { topic, key, batch, i }, range);
  if (event === undefined) return;
  const isFact = task.kinds[input]?.allowedLatenessMs !== undefined;
  if (isFact && event.eventTime > batch.stampMs + FUTURE_MS) {
    refuse(task, 'future', topic, event, batch, i);
    return;
  }
  const refused = task.judged?.[input]?.get(addressOf(batch, i));
  if (refused !== undefined) {
    refuse(task, refused, topic, event, batch, i);
    return;
  }
  place.chunk = -1;
  if (only !== undefined) {
    if (isWithdrawn(task, input, event)) return;
    if (!only(event, task.folding.context)) {
      if (event.retracted) task.withdrawn.set(`${input} ${event.id}`, event.revision);
      takeNothing(task, input, { topic, key, event, progress });
      return;
    }
  }
  takeEvent(task, input, { topic, key, event, batch, i, frontMs, progress });
}

/** Whether an older version comes behind a withdrawal that left no trace, since the reducer is not to see it. */
function isWithdrawn({ withdrawn }: FoldTask, input: number, { id, revision }: Header): boolean {
  if (withdrawn.size === 0) return false;
  const newest = withdrawn.get(`${input} ${id}`);
  return newest !== undefined && revision < newest;
}

/** An event that the reducer is not to see: of its older version, which it may have seen, nothing stays. */
function takeNothing(
  task: FoldTask,
  input: number,
  { topic, key, event, progress }: Pick<Taken, 'topic' | 'key' | 'event' | 'progress'>,
): void {
  if (progress.began === Number.NEGATIVE_INFINITY) progress.began = event.eventTime;
  const timeline = knownTimeline(task, key);
  if (timeline === undefined || event.eventTime > timeline.lastTime) return;
  head.input = input;
  head.rank = topic.ranked ? topic.rank(event) : 0;
  head.eventTime = event.eventTime;
  seek(topic);
  locate(task.folding.store, timeline, sought, place);
  // Withdrawals come before all else: an older version may come behind a newer one.
  if (place.foundAt < 0 || isKnown(task, timeline, topic)) {
    recount(task.memory, timeline);
    return;
  }
  readyToChange(task.folding, timeline);
  removeEvent(task.folding, timeline, { chunk: place.foundChunk, at: place.foundAt });
  markDirty(task, timeline);
}

/** Whether the entry found says as much as the event at hand, or more. */
function isKnown(task: FoldTask, timeline: Timeline, topic: Topic): boolean {
  const chunk = timeline.chunks[place.foundChunk];
  if (chunk === undefined) return false;
  const bytes = bytesOf(task.folding.store, timeline, chunk);
  return compareVersions(task, topic, bytes, place.foundAt) <= 0;
}

/** A record on its way into its timeline. */
export type Taken = {
  topic: Topic;
  key: string;
  event: Header;
  batch: RecordBatch;
  i: number;
  frontMs: number;
  progress: InputProgress;
};

function takeEvent(task: FoldTask, input: number, taken: Taken): void {
  const { topic, key, event, frontMs, progress } = taken;
  const { eventTime } = event;
  head.input = input;
  head.flags = event.retracted ? RETRACTED : 0;
  head.rank = topic.ranked ? topic.rank(event) : 0;
  head.eventTime = eventTime;
  const timeline = timelineOf(task, key, Math.max(progress.front, eventTime));
  const judged = task.judged?.[input];
  const line =
    judged === undefined
      ? lateLine(frontMs, task.kinds[input] ?? { allowedLatenessMs: undefined })
      : Number.NEGATIVE_INFINITY;
  const fresh =
    eventTime > timeline.lastTime && (topic.kind !== 'received' || timeline.chunks.length === 0);
  const isSettled = fresh
    ? isLate(task, taken, whyLate(task, timeline, eventTime, line))
    : replacesOrRepeats(task, timeline, topic, taken, line);
  if (isSettled) {
    recount(task.memory, timeline);
    return;
  }
  if (progress.began === Number.NEGATIVE_INFINITY) progress.began = eventTime;
  const last = timeline.chunks.length - 1;
  if (fresh || place.chunk < 0 || (place.chunk === last && !place.settled)) {
    appendEvent(task.folding, timeline, head, range, event);
  } else {
    readyToChange(task.folding, timeline);
    insertEvent(task.folding, timeline, place, head, range, event);
  }
  markDirty(task, timeline);
}

function markDirty(task: FoldTask, timeline: Timeline): void {
  if (timeline.touched === task.memory.commit) return;
  timeline.touched = task.memory.commit;
  task.dirty.push(timeline);
}

/**
 * Looks the event's id up. Answers true where the event is settled with that: a duplicate, a conflict that loses, or
 * late, itself or what it replaces. Else the older version is taken out and `place` says where the new one belongs.
 */
function replacesOrRepeats(
  task: FoldTask,
  timeline: Timeline,
  topic: Topic,
  taken: Taken,
  line: number,
): boolean {
  seek(topic);
  const { store } = task.folding;
  locate(store, timeline, sought, place);
  const own = whyLate(task, timeline, head.eventTime, line);
  const chunk = timeline.chunks[place.foundChunk];
  if (chunk === undefined) {
    return isLate(task, taken, own ?? (liesBeforeCut(timeline) ? 'late-overload' : undefined));
  }
  const bytes = bytesOf(store, timeline, chunk);
  const order = compareVersions(task, topic, bytes, place.foundAt);
  if (order <= 0) {
    say(task, order === 0 ? 'duplicate' : verdictOf(taken, knownView), taken);
    return true;
  }
  const former = whyLate(task, timeline, entryTime(bytes, place.foundAt), line);
  if (isLate(task, taken, former ?? own)) return true;
  readyToChange(task.folding, timeline);
  removeEvent(task.folding, timeline, { chunk: place.foundChunk, at: place.foundAt });
  locate(store, timeline, sought, place);
  return false;
}

/** Why nothing of that time is taken in or out any more, if so. */
function whyLate(
  { bound }: FoldTask,
  timeline: Timeline,
  timeMs: number,
  line: number,
): LateCode | undefined {
  if (timeMs < line) return 'late';
  if (timeMs < cutOf(timeline)) return 'late-overload';
  return timeMs < bound ? 'late-behind-bound' : undefined;
}

/** Of the instant at which a timeline was cut a part is gone, and an event that belongs there may have been in it. */
function liesBeforeCut({ chunks }: Timeline): boolean {
  return (
    place.index === 0 && place.chunk === firstKept(chunks) && chunks[place.chunk]?.cut === true
  );
}

function isLate(
  task: FoldTask,
  { topic, event, batch, i }: Taken,
  why: LateCode | undefined,
): boolean {
  if (why === undefined) return false;
  refuse(task, why, topic, event, batch, i);
  return true;
}

/** Before history is changed it must be known which rows stand; chunks that this brings in move the place along. */
function readyToChange(folding: Folding, timeline: Timeline): void {
  if (!folding.keepsRows || timeline.knowsRows) return;
  const before = timeline.chunks.length;
  learnRows(folding, timeline);
  const moved = timeline.chunks.length - before;
  if (place.chunk >= 0) place.chunk += moved;
  if (place.foundChunk >= 0) place.foundChunk += moved;
}

/** Makes the event at hand the one that is sought. */
function seek(topic: Topic): void {
  readHeader(range.bytes, range.start, view);
  sought.time = head.eventTime;
  sought.input = head.input;
  sought.rank = head.rank;
  sought.bytes = range.bytes;
  sought.idStart = view.idStart;
  sought.idEnd = view.idEnd;
  sought.anywhere = topic.kind === 'received';
  sought.isUnranked = !topic.ranked;
}

/** An older version is a duplicate of what is known; an equal revision with other content is a conflict. */
function verdictOf({ event }: Taken, known: HeaderView): 'duplicate' | 'conflict' {
  return event.revision === known.revision && event.retracted === known.retracted
    ? 'conflict'
    : 'duplicate';
}

/** Order of the event at hand against the entry: by revision, withdrawal, digest. */
function compareVersions(task: FoldTask, topic: Topic, bytes: Buffer, at: number): number {
  const start = eventStart(at);
  readHeader(bytes, start, knownView);
  if (view.revision !== knownView.revision) return view.revision - knownView.revision;
  if (view.retracted !== knownView.retracted) return view.retracted ? 1 : -1;
  const digest = topic.codec.digest(range.bytes, range.start, range.end);
  const known = topic.codec.digest(bytes, start, eventEnd(bytes, at));
  if (digest > known) task.verdicts.conflict++;
  return digest - known;
}

function takeMark(progress: InputProgress, bytes: Buffer, start: number, end: number): void {
  const mark = readMark(bytes, start, end);
  if (mark === undefined) return;
  const known = progress.marks[mark.task] ?? Number.NEGATIVE_INFINITY;
  progress.marks[mark.task] = Math.max(known, mark.boundMs);
}

/** The key's timeline: from memory, from the store, or a new one. */
function timelineOf(task: FoldTask, key: string, frontMs: number): Timeline {
  const known = knownTimeline(task, key);
  if (known !== undefined) return known;
  const counter = task.epoch * EPOCH_SCALE + Math.max(0, Math.floor(frontMs));
  return hold(task, newTimeline(key, timelineKey(task.folding.number, key), counter));
}

function knownTimeline(task: FoldTask, key: string): Timeline | undefined {
  const { folding } = task;
  const known = folding.timelines.get(key);
  if (known !== undefined) return known;
  if (task.forgetting.has(key)) return undefined;
  const loaded = loadTimeline(folding.store, key, timelineKey(folding.number, key));
  return loaded === undefined ? undefined : hold(task, wakeUp(folding, loaded));
}

function hold({ folding, memory }: FoldTask, timeline: Timeline): Timeline {
  folding.timelines.set(timeline.key, timeline);
  recount(memory, timeline);
  return timeline;
}

/** Reads the newest state, and learns what rows stand. */
function wakeUp(folding: Folding, timeline: Timeline): Timeline {
  timeline.state = lastState(folding, timeline);
  if (folding.keepsRows) learnLastRows(folding, timeline);
  else timeline.knowsRows = true;
  return timeline;
}
