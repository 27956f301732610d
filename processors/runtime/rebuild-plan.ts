import { type Clock, type Log, PipelineError, type TaskStore } from '@landbridge/infra';
import { deadLetters, type Topic } from '@landbridge/schemas';
import {
  affectedBy,
  type Changes,
  changesOf,
  FUTURE_MS,
  isUnchanged,
  type Topology,
} from '../engine/index.ts';
import type { Context, Processor } from '../processor.ts';
import {
  begin,
  checkpointIn,
  goOn,
  isSwapped,
  planOf,
  type RebuildPlan,
  rebuiltTopic,
} from './rebuild-state.ts';

export type RebuildRequest = {
  /** Processors to fold anew besides those that changed. */
  readonly processors?: readonly string[];
  /** Late letters of processors whose facts are to be taken in. */
  readonly redriven?: readonly { readonly id: string; readonly stage: string }[];
  /** Whether what was folded from records that the log no longer holds may be forgotten. */
  readonly forget?: boolean;
};

export type Planned = {
  readonly changes: Changes;
  /** Undefined where there is nothing to do. */
  readonly plan: RebuildPlan | undefined;
  /** Whether the plan is that of a rebuild that had not ended. */
  readonly resumed: boolean;
  /** Whether that had published everything and begun to use the new state. */
  readonly swapping: boolean;
};

type Given = {
  readonly log: Log;
  readonly topology: Topology;
  readonly context: Context;
  readonly clock: Clock;
};

/**
 * Plans a rebuild and notes it in the state of every task, or finds the one to go on with. One that set out for other
 * processors or reference data is given up: what it published counts as published, and is compared with the rest.
 */
export async function planRebuild(
  given: Given,
  request: RebuildRequest,
  stores: readonly TaskStore[],
): Promise<Planned> {
  const { log, topology, context } = given;
  refuseUnknown(topology, request);
  const used = stores.filter((store) => store.checkpoint() !== undefined);
  const found = used.map((store) =>
    changesOf(checkpointIn(store), topology.processors, context.reference.files),
  );
  const changes = found.find((each) => !isUnchanged(each)) ?? NO_CHANGES;
  const pending = latestPlan(stores);
  if (pending !== undefined && isToGoOn({ plan: pending, topology, request, stores })) {
    const swapping = stores.some((store) => isSwapped(store, pending));
    if (!swapping) for (const store of stores) await goOn(store);
    return { changes: pending.changes, plan: pending, resumed: true, swapping };
  }
  const names = new Set([
    ...found.flatMap(({ processors }) => processors.map(({ name }) => name)),
    ...(request.processors ?? []),
    ...(request.redriven ?? []).map(({ stage }) => stage),
    ...(pending?.affected ?? []),
  ]);
  if (used.length === 0 || (isUnchanged(changes) && names.size === 0 && pending === undefined)) {
    return { changes, plan: undefined, resumed: false, swapping: false };
  }
  const reference = found.some((each) => each.reference.length > 0);
  const affected = affectedBy(topology.processors, { names: [...names], reference });
  const letters = [...(pending?.redriven ?? []), ...(request.redriven ?? []).map(({ id }) => id)];
  const epochs = [pending?.epoch ?? 0, ...stores.map((store) => checkpointIn(store).epoch)];
  const sinceMs = await heldSince(given, affected);
  if (sinceMs !== null && request.forget !== true) throw wouldForget(log, affected);
  const plan: RebuildPlan = {
    epoch: Math.max(...epochs) + 1,
    hash: topology.hash,
    changes,
    affected: affected.map(({ name }) => name),
    redriven: [...new Set(letters)],
    from: Object.fromEntries(
      outputsOf(affected).map(({ name }) => [name, endsOf(log, rebuiltTopic(name))]),
    ),
    sinceMs,
  };
  hold(log, plan, affected);
  for (const store of stores) await begin(store, plan);
  return { changes, plan, resumed: false, swapping: false };
}

/** The topics whose rows are compared: what processors write, dead letters among it. */
export function outputsOf(affected: readonly Processor[]): Topic[] {
  return [
    ...affected.flatMap(({ outputs }) => outputs.map(({ topic }) => topic)),
    deadLetters as unknown as Topic,
  ];
}

