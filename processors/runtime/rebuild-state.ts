import {
  assert,
  type Log,
  PipelineError,
  type TaskCommit,
  type TaskStore,
} from '@landbridge/infra';
import {
  type Changes,
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  newProcessorCheckpoint,
  numbersOf,
  type Topology,
} from '../engine/index.ts';
import type { Processor } from '../processor.ts';

/** What a rebuild set out to do: kept with the state until it is done, so that it can be gone on with. */
export type RebuildPlan = {
  /** Higher than that of any rebuild before: the high bits of its revisions. */
  readonly epoch: number;
  /** Hash of the topology it folds with. */
  readonly hash: string;
  readonly changes: Changes;
  /** Processors that are folded anew, upstream ones first. */
  readonly affected: readonly string[];
  /** Letters whose facts are taken in. */
  readonly redriven: readonly string[];
  /** Where its rows begin, by topic and partition. */
  readonly from: Readonly<Record<string, readonly number[]>>;
  /** Event time from which the log holds all facts; null where it holds them from the first on. */
  readonly sinceMs: number | null;
};

/** Reserved keys of a task's state: no processor has this number. */
const PLAN_KEY = Buffer.from([0xff, 0xfe, 0]);
const SHADOW_KEY = Buffer.from([0xff, 0xfe, 1]);
/** Processors are given the lowest numbers that are free, so that none is as high. */
const NUMBERS_MAX = 1024;
/** Rebuild epochs that fit a revision. */
const EPOCHS_MAX = 4096;
const REMOVED_MAX = 5_000;

/** The topic in which a rebuild keeps the rows of another until they are compared. */
export function rebuiltTopic(topic: string): string {
  return `${topic}.rebuilt`;
}

/** Opens the state of every task, and closes it again. */
export async function withStores<T>(
  log: Log,
  work: (stores: readonly TaskStore[]) => Promise<T>,
): Promise<T> {
  const stores: TaskStore[] = [];
  try {
    for (let task = 0; task < log.partitions; task++) stores.push(await log.openTask(task));
    return await work(stores);
  } finally {
    for (const store of stores) await store.close();
  }
}

/** The plan of a rebuild that has not ended. */
export function planOf(store: TaskStore): RebuildPlan | undefined {
  const bytes = store.get(PLAN_KEY);
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as RebuildPlan);
}

export function checkpointIn(store: TaskStore): Checkpoint {
  const empty = { positions: {}, epoch: 0, files: {}, processors: {} };
  return decodeCheckpoint(store.checkpoint()) ?? empty;
}

/** Whether a task has its new state already. */
export function isSwapped(store: TaskStore, plan: RebuildPlan): boolean {
  return checkpointIn(store).epoch === plan.epoch;
}

/** Commits besides what the task itself would: its positions stay where they are. */
export async function commitBeside(
  store: TaskStore,
  changes: Partial<Pick<TaskCommit, 'appends' | 'puts' | 'removes'>>,
  checkpoint: Checkpoint = checkpointIn(store),
): Promise<void> {
  await store.commit({
    ...{ appends: [], puts: [], removes: [] },
    ...changes,
    checkpoint: encodeCheckpoint(checkpoint),
    positions: new Map(Object.entries(checkpoint.positions)),
  });
}

/** Notes that a task is being rebuilt: from here on nothing else runs on it. */
export async function begin(store: TaskStore, plan: RebuildPlan): Promise<void> {
  if (plan.epoch >= EPOCHS_MAX) {
    throw new PipelineError(
      'data-dir-incompatible',
      `Rebuilding for the ${EPOCHS_MAX}th time: revisions have no room for more. Ingest into a new --data-dir.`,
    );
  }
  await commitBeside(
    store,
    { puts: [{ key: PLAN_KEY, value: Buffer.from(JSON.stringify(plan)) }], removes: [SHADOW_KEY] },
    { ...checkpointIn(store), rebuilding: true },
  );
  await goOn(store);
}

