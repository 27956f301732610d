import {
  type Clock,
  checkPosition,
  type Log,
  nextTurn,
  type Pause,
  PipelineError,
  systemPause,
  type TaskStore,
} from '@landbridge/infra';
import { deadLetters } from '@landbridge/schemas';
import {
  DEFAULT_LIMITS,
  HOLD_MS,
  openTask,
  type Rebuilding,
  type Task,
  type TaskLimits,
  type Topology,
  type VerdictListener,
} from '../engine/index.ts';
import type { Context } from '../processor.ts';
import { NO_COUNTS, sumOfCounters, type TaskCounters } from './counters.ts';
import { assertFits } from './fits.ts';
import { newReader, type Reader } from './reader.ts';
import { newUnderway, type Underway } from './underway.ts';

export type OwnerOptions = {
  log: Log;
  topology: Topology;
  context: Context;
  clock: Clock;
  epoch?: number;
  /** See `TaskOptions`. */
  rebuilding?: Rebuilding;
  /**
   * Whether a partition is this process's still: asked before a task whose commit failed is opened again, since that
   * would fence whoever has it now. Default: nobody else can have it, and a fenced task fails.
   */
  stillOwned?: (partition: number) => Promise<boolean>;
  limits?: Partial<TaskLimits>;
  /** A commit closes at the latest so long after its first record. */
  commitIntervalMs?: number;
  pause?: Pause;
};

/** A task with its store: made anew from the last commit whenever a commit fails. */
export type Owner = {
  readonly task: Task;
  /** Whether it has its state; not from when a commit failed until the state is restored. */
  isOpen(): boolean;
  /** Whether the log holds something that is not taken yet. */
  hasMore(): boolean;
  /** Whether all that was taken is durable. */
  isSettled(): boolean;
  /** Takes some records, and commits where it is time; false where there was nothing to do. */
  step(): Promise<boolean>;
  /** Commits what is taken, and resolves when it is durable. */
  commit(): Promise<void>;
  close(): Promise<void>;
  counters(): TaskCounters;
};

export type Owned = {
  readonly partition: number;
  readonly say: VerdictListener;
  /** Comes when the work on the partition is to end: then what fails is left to whoever has it next. */
  readonly ending: AbortSignal;
};

const COMMIT_INTERVAL_MS = 500;
/** While there is more to read a commit may take longer: larger ones cost less. */
const BACKLOG_INTERVAL_MS = 1_500;
/** Who is so far behind answers nobody soon: then the largest commits are best. */
const FAR_BEHIND_RECORDS = 10_000;
const FAR_BEHIND_INTERVAL_MS = 3_000;
/** Records after which others get their turn: what ingests and what lands live on the same thread. */
const STEP_RECORDS = 2_000;
/**
 * A commit that fails is tried again from the last good state, so many times in a row: the first time at once, then after
 * pauses that are twice as long each time, almost a minute in all. Brokers may be short of copies for some seconds.
 */
const REOPENINGS_MAX = 10;
const PAUSE_FIRST_MS = 100;
/** Opening is patient in itself. */
const OPENINGS_MAX = 5;
/** Between two questions whether a partition is ours still. */
const ASK_AGAIN_MS = 500;

export async function openOwner(options: OwnerOptions, owned: Owned): Promise<Owner> {
  const { log, clock, pause = systemPause } = options;
  const { partition } = owned;
  let store = await openStore(options, owned);
  let task = await makeTask(options, owned, store);
  let since = clock.nowMs();
  let isOpen = true;
  let reopened = 0;
  /** Of the tasks before this one, as of their last commits. */
  let [before, committed] = [NO_COUNTS, NO_COUNTS];
  let commits = 0;
  const reader = newReader(log, partition, () => task);
  const underway = newUnderway(log, partition);
  // Where records of a commit stand is known before it where there is one writer and no gaps.
  const endOf = log.contiguous && log.partitions === 1 ? underway.endOf : undefined;
  const counters = (): TaskCounters =>
    sumOfCounters([before, { ...task.verdicts, ...task.counters(), commits }]);
  const close = async (): Promise<void> => {
    isOpen = false;
    await underway.over().catch(() => undefined);
    task.discard();
    await store.close();
  };
  const reopen = async (cause: unknown): Promise<void> => {
    if (isHopeless(cause, options) || ++reopened > REOPENINGS_MAX) throw cause;
    await close();
    if (reopened > 1) await pause(PAUSE_FIRST_MS * 2 ** (reopened - 2), owned.ending);
    await untilOwned(options, owned);
    if (owned.ending.aborted) return;
    store = await openStore(options, owned);
    task = await makeTask(options, owned, store);
    [before, commits] = [committed, 0];
    reader.forget();
    isOpen = true;
  };
  /** Where `work` fails the task begins again with the last durable commit. */
  const orReopen = (work: () => Promise<void>): Promise<void> =>
    work().catch(async (error: unknown) => reopen(await causeOf(error, underway)));
  /** Folds while the commit before is on its way, and sends the next one off. */
  const foldAndSend = async (): Promise<void> => {
    if (!task.hasWork()) return;
    noteEnds(task, underway);
    while (task.foldNext(endOf)) await nextTurn();
    await underway.over();
    const commit = task.prepare(endOf);
    const counts = counters();
    since = clock.nowMs();
    underway.send(commit, async () => {
      await store.commit(commit);
      task.committed();
      reopened = 0;
      commits++;
      committed = { ...counts, commits: counts.commits + 1 };
    });
  };
  return {
    get task() {
      return task;
    },
    isOpen: () => isOpen,
    hasMore: () => reader.hasMore(),
    isSettled: () => !task.hasWork() && underway.isOver,
    async step() {
      await reader.fill();
      const taken = takeSome(task, reader);
      if (taken === 0 && !task.hasWork()) {
        if (underway.isOver) return false;
        await orReopen(underway.over);
        return true;
      }
      const due = taken === 0 || isDue(options, reader, clock.nowMs() - since);
      if (due || task.isFull()) await orReopen(foldAndSend);
      await nextTurn();
      return true;
    },
    commit: () => orReopen(foldAndSend).then(() => orReopen(underway.over)),
    close,
    counters,
  };
}

