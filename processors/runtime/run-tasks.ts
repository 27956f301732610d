import { type Clock, type Log, nextTurn, PipelineError, type TaskStore } from '@landbridge/infra';
import { deadLetters } from '@landbridge/schemas';
import {
  DEFAULT_LIMITS,
  HOLD_MS,
  openTask,
  type Task,
  type TaskLimits,
  type Topology,
  type VerdictCounts,
  type VerdictListener,
} from '../engine/index.ts';
import type { Context } from '../processor.ts';
import { newReader } from './reader.ts';

/** The tasks of this process: partition p of every processor each. */
export type Tasks = {
  /** Resolves when everything in the log is folded and committed; rejects when a task stopped. */
  idle(): Promise<void>;
  /** Commits what is taken and lets go of the state. */
  stop(): Promise<void>;
  counters(): TaskCounters;
  /** Tells of records that were duplicates, late and so on, before the commit that settles it; answers the way to stop. */
  onVerdict(listener: VerdictListener): () => void;
};

export type TaskCounters = VerdictCounts & {
  folded: number;
  refolded: number;
  failed: number;
  published: number;
  commits: number;
};

export type TasksOptions = {
  log: Log;
  topology: Topology;
  context: Context;
  clock: Clock;
  epoch?: number;
  /** The partitions this process owns; default all. */
  owned?: readonly number[];
  limits?: Partial<TaskLimits>;
  /** A commit closes at the latest so long after its first record. */
  commitIntervalMs?: number;
};

const COMMIT_INTERVAL_MS = 500;
/** While there is more to read a commit may take longer: larger ones cost less. */
const BACKLOG_INTERVAL_MS = 1_500;
/** Records after which others get their turn: what ingests and what lands live on the same thread. */
const STEP_RECORDS = 2_000;
/** A commit that fails is tried again from the last good state, so many times in a row. */
const REOPENINGS_MAX = 5;

