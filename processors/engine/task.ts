import { encodeMark, type RecordBatch, type TaskCommit, type TaskStore } from '@landbridge/infra';
import { DAY_MS, type Topic } from '@landbridge/schemas';
import type { Context, Processor } from '../processor.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { placeholder, sealChunk } from './chunk.ts';
import { newFolding } from './folding.ts';
import { dayOf, expiryKey, sweep, trim } from './forgetting.ts';
import { evict, type Memory, release } from './memory.ts';
import { boundOf, newProgress } from './progress.ts';
import { newPublisher, type Publisher } from './publisher.ts';
import { refold } from './refold.ts';
import { publishRows } from './rows.ts';
import { recycle } from './slots.ts';
import { type FoldTask, newVerdicts, takeRecord, timelineAt, type VerdictCounts } from './take.ts';
import { bytesOf, chunkKey, FIRST_NUMBER, type Timeline } from './timeline.ts';

export type TaskOptions = {
  readonly task: number;
  readonly partitions: number;
  /** Every processor, settling included, in the order of the topology. */
  readonly processors: readonly Processor[];
  readonly context: Context;
  readonly store: TaskStore;
  /** Topic of dead letters. */
  readonly letters: Topic;
  /** Rebuild epoch: the high bits of every revision. */
  readonly epoch: number;
  readonly limits: TaskLimits;
};

export type TaskLimits = {
  /** Event time after which an idle input no longer holds the bound. */
  holdMs: number;
  /** A commit closes at so many outputs or so many bytes of them. */
  commitOutputsMax: number;
  commitBytesMax: number;
  /** Bytes of chunks kept in memory between commits. */
  cacheBytesMax: number;
};

export const DEFAULT_LIMITS: Omit<TaskLimits, 'holdMs'> = {
  commitOutputsMax: 50_000,
  commitBytesMax: 16 << 20,
  cacheBytesMax: 192 << 20,
};

/** A processor remembers at least so long behind its bound. */
const FORGET_AFTER_MS = 7 * DAY_MS;
/** A mark is written when the bound moved by so much. */
const MARK_EVERY_MS = 60_000;

/** What became of a record that was not simply taken. */
export type VerdictListener = (
  verdict: keyof VerdictCounts,
  record: { topic: string; partition: number; offset: number },
) => void;

/**
 * Partition p of every processor: one set of positions, one commit, one owner. Pure but for the store it reads its own
 * past from. Memory runs ahead of the commit: after a failed one the task is thrown away and made anew.
 */
export type Task = {
  readonly inputTopics: readonly string[];
  /** Next offset to read. */
  position(topic: string): number;
  /** Whether all that the log holds of a topic was taken. */
  setAtEnd(topic: string, atEnd: boolean): void;
  /** Takes the records [from, to) of a batch, default all of them; they follow those taken before. */
  take(batch: RecordBatch, from?: number, to?: number): void;
  /** Whether the commit must be closed before more is taken. */
  isFull(): boolean;
  /** Whether anything was taken since the last commit. */
  hasWork(): boolean;
  /** Folds what is stale, publishes what differs, forgets what may be, and answers what must become durable. */
  prepare(): TaskCommit;
  /** Call after the commit is known to be durable. */
  committed(): void;
  readonly verdicts: VerdictCounts;
  counters(): { folded: number; refolded: number; failed: number; published: number };
};

