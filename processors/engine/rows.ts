import type { Header } from '@landbridge/schemas';
import { type Chunk, type Emitted, entriesStart, entryEnd, eventEnd } from './chunk.ts';
import {
  emissionEnd,
  emissionIsRow,
  emissionOutput,
  emissionRowId,
  emissionValueStart,
} from './emission.ts';
import { type Folding, outputTopic } from './folding.ts';
import { bytesOf, makeWhole, type Timeline, viewOf } from './timeline.ts';

/** A row is what its last emitter in event order said. Emissions are kept as bytes: equal bytes, equal rows. */
export type RowHistory = {
  readonly name: string;
  /** The emission that was published last; undefined where the row does not stand. */
  published: Buffer | undefined;
  /** The emission that counts now. */
  current: Buffer | undefined;
  queued: boolean;
};

/**
 * A row of one emitter that a refold took away, brought or changed. A row may change hands: while a refold is under
 * way two events may hold it, so each holder is known by name.
 */
export type Change = { was: Buffer | undefined; readonly won: Map<string, Buffer> };

/** Who emitted something: its input and id. Asked for only where a row changes hands. */
type Emitter = () => string;

/** The event just appended emitted these, under revisions of the timeline's counter: they go out as they are. */
export function rowsNumbered(folding: Folding, timeline: Timeline): void {
  const { bytes, size } = folding.emissions;
  for (let at = 0; at < size; at = emissionEnd(bytes, at)) {
    folding.publisher.publishNumbered(outputTopic(folding, emissionOutput(bytes, at)), bytes, at);
    timeline.counter++;
  }
}

/** The event just appended emitted these: rows of one emitter go out at once, the others at commit, if they differ. */
export function rowsAppended(folding: Folding, timeline: Timeline, emitter: Emitter): void {
  const { bytes, size } = folding.emissions;
  for (let at = 0; at < size; at = emissionEnd(bytes, at)) {
    const output = emissionOutput(bytes, at);
    if (isOnce(folding, output)) {
      if (isChanging(timeline, bytes, at)) win(timeline, emitter(), bytes, at);
      else
        folding.publisher.publish(
          outputTopic(folding, output),
          bytes,
          at,
          timeline.counter++,
          false,
        );
    } else {
      const row = historyOf(timeline, rowName(bytes, at));
      row.current = currentOf(bytes, at);
      queue(timeline, row);
    }
  }
}

/** An entry that was folded before no longer emits these. */
export function rowsLost(
  folding: Folding,
  timeline: Timeline,
  { bytes, size }: Emitted,
  emitter: Emitter,
): void {
  for (let at = 0; at < size; at = emissionEnd(bytes, at)) {
    const name = rowName(bytes, at);
    if (!isOnce(folding, emissionOutput(bytes, at))) {
      noteAffected(timeline, name);
      continue;
    }
    const changes = changesOf(timeline);
    const change = changes.get(name);
    if (change === undefined) changes.set(name, { was: copyOf(bytes, at), won: new Map() });
    else if (!change.won.delete(emitter())) change.was ??= copyOf(bytes, at);
  }
}

/** An entry that is not the last emits these now. */
export function rowsWon(
  folding: Folding,
  timeline: Timeline,
  { bytes, size }: Emitted,
  emitter: Emitter,
): void {
  for (let at = 0; at < size; at = emissionEnd(bytes, at)) {
    if (isOnce(folding, emissionOutput(bytes, at))) win(timeline, emitter(), bytes, at);
    else noteAffected(timeline, rowName(bytes, at));
  }
}

/** An entry emits these for the first time: they go out at once, unless the row was another's before this commit. */
export function rowsFirst(
  folding: Folding,
  timeline: Timeline,
  { bytes, size }: Emitted,
  emitter: Emitter,
): void {
  for (let at = 0; at < size; at = emissionEnd(bytes, at)) {
    const output = emissionOutput(bytes, at);
    if (!isOnce(folding, output)) noteAffected(timeline, rowName(bytes, at));
    else if (isChanging(timeline, bytes, at)) win(timeline, emitter(), bytes, at);
    else {
      folding.publisher.publish(outputTopic(folding, output), bytes, at, timeline.counter++, false);
    }
  }
}

