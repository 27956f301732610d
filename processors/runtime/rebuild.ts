import type { Clock, Log, TaskStore } from '@landbridge/infra';
import { type Changes, DEFAULT_LIMITS, type TaskLimits, type Topology } from '../engine/index.ts';
import type { Context, Processor } from '../processor.ts';
import { judgedBefore } from './rebuild-letters.ts';
import { type ShadowLog, shadowLog } from './rebuild-log.ts';
import { hold, outputsOf, planRebuild, type RebuildRequest } from './rebuild-plan.ts';
import { publishRows, type TopicOutcome } from './rebuild-rows.ts';
import { finish, isSwapped, type RebuildPlan, swap, withStores } from './rebuild-state.ts';
import { openTasks } from './run-tasks.ts';

export type RebuildOptions = {
  readonly log: Log;
  readonly topology: Topology;
  readonly context: Context;
  readonly clock: Clock;
  readonly limits?: Partial<TaskLimits>;
  /** Rows of so many bytes are compared at a time. */
  readonly passBytesMax?: number;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Ends the work at the next commit; the next rebuild goes on from there. */
  readonly signal?: AbortSignal;
};

/** Records read of those that are folded again, then rows compared. */
export type RebuildProgress =
  | { readonly phase: 'fold'; readonly done: number; readonly total: number }
  | { readonly phase: 'compare'; readonly topic: string; readonly done: number };

export type RebuildReport = {
  readonly changes: Changes;
  /** Processors that were folded anew, upstream ones first, and those that were not. */
  readonly rebuilt: readonly string[];
  readonly kept: readonly string[];
  readonly topics: readonly TopicOutcome[];
  /** Event time from which the log holds all facts; null where it holds them from the first on. */
  readonly sinceMs: number | null;
  /** Whether it went on with one that had not ended: rows published by that count as the same. */
  readonly resumed: boolean;
};

type Work = {
  readonly plan: RebuildPlan;
  readonly affected: readonly Processor[];
  readonly shadow: ShadowLog;
};

/**
 * Folds processors anew from the log: those that changed since their state was folded, those that are named, and all
 * downstream of them. Publishes what differs from what stands, under higher revisions, and withdraws what does not follow
 * any more. Nothing else may run on the tasks of the log meanwhile. What ends it halfway, a crash too, leaves state that
 * nothing else takes up; called again it goes on. Rejects with `not-found` where no processor has a name.
 */
export async function rebuild(
  options: RebuildOptions,
  request: RebuildRequest = {},
): Promise<RebuildReport> {
  const { log, topology, context } = options;
  const { changes, plan, resumed, swapping } = await withStores(log, (stores) =>
    planRebuild(options, request, stores),
  );
  const names = topology.processors.map(({ name }) => name);
  if (plan === undefined) {
    return { changes, rebuilt: [], kept: names, topics: [], sinceMs: null, resumed };
  }
  const affected = plan.affected.flatMap(
    (name) => topology.processors.find((each) => each.name === name) ?? [],
  );
  hold(log, plan, affected);
  const { files } = context.reference;
  const shadow = await shadowLog(log, { plan, affected, files }, (done, total) =>
    options.onProgress?.({ phase: 'fold', done, total }),
  );
  const work = { plan, affected, shadow };
  let topics: TopicOutcome[] = [];
  if (!swapping) {
    await foldAnew(options, work);
    topics = await withStores(log, (stores) => publishAll(options, work, stores));
  }
  await withStores(log, (stores) => swapAll(options, work, stores));
  return {
    ...{ changes, resumed, topics },
    rebuilt: plan.affected,
    kept: names.filter((name) => !plan.affected.includes(name)),
    sinceMs: plan.sinceMs,
  };
}

async function foldAnew(options: RebuildOptions, { plan, affected, shadow }: Work): Promise<void> {
  const { log, topology, context, clock, limits = {}, signal } = options;
  const rebuilding = await judgedBefore(log, plan, affected);
  const tasks = await openTasks({
    ...{ context, clock, limits, log: shadow },
    topology: { ...topology, processors: affected },
    rebuilding,
  });
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal?.reason);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();
  try {
    await Promise.race([tasks.idle(), stopped.promise]);
  } finally {
    signal?.removeEventListener('abort', stop);
    await tasks.stop();
  }
}

async function publishAll(
  { log, limits, passBytesMax, onProgress, signal }: RebuildOptions,
  { plan, affected }: Work,
  [store]: readonly TaskStore[],
): Promise<TopicOutcome[]> {
  const outcomes: TopicOutcome[] = [];
  if (store === undefined) return outcomes;
  for (const topic of outputsOf(affected)) {
    signal?.throwIfAborted();
    const says = (done: number) => onProgress?.({ phase: 'compare', topic: topic.name, done });
    const all = { ...DEFAULT_LIMITS, ...limits };
    const given = { log, store, plan, passBytesMax, limits: all, onProgress: says };
    outcomes.push(await publishRows(given, topic));
  }
  return outcomes;
}

/** All is published: from here on the new state counts. Each step may be done again. */
async function swapAll(
  { log, topology }: RebuildOptions,
  { plan, affected, shadow }: Work,
  stores: readonly TaskStore[],
): Promise<void> {
  for (const [p, store] of stores.entries()) {
    if (isSwapped(store, plan)) continue;
    const ends = outputsOf(affected).map(({ name }) => [name, log.extent(name, p).end] as const);
    const folded = shadow.checkpointIn(store);
    await swap(store, { plan, topology, folded, ends: Object.fromEntries(ends) });
  }
  hold(log, plan, affected, false);
  for (const store of stores) await finish(store);
}