/** Keeps the log from removing what is read or compared, until it is let go of. */
export function hold(
  log: Log,
  plan: RebuildPlan,
  affected: readonly Processor[],
  isNeeded = true,
): void {
  const names = [...outsideOf(affected), ...outputsOf(affected).map(({ name }) => name)];
  for (let p = 0; p < log.partitions; p++) {
    for (const name of names) {
      const { start } = log.extent(name, p);
      log.protect(CONSUMER, name, p, isNeeded ? start : Number.POSITIVE_INFINITY);
    }
    for (const [name, from] of Object.entries(plan.from)) {
      const offset = isNeeded ? (from[p] ?? 0) : Number.POSITIVE_INFINITY;
      log.protect(CONSUMER, rebuiltTopic(name), p, offset);
    }
  }
}

/** What processors read that none of them writes. */
export function outsideOf(affected: readonly Processor[]): string[] {
  const written = new Set(outputsOf(affected).map(({ name }) => name));
  const read = affected.flatMap(({ inputs }) => inputs.map(({ topic }) => topic.name));
  return [...new Set(read)].filter((name) => !written.has(name));
}

const CONSUMER = 'rebuild';
const NO_CHANGES: Changes = { processors: [], removed: [], reference: [] };

function latestPlan(stores: readonly TaskStore[]): RebuildPlan | undefined {
  const plans = stores.flatMap((store) => planOf(store) ?? []);
  return plans.toSorted((a, b) => b.epoch - a.epoch)[0];
}

/** Whether a plan is noted everywhere, folds with what is at hand, and does all that is asked for. */
function isToGoOn(of: {
  plan: RebuildPlan;
  topology: Topology;
  request: RebuildRequest;
  stores: readonly TaskStore[];
}): boolean {
  const { plan, topology, request, stores } = of;
  const { processors = [], redriven = [] } = request;
  return (
    plan.hash === topology.hash &&
    processors.every((name) => plan.affected.includes(name)) &&
    redriven.every(({ id }) => plan.redriven.includes(id)) &&
    stores.every((store) => planOf(store)?.epoch === plan.epoch || isSwapped(store, plan))
  );
}

function endsOf(log: Log, topic: string): number[] {
  return Array.from({ length: log.partitions }, (_, p) => log.extent(topic, p).end);
}

/** What was appended before the first record that is kept may have happened up to a while after that. */
async function heldSince(
  { log, clock }: Given,
  affected: readonly Processor[],
): Promise<number | null> {
  let sinceMs: number | null = null;
  for (const topic of outsideOf(affected)) {
    for (let p = 0; p < log.partitions; p++) {
      const { start } = log.extent(topic, p);
      if (start === 0) continue;
      const stampMs = (await firstStampOf(log, topic, p)) ?? clock.nowMs();
      sinceMs = Math.max(sinceMs ?? 0, stampMs + FUTURE_MS);
    }
  }
  return sinceMs;
}

/** Places without a record, such as those of an aborted transaction, have no stamp. */
async function firstStampOf(log: Log, topic: string, p: number): Promise<number | undefined> {
  for (let at = log.extent(topic, p).start; ; ) {
    const run = await log.read(topic, p, at, 1);
    if (run === undefined || run.bytes.length > 0) return run?.stampMs;
    at += run.count;
  }
}

/** State that is folded from a part of its facts would tell stays without a beginning, and nobody would know. */
function wouldForget(log: Log, affected: readonly Processor[]): PipelineError {
  const lost = outsideOf(affected).flatMap((topic) => {
    const starts = Array.from({ length: log.partitions }, (_, p) => log.extent(topic, p).start);
    const records = starts.reduce((sum, start) => sum + start, 0);
    return records === 0 ? [] : [`${records} of ${topic}`];
  });
  return new PipelineError(
    'position-lost',
    `Rebuilding ${affected.map(({ name }) => name).join(', ')}: the log no longer holds the first records of what they read (${lost.join(', ')}), ` +
      'and state folded from the rest would not know of them. Ingest all facts into a new --data-dir; or, where older facts do not matter any more, ' +
      'say --forget to `npx landbridge rebuild`: rows from before stand as they stood then.',
  );
}

function refuseUnknown(
  { processors }: Topology,
  { processors: asked = [], redriven = [] }: RebuildRequest,
): void {
  const names = processors.map(({ name }) => name);
  for (const name of [...asked, ...redriven.map(({ stage }) => stage)]) {
    if (names.includes(name)) continue;
    throw new PipelineError(
      'not-found',
      `Rebuilding ${name}: there is no such processor. There are ${names.join(', ')}.`,
    );
  }
}