/** Publishes what differs from what was published before. Call it once a commit, when nothing is stale any more. */
export function publishRows(folding: Folding, timeline: Timeline): void {
  if (timeline.affected !== undefined) lookUpEmitters(folding, timeline, timeline.affected);
  timeline.affected = undefined;
  if (timeline.changes !== undefined) {
    for (const { was, won } of timeline.changes.values()) {
      publishChange(folding, timeline, was, [...won.values()].at(-1));
    }
    timeline.changes = undefined;
  }
  for (const row of timeline.queued) {
    publishChange(folding, timeline, row.published, row.current);
    row.published = row.current;
    row.queued = false;
    if (row.current === undefined) timeline.rows?.delete(row.name);
  }
  timeline.queued.length = 0;
}

/**
 * Learns which rows stand: what the last emitter of each said is what was published. Call it before anything that was
 * emitted is taken back, as `knowsRowsOf` says.
 */
export function learnRows(folding: Folding, timeline: Timeline): void {
  if (timeline.knowsRows) return;
  timeline.knowsRows = true;
  makeWhole(folding.store, timeline);
  for (const chunk of timeline.chunks.toReversed()) learnRowsOf(folding, timeline, chunk);
}

/** Learns the rows that a loaded timeline emitted last, and all of them where there is no more of it. */
export function learnLastRows(folding: Folding, timeline: Timeline): void {
  if (timeline.chunksBefore === 0) learnRows(folding, timeline);
  else for (const chunk of timeline.chunks) learnRowsOf(folding, timeline, chunk);
}

/** Whether it is known of each row just emitted whether it stands. */
export function knowsRowsOf({ emissions, processor }: Folding, timeline: Timeline): boolean {
  if (timeline.knowsRows) return true;
  const { bytes, size } = emissions;
  for (let at = 0; at < size; at = emissionEnd(bytes, at)) {
    const isShared = processor.outputs[emissionOutput(bytes, at)]?.once === false;
    if (isShared && timeline.rows?.has(rowName(bytes, at)) !== true) return false;
  }
  return true;
}

/** Later chunks are learned first: what they say of a row counts. */
function learnRowsOf(folding: Folding, timeline: Timeline, chunk: Chunk): void {
  const bytes = viewOf(folding.store, timeline, chunk);
  for (const [name, at] of lastEmissions(folding, bytes, chunk.size)) {
    if (timeline.rows?.has(name) === true) continue;
    const row = historyOf(timeline, name);
    row.current = currentOf(bytes, at);
    row.published = row.current;
  }
}

/** Where a chunk's events emitted last of each row that may have several emitters. */
export function lastEmissions(folding: Folding, bytes: Buffer, size: number): Map<string, number> {
  const last = new Map<string, number>();
  forEachEmission(bytes, size, (at) => {
    if (!isOnce(folding, emissionOutput(bytes, at))) last.set(rowName(bytes, at), at);
  });
  return last;
}

/** The chunk goes: what is known of its rows is learned again, from those that are left, when somebody needs it. */
export function forgetRows(folding: Folding, timeline: Timeline, chunk: Chunk): void {
  timeline.knowsRows = false;
  if (timeline.rows === undefined) return;
  const bytes = viewOf(folding.store, timeline, chunk);
  forEachEmission(bytes, chunk.size, (at) => timeline.rows?.delete(rowName(bytes, at)));
}

/** Whether a chunk holds emissions of rows that may have other emitters. */
export function holdsSharedRows(folding: Folding, bytes: Buffer, size: number): boolean {
  let shared = false;
  forEachEmission(bytes, size, (at) => {
    shared ||= !isOnce(folding, emissionOutput(bytes, at));
  });
  return shared;
}

/**
 * Whether the row may be another event's before the commit is over: it was taken from one, or given to one, or history
 * before it is to be folded again, which may still do either.
 */
function isChanging(timeline: Timeline, bytes: Buffer, at: number): boolean {
  return timeline.stale || (timeline.changes?.has(rowName(bytes, at)) ?? false);
}

