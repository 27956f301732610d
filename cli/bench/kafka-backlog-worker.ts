import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemPause } from '@landbridge/infra';
import type { TaskCounters } from '@landbridge/processors';
import { asOfJoin } from './as-of-join.ts';
import { deploymentAt } from './kafka-deployment.ts';
import { dwellFold } from './kafka-dwells.ts';
import { type WorkerLife, workerLife } from './kafka-workers.ts';
import { measure, peaksOf, type Span } from './measure.ts';

export type BacklogLife = WorkerLife & {
  /** Name of the processor that works the input off. */
  readonly processor: string;
};

/** What a worker says of itself. */
export type BacklogSaid = {
  /** The tasks that the group has assigned to it, before it is told to begin with them. */
  readonly assigned: readonly number[];
  readonly done: Done;
};

/** What working off took. */
export type Done = Span &
  ReturnType<typeof peaksOf> & {
    readonly counters: TaskCounters;
    /** So long no heartbeat could go out, milliseconds. */
    readonly longestBlockMs: number;
  };

const PROCESSORS = [asOfJoin, dwellFold];
const SAY_AGAIN_MS = 20;

/** A process that works off what the group assigns to it, beginning when it is told to. */
async function live({ place, machine, processor }: BacklogLife): Promise<void> {
  const begun = new AbortController();
  process.once('message', () => begun.abort());
  const used = PROCESSORS.filter(({ name }) => name === processor);
  const deployment = deploymentAt(place, used);
  await using log = await deployment.openLog(machine);
  await using joined = await deployment.joinGroup(log);
  const say = (said: Partial<BacklogSaid>) => process.send?.(said);
  while (!begun.signal.aborted) {
    say({ assigned: joined.assigned() });
    await systemPause(SAY_AGAIN_MS, begun.signal);
  }
  const { tasks } = joined;
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  const span = await measure(async () => {
    await tasks.own(joined.assigned());
    await tasks.idle();
  });
  delays.disable();
  const longestBlockMs = Math.round(delays.max / 1e6);
  say({ done: { ...span, ...peaksOf(), counters: tasks.counters(), longestBlockMs } });
}

await live(workerLife() as BacklogLife);
