import type { RecordBatch, TaskCommit, TaskStore } from '@landbridge/infra';
import { DAY_MS, type Topic } from '@landbridge/schemas';
import type { Context, Processor } from '../processor.ts';
import {
  type Checkpoint,
  checkpointOf,
  decodeCheckpoint,
  encodeCheckpoint,
  numbersOf,
} from './checkpoint.ts';
import { nextRecordsMax } from './commit-size.ts';
import { Cycle } from './cycle.ts';
import { newFolding } from './folding.ts';
import { newLending } from './lending.ts';
import { evict, forget, type Memory, recount, release } from './memory.ts';
import { isFact, newProgress } from './progress.ts';
import { newPublisher } from './publisher.ts';
import type { Refused } from './refusing.ts';
import { recycle } from './slots.ts';
import { type FoldTask, newVerdicts, type VerdictCounts } from './take.ts';
import { logicOf } from './topology.ts';

export type TaskOptions = {
  readonly task: number;
  readonly partitions: number;
  /** Every processor, settling included, in the order of the topology. */
  readonly processors: readonly Processor[];
  readonly context: Context;
  readonly store: TaskStore;
  /** Where a task that never committed begins to read, by topic; default with the first offset of all. */
  readonly starts?: Readonly<Record<string, number>>;
  /** Topic of dead letters. */
  readonly letters: Topic;
  /** Rebuild epoch of a task that never committed: the high bits of every revision. */
  readonly epoch: number;
  /**
   * Set where a rebuild folds history anew. Nothing is forgotten then, so that a fact finds its place however far back it
   * lies; and what was late is not judged again.
   */
  readonly rebuilding?: Rebuilding | undefined;
  readonly limits: TaskLimits;
};

/** Records set aside as late, by processor and input; an input that is not there was never judged. */
export type Rebuilding = ReadonlyMap<string, ReadonlyMap<string, Refused>>;

export type TaskLimits = {
  /** Event time after which an idle input no longer holds the bound. */
  holdMs: number;
  /** A commit closes when it has taken so many records or so many bytes of them. */
  commitRecordsMax: number;
  commitBytesMax: number;
  /** About so many bytes of chunks one commit puts: the next one takes fewer records where the last has put more. */
  commitPutBytesMax: number;
  /** Bytes of chunks kept in memory between commits. */
  cacheBytesMax: number;
  /** A chunk takes no more events when it is about so large. */
  chunkBytesMax: number;
};

export const DEFAULT_LIMITS: Omit<TaskLimits, 'holdMs'> = {
  commitRecordsMax: 100_000,
  commitBytesMax: 16 << 20,
  commitPutBytesMax: 64 << 20,
  cacheBytesMax: 96 << 20,
  // A page of the embedded store, without its head: a chunk that is a little larger has a second page, mostly empty.
  chunkBytesMax: 4096 - 16,
};

/** A processor remembers at least so long behind its bound. */
const FORGET_AFTER_MS = 7 * DAY_MS;

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
  /**
   * Takes the records [from, to) of a batch, default all of them, for the next commit; they follow those taken before.
   * The batch is kept until then.
   */
  take(batch: RecordBatch, from?: number, to?: number): void;
  /** Whether the commit must be closed before more is taken. */
  isFull(): boolean;
  /** Whether anything was taken since the last commit. */
  hasWork(): boolean;
  /**
   * Folds some of what the next processor has waiting, upstream ones first; behind the last of it publishes what differs
   * and forgets what may be. False when all of them are through. Others may do something between the calls.
   *
   * @param endOf where the records of this commit will stand in the log, if that is known: then rows are read by the
   * next processor in the very commit that publishes them
   */
  foldNext(endOf?: (topic: string) => number): boolean;
  /**
   * Folds what is left, and answers what must become durable. It stays as it is until `committed`, and the task may take
   * and fold for the next commit meanwhile; but that is prepared only when this one is durable.
   */
  prepare(endOf?: (topic: string) => number): TaskCommit;
  /** Call when the commit is known to be durable. */
  committed(): void;
  readonly verdicts: VerdictCounts;
  counters(): { folded: number; refolded: number; failed: number; published: number };
  /** What is in memory of timelines, bytes, about: at most `cacheBytesMax` after a commit. */
  cachedBytes(): number;
  /** Gives the memory back of a task that is thrown away. Call it last, when no commit of it is on its way. */
  discard(): void;
};