/** Removes what rebuilds that were given up have left: nothing may stand where the new state is to begin. */
export async function goOn(store: TaskStore): Promise<void> {
  if (store.get(SHADOW_KEY) === undefined) await removeUnused(store);
}

/** What the affected processors have folded anew so far; at first where they begin. */
export function shadowOf(
  store: TaskStore,
  affected: readonly Processor[],
  starts: {
    readonly positions: Record<string, number>;
    readonly epoch: number;
    readonly files: Readonly<Record<string, string>>;
  },
): Checkpoint {
  const known = decodeCheckpoint(store.get(SHADOW_KEY));
  if (known !== undefined) return known;
  const numbers = numbersOf(
    // Under new numbers: the state that counts until then stays untouched.
    affected.map((processor) => ({ ...processor, name: `${processor.name}, rebuilt` })),
    checkpointIn(store),
  );
  const processors = affected.map(
    (processor, i) => [processor.name, newProcessorCheckpoint(processor, numbers[i] ?? 0)] as const,
  );
  return { ...starts, processors: Object.fromEntries(processors) };
}

/** A commit of the tasks that fold anew, beside the checkpoint that counts until they are done. */
export async function commitShadow(store: TaskStore, commit: TaskCommit): Promise<void> {
  const { appends, removes, checkpoint } = commit;
  const puts = [...commit.puts, { key: SHADOW_KEY, value: checkpoint }];
  await commitBeside(store, { appends, puts, removes });
}

/** Puts the new state in the place of the old one: one commit, which changes the checkpoint alone. */
export async function swap(
  store: TaskStore,
  of: {
    readonly plan: RebuildPlan;
    readonly topology: Topology;
    /** What the affected processors have folded. */
    readonly folded: Checkpoint;
    /** Ends of the topics that were rebuilt: their readers have folded all of them. */
    readonly ends: Record<string, number>;
  },
): Promise<void> {
  const { plan, topology, folded, ends } = of;
  const before = checkpointIn(store);
  const kept = { processors: { ...before.processors, ...folded.processors } };
  const numbers = numbersOf(topology.processors, kept);
  const read = new Set(
    topology.processors.flatMap(({ inputs }) => inputs.map(({ topic }) => topic.name)),
  );
  const positions = { ...folded.positions, ...before.positions, ...ends };
  await commitBeside(
    store,
    {},
    {
      positions: Object.fromEntries(Object.entries(positions).filter(([topic]) => read.has(topic))),
      epoch: plan.epoch,
      files: folded.files,
      rebuilding: true,
      processors: Object.fromEntries(
        topology.processors.map((processor, i) => [
          processor.name,
          kept.processors[processor.name] ?? newProcessorCheckpoint(processor, numbers[i] ?? 0),
        ]),
      ),
    },
  );
}

/** Removes the state that is no processor's any more, and lets the task be used again. */
export async function finish(store: TaskStore): Promise<void> {
  await removeUnused(store);
  const { rebuilding: _, ...checkpoint } = checkpointIn(store);
  await commitBeside(store, { removes: [PLAN_KEY, SHADOW_KEY] }, checkpoint);
}

async function removeUnused(store: TaskStore): Promise<void> {
  const used = new Set(Object.values(checkpointIn(store).processors).map(({ number }) => number));
  for (const number of used) assert(!(number >= NUMBERS_MAX), 'processors have low numbers');
  for (let number = 0; number < NUMBERS_MAX; number++) {
    if (used.has(number)) continue;
    const prefix = Buffer.from([number >>> 8, number & 0xff]);
    for (let keys = keysOf(store, prefix); keys.length > 0; keys = keysOf(store, prefix)) {
      await commitBeside(store, { removes: keys });
    }
  }
}

function keysOf(store: TaskStore, prefix: Buffer): Buffer[] {
  const keys: Buffer[] = [];
  store.scan(prefix, (key) => keys.push(Buffer.from(key)) < REMOVED_MAX);
  return keys;
}