/** Rows of the commit on its way are still to be read: their topic does not end before them. */
function noteEnds(task: Task, { endOf }: Underway): void {
  for (const topic of task.inputTopics) task.setAtEnd(topic, task.position(topic) >= endOf(topic));
}

/** What is folded behind a commit that fails, fails of that: the cause is the commit's. */
function causeOf(error: unknown, { over }: Underway): Promise<unknown> {
  return over().then(
    () => error,
    (cause: unknown) => cause,
  );
}

/** Takes what was read ahead, some of it at a time; answers how many records that were. */
function takeSome(task: Task, reader: Reader): number {
  let taken = 0;
  while (taken < STEP_RECORDS && !task.isFull()) {
    const run = reader.next();
    if (run === undefined) break;
    task.take(run.batch, run.from, run.to);
    taken += run.to - run.from;
  }
  return taken;
}

/** Whether a commit that has been open for so long is closed. */
function isDue({ commitIntervalMs }: OwnerOptions, reader: Reader, openMs: number): boolean {
  if (openMs < COMMIT_INTERVAL_MS) return openMs >= (commitIntervalMs ?? COMMIT_INTERVAL_MS);
  if (!reader.hasMore()) return true;
  const isFarBehind = reader.behind() > FAR_BEHIND_RECORDS;
  return (
    openMs >= (commitIntervalMs ?? (isFarBehind ? FAR_BEHIND_INTERVAL_MS : BACKLOG_INTERVAL_MS))
  );
}

/** Whether a task that failed of it must not be begun again from its last commit. */
export function isHopeless(cause: unknown, { stillOwned }: OwnerOptions): boolean {
  if (!(cause instanceof PipelineError) || cause.retriable) return false;
  return cause.code === 'task-fenced' ? stillOwned === undefined : cause.code !== 'commit-failed';
}

/** Waits until it is certain that the partition is ours, or until it is taken from us. */
async function untilOwned(options: OwnerOptions, { partition, ending }: Owned): Promise<void> {
  const { stillOwned, pause = systemPause } = options;
  while (!ending.aborted && stillOwned !== undefined) {
    if (await stillOwned(partition)) return;
    await pause(ASK_AGAIN_MS, ending);
  }
}

/**
 * Opens the state. A former owner that has not heard yet that the partition is ours may fence even this: then it is begun
 * again, as after a commit.
 */
async function openStore(options: OwnerOptions, owned: Owned): Promise<TaskStore> {
  const { log, topology, context } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      const store = await log.openTask(owned.partition);
      await assertFits(store, topology, context.reference);
      return store;
    } catch (error) {
      const again = error instanceof PipelineError && !isHopeless(error, options);
      if (!again || attempt === OPENINGS_MAX) throw error;
      await untilOwned(options, owned);
      if (owned.ending.aborted) throw error;
      await nextTurn();
    }
  }
}

/** The task as its last commit left it, whose positions are in this log. */
async function makeTask(
  options: OwnerOptions,
  { partition, say }: Owned,
  store: TaskStore,
): Promise<Task> {
  const task = openTask(
    {
      task: partition,
      partitions: options.log.partitions,
      processors: options.topology.processors,
      context: options.context,
      store,
      starts: startsOf(options, partition),
      letters: deadLetters,
      epoch: options.epoch ?? 0,
      rebuilding: options.rebuilding,
      limits: { holdMs: HOLD_MS, ...DEFAULT_LIMITS, ...options.limits },
    },
    say,
  );
  for (const topic of task.inputTopics) {
    await checkPosition(options.log, { topic, partition, next: task.position(topic) });
  }
  return task;
}

/**
 * Where the log begins, for a task that begins with nothing: what retention has removed it has not read, and there is no
 * state that could miss it. One that has committed never moves by itself.
 */
function startsOf({ log, topology }: OwnerOptions, partition: number): Record<string, number> {
  const inputs = topology.processors.flatMap((processor) => processor.inputs);
  return Object.fromEntries(
    inputs.map(({ topic: { name } }) => [name, log.extent(name, partition).start]),
  );
}
