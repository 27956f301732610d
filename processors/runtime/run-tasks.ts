import { systemPause } from '@landbridge/infra';
import { longestChain, type VerdictListener } from '../engine/index.ts';
import { NO_COUNTS, sumOfCounters, type TaskCounters } from './counters.ts';
import { startLoop, type TaskLoop } from './task-loop.ts';
import type { OwnerOptions } from './task-owner.ts';

/** The tasks of this process: partition p of every processor each. */
export type Tasks = {
  /** Resolves when everything in the log of the partitions worked on is folded and committed; rejects when a task stopped. */
  idle(): Promise<void>;
  /**
   * Resolves when what the log of those partitions holds now, and all rows that follow from it, are folded and committed,
   * however much comes behind it; rejects when a task stopped.
   */
  passed(): Promise<void>;
  /** Begins to work on partitions besides the others. Resolves when their state is restored, or they were disowned before; rejects where it cannot be. */
  own(partitions: readonly number[]): Promise<void>;
  /**
   * Commits what is taken of partitions and lets go of them. What takes longer than the limit is left behind: whoever
   * has the partition next fences it.
   */
  disown(partitions: readonly number[]): Promise<void>;
  /** Whether each partition that is worked on has its state back, by partition. */
  owned(): ReadonlyMap<number, boolean>;
  /** Commits what is taken and lets go of the state. */
  stop(): Promise<void>;
  counters(): TaskCounters;
  /** Tells of records that were duplicates, late and so on, before the commit that settles it; answers the way to stop. */
  onVerdict(listener: VerdictListener): () => void;
};

export type TasksOptions = OwnerOptions & {
  /** The partitions this process owns from the start; default all. */
  owned?: readonly number[];
  /** How long `disown` waits at most, milliseconds. */
  disownMs?: number;
};

/** As long as a transaction may take: one that takes longer is aborted by the broker. */
const DISOWN_MS = 10_000;

/**
 * Opens a task for each partition that is owned, restores it to its last commit, and folds what comes until it is stopped.
 * Rejects where a state cannot be opened; what was opened by then is closed.
 */
export async function openTasks(options: TasksOptions): Promise<Tasks> {
  const { log, pause = systemPause, disownMs = DISOWN_MS } = options;
  const listeners = new Set<VerdictListener>();
  const say: VerdictListener = (verdict, record) => {
    for (const listener of listeners) listener(verdict, record);
  };
  const loops = new Map<number, TaskLoop>();
  /** Ends that may still be under way: a partition that comes back waits for its own. */
  const ends = new Map<number, Promise<unknown>>();
  const working = new Set<TaskLoop>();
  let before = NO_COUNTS;
  const unsubscribe = log.onAppend(() => {
    for (const loop of loops.values()) loop.wake();
  });
  const stopOne = async (loop: TaskLoop): Promise<void> => {
    try {
      await loop.stop();
    } finally {
      before = sumOfCounters([before, loop.counters()]);
      working.delete(loop);
    }
  };
  const tasks: Tasks = {
    idle: async () => {
      // What one task writes another may read: all must be at their ends at once.
      do {
        await Promise.all([...loops.values()].map((loop) => loop.idle()));
      } while (![...loops.values()].every((loop) => loop.isIdle()));
    },
    passed: async () => {
      // A row goes into the log with the commit that brought its cause: one round for each processor on the way.
      const hops = longestChain(options.topology.processors);
      for (let hop = 0; hop < hops; hop++) {
        await Promise.all([...loops.values()].map((loop) => loop.passed()));
      }
    },
    own: async (partitions) => {
      const begun = partitions.map((partition) => {
        const loop = startLoop(options, { partition, say, after: ends.get(partition) });
        loops.set(partition, loop);
        working.add(loop);
        return loop.opened;
      });
      await Promise.all(begun);
    },
    disown: async (partitions) => {
      const stops = partitions.map((partition) => {
        const loop = loops.get(partition);
        loops.delete(partition);
        const end = loop === undefined ? Promise.resolve() : stopOne(loop);
        ends.set(
          partition,
          end.catch(() => undefined),
        );
        return end;
      });
      const inTime = new AbortController();
      await Promise.race([allSettled(stops), pause(disownMs, inTime.signal)]);
      inTime.abort();
    },
    owned: () => new Map([...loops].map(([partition, loop]) => [partition, loop.isOpen()])),
    stop: async () => {
      unsubscribe();
      const last = [...loops.values()];
      loops.clear();
      await allSettled(last.map(stopOne));
    },
    counters: () => sumOfCounters([before, ...[...working].map((loop) => loop.counters())]),
    onVerdict(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  try {
    await tasks.own(options.owned ?? Array.from({ length: log.partitions }, (_, p) => p));
  } catch (error) {
    await tasks.stop().catch(() => undefined);
    throw error;
  }
  return tasks;
}

/** Waits for all, then rejects with the first that failed. */
async function allSettled(works: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(works);
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
