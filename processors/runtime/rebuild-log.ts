import {
  type Log,
  type RecordBatch,
  storeWithMethods,
  type TaskStore,
  withMethods,
} from '@landbridge/infra';
import { type Checkpoint, encodeCheckpoint } from '../engine/index.ts';
import type { Processor } from '../processor.ts';
import { outsideOf } from './rebuild-plan.ts';
import {
  checkpointIn,
  commitShadow,
  type RebuildPlan,
  rebuiltTopic,
  shadowOf,
  withStores,
} from './rebuild-state.ts';

export type ShadowLog = Log & {
  /** What the tasks have folded as of their last commit. */
  checkpointIn(store: TaskStore): Checkpoint;
};

/**
 * The log as tasks see it that fold history anew: what comes from outside of them ends where the old state had read it,
 * their own rows go to topics of their own, and their state lies beside the old one. So a rebuild is nothing but tasks
 * that begin with nothing.
 */
export async function shadowLog(
  log: Log,
  of: {
    readonly plan: RebuildPlan;
    readonly affected: readonly Processor[];
    readonly files: Readonly<Record<string, string>>;
  },
  onCommit: (read: number, records: number) => void,
): Promise<ShadowLog> {
  const { plan, affected, files } = of;
  const inputs = await inputsOf(log, affected);
  const isOwn = (topic: string): boolean => plan.from[topic] !== undefined;
  const extent: Log['extent'] = (topic, p) => {
    const from = plan.from[topic]?.[p];
    if (from === undefined) return inputs.get(topic)?.[p] ?? { start: 0, end: 0 };
    return { start: from, end: log.extent(rebuiltTopic(topic), p).end };
  };
  const read: Log['read'] = async (topic, p, from, bytesMax) => {
    const { end } = extent(topic, p);
    if (from >= end) return undefined;
    const batch = await log.read(isOwn(topic) ? rebuiltTopic(topic) : topic, p, from, bytesMax);
    return batch && { ...upTo(batch, end), topic };
  };
  const positionsOf = (p: number): Record<string, number> => {
    const own = Object.keys(plan.from).map((topic) => [topic, extent(topic, p).start] as const);
    const others = [...inputs].map(([topic, places]) => [topic, places[p]?.start ?? 0] as const);
    return Object.fromEntries([...own, ...others]);
  };
  const folded = (store: TaskStore): Checkpoint =>
    shadowOf(store, affected, { positions: positionsOf(store.task), epoch: plan.epoch, files });
  const records = [...inputs.values()].flat().reduce((sum, { start, end }) => sum + end - start, 0);
  const done = new Map<number, number>();
  const openTask = async (task: number): Promise<TaskStore> => {
    const store = await log.openTask(task);
    return storeWithMethods(store, {
      checkpoint: () => encodeCheckpoint(folded(store)),
      async commit(commit) {
        const appends = commit.appends.map((append) => ({
          ...append,
          topic: rebuiltTopic(append.topic),
        }));
        await commitShadow(store, { ...commit, appends });
        done.set(task, readOf(inputs, commit.positions, task));
        onCommit(
          [...done.values()].reduce((sum, each) => sum + each, 0),
          records,
        );
      },
    });
  };
  return { ...withMethods(log, { extent, read, openTask }), checkpointIn: folded };
}

/** Where each partition of a topic begins and ends that is folded again. */
type Inputs = ReadonlyMap<string, readonly { start: number; end: number }[]>;

/** Read up to where the old state had read them: what comes after is for the tasks that run next. */
function inputsOf(
  log: Log,
  affected: readonly Processor[],
): Promise<Map<string, { start: number; end: number }[]>> {
  return withStores(log, async (stores) => {
    const positions = stores.map((store) => checkpointIn(store).positions);
    const places = outsideOf(affected).map((topic) => {
      const ofTopic = positions.map((known, p) => {
        const { start, end } = log.extent(topic, p);
        return { start, end: Math.max(start, known[topic] ?? end) };
      });
      return [topic, ofTopic] as const;
    });
    return new Map(places);
  });
}

function readOf(inputs: Inputs, positions: ReadonlyMap<string, number>, task: number): number {
  let read = 0;
  for (const [topic, places] of inputs) {
    const start = places[task]?.start ?? 0;
    read += (positions.get(topic) ?? start) - start;
  }
  return read;
}

/** The records of a batch before this offset. */
function upTo(batch: RecordBatch, end: number): RecordBatch {
  const count = Math.min(batch.count, end - batch.baseOffset);
  if (count === batch.count) return batch;
  return {
    ...batch,
    count,
    bytes: batch.bytes.subarray(0, batch.starts[count]),
    starts: batch.starts.subarray(0, count + 1),
    values: batch.values.subarray(0, count),
  };
}