export function openTask(options: TaskOptions, listener: VerdictListener = () => {}): Task {
  const publisher = newPublisher(options.partitions, options.letters);
  const checkpoint = decodeCheckpoint(options.store.checkpoint());
  const memory: Memory = { bytes: 0, commit: 1 };
  const verdicts = newVerdicts();
  const shared = { publisher, memory, verdicts, listener, epoch: options.epoch };
  const tasks = options.processors.map((processor, number) =>
    openFoldTask(options, { processor, number }, checkpoint, shared),
  );
  const byTopic = new Map<string, { task: FoldTask; input: number }[]>();
  for (const task of tasks) {
    task.folding.processor.inputs.forEach(({ topic }, input) => {
      byTopic.set(topic.name, [...(byTopic.get(topic.name) ?? []), { task, input }]);
    });
  }
  const positions = new Map(Object.entries(checkpoint?.positions ?? {}));
  const ends = new Set<string>();
  let taken = 0;
  let published = 0;
  return {
    inputTopics: [...byTopic.keys()],
    position: (topic) => positions.get(topic) ?? 0,
    setAtEnd: (topic, atEnd) => (atEnd ? ends.add(topic) : ends.delete(topic)),
    take(batch, from = 0, to = batch.count) {
      for (const { task, input } of byTopic.get(batch.topic) ?? []) {
        for (let i = from; i < to; i++) takeRecord(task, input, batch, i);
      }
      positions.set(batch.topic, batch.baseOffset + to);
      taken += to - from;
    },
    isFull: () =>
      publisher.records >= options.limits.commitOutputsMax ||
      publisher.bytes >= options.limits.commitBytesMax,
    hasWork: () => taken > 0,
    prepare() {
      const puts: TaskCommit['puts'][number][] = [];
      const removes: Uint8Array[] = [];
      for (const task of tasks) publishTask(task);
      noteEnds(tasks, ends, publisher);
      for (const task of tasks) prepareTask(options, task, puts, removes);
      published += publisher.records;
      return {
        appends: publisher.builders().map((builder) => builder.seal()),
        // In key order: neighbours share pages of the store.
        puts: puts.sort((a, b) => Buffer.compare(a.key, b.key)),
        removes,
        checkpoint: encodeCheckpoint(tasks, positions),
        positions,
      };
    },
    committed() {
      taken = 0;
      publisher.clear();
      for (const task of tasks) settleMemory(task, memory);
      memory.commit++;
      evict(
        tasks.map(({ folding }) => folding),
        memory,
        options.limits.cacheBytesMax,
      );
      recycle();
    },
    verdicts,
    counters: () => ({
      folded: sum(tasks, ({ folding }) => folding.counters.folded),
      refolded: sum(tasks, ({ folding }) => folding.counters.refolded),
      failed: sum(tasks, ({ folding }) => folding.counters.failed),
      published,
    }),
  };
}

function openFoldTask(
  options: TaskOptions,
  { processor, number }: { processor: Processor; number: number },
  checkpoint: Checkpoint | undefined,
  shared: Pick<FoldTask, 'publisher' | 'memory' | 'verdicts' | 'listener' | 'epoch'>,
): FoldTask {
  const saved = checkpoint?.processors[processor.name];
  const lateness = processor.inputs.map(({ topic }) => (topic.received ?? topic).allowedLatenessMs);
  return {
    folding: newFolding(processor, number, {
      context: options.context,
      store: options.store,
      publisher: shared.publisher,
    }),
    ...shared,
    kinds: processor.inputs.map(({ topic }) => ({
      allowedLatenessMs: isFact(topic) ? topic.allowedLatenessMs : undefined,
    })),
    progress: processor.inputs.map(({ name }) => saved?.inputs[name] ?? newProgress()),
    bound: saved?.bound ?? Number.NEGATIVE_INFINITY,
    marked: saved?.marked ?? Number.NEGATIVE_INFINITY,
    swept: saved?.swept ?? 0,
    forgetAfterMs: processor.forgetAfterMs ?? Math.max(FORGET_AFTER_MS, ...lateness),
    dirty: [],
  };
}

function isFact(topic: Topic): boolean {
  return topic.kind === 'fact' || topic.kind === 'received';
}

function publishTask({ folding, dirty }: FoldTask): void {
  for (const timeline of dirty) {
    refold(folding, timeline);
    publishRows(folding, timeline);
  }
}

/**
 * An input is read to its end when nothing more of it can come without something new from outside: its topic is read,
 * this commit adds nothing to it, and whoever writes it is at the end of all inputs too.
 */
function noteEnds(
  tasks: readonly FoldTask[],
  ends: ReadonlySet<string>,
  publisher: Publisher,
): void {
  const known = new Map<string, boolean>();
  const isAtEnd = (topic: string): boolean => {
    const before = known.get(topic);
    if (before !== undefined) return before;
    const writer = tasks.find(({ folding }) =>
      folding.processor.outputs.some((output) => output.topic.name === topic),
    );
    const atEnd =
      ends.has(topic) &&
      !publisher.hasRecordsOf(topic) &&
      (writer?.folding.processor.inputs.every((input) => isAtEnd(input.topic.name)) ?? true);
    known.set(topic, atEnd);
    return atEnd;
  };
  for (const { folding, progress } of tasks) {
    folding.processor.inputs.forEach(({ topic }, i) => {
      const own = progress[i];
      if (own !== undefined) own.atEnd = isAtEnd(topic.name);
    });
  }
}