export async function openTasks(options: TasksOptions): Promise<Tasks> {
  const listeners = new Set<VerdictListener>();
  const say: VerdictListener = (verdict, record) => {
    for (const listener of listeners) listener(verdict, record);
  };
  const loops: TaskLoop[] = [];
  const stirred = (): void => {
    for (const loop of loops) loop.wake();
  };
  const unsubscribe = options.log.onAppend(stirred);
  const owned = options.owned ?? Array.from({ length: options.log.partitions }, (_, p) => p);
  try {
    for (const p of owned) loops.push(await startLoop(options, p, say));
  } catch (error) {
    unsubscribe();
    await Promise.allSettled(loops.map((loop) => loop.stop()));
    throw error;
  }
  return {
    idle: async () => {
      // What one task writes another may read: all must be at their ends at once.
      do {
        await Promise.all(loops.map((loop) => loop.idle()));
      } while (!loops.every((loop) => loop.isIdle()));
    },
    stop: async () => {
      unsubscribe();
      const stopped = await Promise.allSettled(loops.map((loop) => loop.stop()));
      const failed = stopped.find((each) => each.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    counters: () => total(loops.map((loop) => loop.counters())),
    onVerdict(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type TaskLoop = {
  wake(): void;
  isIdle(): boolean;
  idle(): Promise<void>;
  stop(): Promise<void>;
  counters(): TaskCounters;
};

async function startLoop(
  options: TasksOptions,
  partition: number,
  say: VerdictListener,
): Promise<TaskLoop> {
  const owner = await openOwner(options, partition, say);
  let stopping = false;
  let failure: unknown;
  let sleeper: (() => void) | undefined;
  let waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  const isIdle = (): boolean => !owner.task.hasWork() && !owner.hasMore();
  const settle = (): void => {
    const settled = waiting;
    waiting = [];
    for (const { resolve, reject } of settled) failure === undefined ? resolve() : reject(failure);
  };
  const run = async (): Promise<void> => {
    while (!stopping) {
      if (await owner.step()) continue;
      if (!isIdle()) continue;
      settle();
      await new Promise<void>((resolve) => {
        sleeper = resolve;
        if (stopping || !isIdle()) resolve();
      });
    }
    await owner.commit();
  };
  const running = runToEnd();
  async function runToEnd(): Promise<void> {
    try {
      await run();
    } catch (error) {
      failure = error;
    }
    settle();
    await owner.close();
  }
  return {
    wake: () => sleeper?.(),
    isIdle: () => failure === undefined && isIdle(),
    idle: () => {
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        sleeper?.();
      });
    },
    stop: async () => {
      stopping = true;
      sleeper?.();
      await running;
      if (failure !== undefined) throw failure;
    },
    counters: () => owner.counters(),
  };
}

type Owner = {
  readonly task: Task;
  /** Whether the log holds something that is not taken yet. */
  hasMore(): boolean;
  /** Takes some records, and commits where it is time; false where there was nothing to do. */
  step(): Promise<boolean>;
  commit(): Promise<void>;
  close(): Promise<void>;
  counters(): TaskCounters;
};

/** A task with its store: made anew from the last commit whenever a commit fails. */
async function openOwner(
  options: TasksOptions,
  partition: number,
  say: VerdictListener,
): Promise<Owner> {
  const { log, clock } = options;
  let store = await openStore(log, partition);
  let task = makeTask(options, partition, store, say);
  let since = clock.nowMs();
  let commits = 0;
  let reopened = 0;
  const reader = newReader(log, partition, () => task);
  // Where records of a commit stand is known before it where there is one writer and no gaps.
  const endOf =
    log.contiguous && log.partitions === 1
      ? (topic: string) => log.extent(topic, partition).end
      : undefined;
  const reopen = async (cause: unknown): Promise<void> => {
    const hopeless =
      cause instanceof PipelineError && !cause.retriable && cause.code !== 'commit-failed';
    if (hopeless || ++reopened > REOPENINGS_MAX) throw cause;
    await store.close();
    store = await openStore(log, partition);
    task = makeTask(options, partition, store, say);
    reader.forget();
  };
  const commit = async (): Promise<void> => {
    if (!task.hasWork()) return;
    for (const topic of task.inputTopics) {
      task.setAtEnd(topic, task.position(topic) >= log.extent(topic, partition).end);
    }
    try {
      while (task.foldNext(endOf)) await nextTurn();
      await store.commit(task.prepare(endOf));
    } catch (error) {
      await reopen(error);
      return;
    }
    task.committed();
    reopened = 0;
    commits++;
    since = clock.nowMs();
  };
  return {
    get task() {
      return task;
    },
    hasMore: () => reader.hasMore(),
    async step() {
      await reader.fill();
      let taken = 0;
      while (taken < STEP_RECORDS && !task.isFull()) {
        const run = reader.next();
        if (run === undefined) break;
        task.take(run.batch, run.from, run.to);
        taken += run.to - run.from;
      }
      if (taken === 0 && !task.hasWork()) return false;
      const open = clock.nowMs() - since;
      const due =
        taken === 0 ||
        open >= (options.commitIntervalMs ?? BACKLOG_INTERVAL_MS) ||
        (open >= COMMIT_INTERVAL_MS && !reader.hasMore());
      if (due || task.isFull()) await commit();
      await nextTurn();
      return true;
    },
    commit,
    close: () => store.close(),
    counters: () => ({ ...task.verdicts, ...task.counters(), commits }),
  };
}

async function openStore(log: Log, partition: number): Promise<TaskStore> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await log.openTask(partition);
    } catch (error) {
      const again = error instanceof PipelineError && error.retriable && attempt < REOPENINGS_MAX;
      if (!again) throw error;
      await nextTurn();
    }
  }
}

function makeTask(
  options: TasksOptions,
  partition: number,
  store: TaskStore,
  say: VerdictListener,
): Task {
  return openTask(
    {
      task: partition,
      partitions: options.log.partitions,
      processors: options.topology.processors,
      context: options.context,
      store,
      letters: deadLetters,
      epoch: options.epoch ?? 0,
      limits: { holdMs: HOLD_MS, ...DEFAULT_LIMITS, ...options.limits },
    },
    say,
  );
}

function total(counters: readonly TaskCounters[]): TaskCounters {
  const sum = { ...(counters[0] as TaskCounters) };
  for (const other of counters.slice(1)) {
    for (const name of Object.keys(sum) as (keyof TaskCounters)[]) sum[name] += other[name];
  }
  return sum;
}