function win(timeline: Timeline, emitter: string, bytes: Buffer, at: number): void {
  const changes = changesOf(timeline);
  const name = rowName(bytes, at);
  const change = changes.get(name) ?? { was: undefined, won: new Map() };
  changes.set(name, change);
  change.won.set(emitter, copyOf(bytes, at));
}

function publishChange(
  folding: Folding,
  timeline: Timeline,
  was: Buffer | undefined,
  now: Buffer | undefined,
): void {
  if (was !== undefined && (now === undefined || isElsewhere(folding, was, now))) {
    const topic = outputTopic(folding, emissionOutput(was, 0));
    folding.publisher.publish(topic, was, 0, timeline.counter++, true);
  }
  if (now !== undefined && (was === undefined || !was.equals(now))) {
    const topic = outputTopic(folding, emissionOutput(now, 0));
    folding.publisher.publish(topic, now, 0, timeline.counter++, false);
  }
}

/** Whether a placing field differs: a table would then not replace the row but keep both. */
function isElsewhere(folding: Folding, was: Buffer, now: Buffer): boolean {
  if (was.equals(now)) return false;
  const topic = outputTopic(folding, emissionOutput(was, 0));
  const before = decodeRow(topic, was);
  const after = decodeRow(topic, now);
  return topic.placing.some((field) => before[field] !== after[field]);
}

function decodeRow(
  topic: { codec: { decode(b: Buffer, s: number, e: number): Header } },
  row: Buffer,
) {
  const decoded = topic.codec.decode(row, emissionValueStart(row, 0), row.length);
  return decoded as unknown as Record<string, unknown>;
}

/** Finds the last emitter of each affected row, from the end of the timeline backwards. */
function lookUpEmitters(folding: Folding, timeline: Timeline, wanted: Set<string>): void {
  for (let c = timeline.chunks.length - 1; c >= 0 && wanted.size > 0; c--) {
    const chunk = timeline.chunks[c];
    if (chunk === undefined) break;
    const bytes = bytesOf(folding.store, timeline, chunk);
    const found = new Map<string, number>();
    forEachEmission(bytes, chunk.size, (at) => {
      const name = rowName(bytes, at);
      if (wanted.has(name)) found.set(name, at);
    });
    for (const [name, at] of found) {
      wanted.delete(name);
      setCurrent(timeline, name, currentOf(bytes, at));
    }
  }
  for (const name of wanted) setCurrent(timeline, name, undefined);
}

function setCurrent(timeline: Timeline, name: string, current: Buffer | undefined): void {
  const row = historyOf(timeline, name);
  row.current = current;
  queue(timeline, row);
}

function forEachEmission(bytes: Buffer, size: number, visit: (at: number) => unknown): void {
  for (let entry = entriesStart(bytes); entry < size; entry = entryEnd(bytes, entry)) {
    const end = entryEnd(bytes, entry);
    for (let at = eventEnd(bytes, entry); at < end; at = emissionEnd(bytes, at)) visit(at);
  }
}

function historyOf(timeline: Timeline, name: string): RowHistory {
  timeline.rows ??= new Map();
  const known = timeline.rows.get(name);
  if (known !== undefined) return known;
  const row: RowHistory = { name, published: undefined, current: undefined, queued: false };
  timeline.rows.set(name, row);
  return row;
}

function changesOf(timeline: Timeline): Map<string, Change> {
  timeline.changes ??= new Map();
  return timeline.changes;
}

function noteAffected(timeline: Timeline, name: string): void {
  timeline.affected ??= new Set();
  timeline.affected.add(name);
}

function queue(timeline: Timeline, row: RowHistory): void {
  if (row.queued) return;
  row.queued = true;
  timeline.queued.push(row);
}

function isOnce(folding: Folding, output: number): boolean {
  return folding.processor.outputs[output]?.once ?? true;
}

export function rowName(bytes: Buffer, at: number): string {
  return `${emissionOutput(bytes, at)} ${emissionRowId(bytes, at)}`;
}

function currentOf(bytes: Buffer, at: number): Buffer | undefined {
  return emissionIsRow(bytes, at) ? copyOf(bytes, at) : undefined;
}

function copyOf(bytes: Buffer, at: number): Buffer {
  return Buffer.from(bytes.subarray(at, emissionEnd(bytes, at)));
}