function prepareTask(
  options: TaskOptions,
  task: FoldTask,
  puts: TaskCommit['puts'][number][],
  removes: Uint8Array[],
): void {
  const { folding } = task;
  task.bound = boundOf(
    task.progress.map((progress, i) => ({
      progress,
      kind: task.kinds[i] ?? { allowedLatenessMs: undefined },
    })),
    { before: task.bound, holdMs: options.limits.holdMs, upstreamTasks: options.partitions },
  );
  for (const timeline of task.dirty) {
    trim(folding, timeline, task.bound, task.forgetAfterMs);
    saveTimeline(task, timeline, puts, removes);
  }
  writeMarks(options, task, folding.publisher);
  sweepTask(task, puts, removes);
}

function saveTimeline(
  { folding }: FoldTask,
  timeline: Timeline,
  puts: TaskCommit['puts'][number][],
  removes: Uint8Array[],
): void {
  for (const chunk of timeline.chunks) {
    if (!chunk.dirty) continue;
    const bytes = bytesOf(folding.store, timeline, chunk);
    puts.push({
      key: chunkKey(timeline.storeKey, chunk.number),
      value: sealChunk(chunk, bytes, timeline.counter),
    });
  }
  for (const number of timeline.removed) {
    const key = chunkKey(timeline.storeKey, number);
    if (number === FIRST_NUMBER) puts.push({ key, value: placeholder(timeline.counter) });
    else removes.push(key);
  }
  const day = dayOf(timeline.lastTime);
  if (day === timeline.expiryDay) return;
  if (timeline.expiryDay >= 0) {
    removes.push(expiryKey(folding.number, timeline.expiryDay, timeline.storeKey));
  }
  timeline.expiryDay = day;
  puts.push({ key: expiryKey(folding.number, day, timeline.storeKey), value: Buffer.alloc(0) });
}

/** Tells downstream, behind the rows of this commit, how far time was let go. */
function writeMarks(options: TaskOptions, task: FoldTask, publisher: Publisher): void {
  // Minus infinity less itself is no number: before there is a bound nothing is told.
  if (!(task.bound - task.marked >= MARK_EVERY_MS)) return;
  task.marked = task.bound;
  for (const { topic } of task.folding.processor.outputs) {
    publisher.mark(topic, encodeMark({ task: options.task, boundMs: task.bound - topic.spanMs }));
  }
}

/** Once a day of event time, and on from there while there is more to forget than one commit takes. */
function sweepTask(
  task: FoldTask,
  puts: TaskCommit['puts'][number][],
  removes: Uint8Array[],
): void {
  const horizon = task.bound - task.forgetAfterMs;
  if (!Number.isFinite(horizon) || dayOf(horizon) <= task.swept) return;
  const swept = sweep(task.folding, horizon, (storeKey) => timelineAt(task, storeKey));
  if (swept.removes.length === 0) task.swept = dayOf(horizon);
  removes.push(...swept.removes);
  puts.push(...swept.puts);
}

/** After a commit the store holds what memory holds. */
function settleMemory(task: FoldTask, memory: Memory): void {
  const { timelines } = task.folding;
  for (const timeline of task.dirty) {
    timeline.dirty = false;
    timeline.removed.length = 0;
    memory.bytes -= timeline.resident;
    timeline.resident = 0;
    for (const chunk of timeline.chunks) {
      chunk.dirty = false;
      timeline.resident += chunk.bytes?.length ?? 0;
    }
    memory.bytes += timeline.resident;
    if (task.folding.stateless) {
      // A fact is settled and seldom heard of again: the store keeps it.
      timelines.delete(timeline.key);
      release(timeline);
      memory.bytes -= timeline.resident;
      continue;
    }
    // Used last: moved to the end of the map, whose order is the order of eviction.
    timelines.delete(timeline.key);
    timelines.set(timeline.key, timeline);
  }
  task.dirty.length = 0;
}

function sum(tasks: readonly FoldTask[], of: (task: FoldTask) => number): number {
  return tasks.reduce((total, task) => total + of(task), 0);
}