export function openTask(options: TaskOptions, listener: VerdictListener = () => {}): Task {
  const publisher = newPublisher(options.partitions, options.letters);
  const checkpoint = decodeCheckpoint(options.store.checkpoint());
  const memory: Memory = { bytes: 0, commit: 1 };
  const verdicts = newVerdicts();
  const epoch = checkpoint?.epoch ?? options.epoch;
  const shared = { publisher, memory, verdicts, listener, epoch };
  const numbers = numbersOf(options.processors, checkpoint);
  const tasks = options.processors.map((processor, i) =>
    openFoldTask(options, { processor, number: numbers[i] ?? 0 }, checkpoint, shared),
  );
  const positions = new Map(Object.entries(checkpoint?.positions ?? options.starts ?? {}));
  const ends = new Set<string>();
  const lending = newLending();
  const cycle = new Cycle(options, { tasks, publisher, lending, positions, ends });
  // Those too of which nothing was read yet: the log keeps what lies behind a position.
  for (const topic of cycle.inputTopics) if (!positions.has(topic)) positions.set(topic, 0);
  let recordsMax = options.limits.commitRecordsMax;
  let published = 0;
  return {
    inputTopics: cycle.inputTopics,
    position: (topic) => positions.get(topic) ?? 0,
    setAtEnd: (topic, atEnd) => (atEnd ? ends.add(topic) : ends.delete(topic)),
    take: (batch, from = 0, to = batch.count) => cycle.take(batch, from, to),
    isFull: () => cycle.taken >= recordsMax || cycle.takenBytes >= options.limits.commitBytesMax,
    hasWork: () => cycle.taken > 0,
    foldNext: (endOf) => cycle.foldNext(endOf),
    prepare(endOf) {
      while (cycle.foldNext(endOf)) {}
      published += publisher.records;
      const commit = {
        appends: publisher.handOver(),
        // In key order: neighbours share pages of the store.
        puts: cycle.puts.sort((a, b) => Buffer.compare(a.key, b.key)),
        removes: cycle.removes,
        checkpoint: encodeCheckpoint(
          checkpointOf(tasks, { positions, epoch, files: options.context.reference.files }),
        ),
        positions: new Map(positions),
      };
      lending.handOver();
      recordsMax = nextRecordsMax(cycle, options.limits);
      cycle.clear();
      for (const task of tasks) settleMemory(task, memory);
      memory.commit++;
      return commit;
    },
    committed() {
      publisher.release();
      lending.release();
      for (const task of tasks) letLeave(task, memory);
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
    cachedBytes: () => memory.bytes,
    discard() {
      for (const { folding } of tasks) {
        for (const timeline of folding.timelines.values()) release(timeline);
        folding.timelines.clear();
      }
      lending.discard();
      recycle();
    },
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
      chunkBytesMax: options.limits.chunkBytesMax,
    }),
    logic: logicOf(processor),
    judged:
      options.rebuilding &&
      processor.inputs.map((input) => options.rebuilding?.get(processor.name)?.get(input.name)),
    ...shared,
    kinds: processor.inputs.map(({ topic }) => ({
      allowedLatenessMs: isFact(topic) ? topic.allowedLatenessMs : undefined,
    })),
    progress: processor.inputs.map(({ name }) => saved?.inputs[name] ?? newProgress()),
    bound: saved?.bound ?? Number.NEGATIVE_INFINITY,
    marked: saved?.marked ?? Number.NEGATIVE_INFINITY,
    search: saved?.search ?? { day: -1, behind: '' },
    forgetAfterMs: processor.forgetAfterMs ?? Math.max(FORGET_AFTER_MS, ...lateness),
    dirty: [],
    withdrawn: new Map(),
    leaving: [],
    forgotten: new Set(),
    forgetting: new Set(),
  };
}

/** A commit is on its way: once it is durable, the store holds what memory holds now. */
function settleMemory(task: FoldTask, memory: Memory): void {
  const { timelines } = task.folding;
  for (const timeline of task.dirty) {
    timeline.dirty = false;
    timeline.removed.length = 0;
    for (const chunk of timeline.chunks) chunk.dirty = false;
    // A fact is settled and seldom heard of again: the store keeps it.
    if (task.folding.stateless) task.leaving.push(timeline);
    recount(memory, timeline);
    // Used last: moved to the end of the map, whose order is the order of eviction.
    timelines.delete(timeline.key);
    timelines.set(timeline.key, timeline);
  }
  task.dirty.length = 0;
  task.forgetting = task.forgotten;
  task.forgotten = new Set();
}

/** The commit is durable: what was kept for the store to catch up goes, unless the next commit has touched it. */
function letLeave(task: FoldTask, memory: Memory): void {
  const { folding, leaving } = task;
  task.leaving = [];
  task.forgetting.clear();
  for (const timeline of leaving) {
    const isKept = folding.timelines.get(timeline.key) === timeline;
    if (isKept && timeline.touched < memory.commit) forget(folding, memory, timeline);
  }
}

function sum(tasks: readonly FoldTask[], of: (task: FoldTask) => number): number {
  return tasks.reduce((total, task) => total + of(task), 0);
}
