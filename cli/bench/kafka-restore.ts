import type { Tasks } from '@landbridge/processors';
import type { Bench } from '../bench-contract.ts';
import { type BenchDeployment, inDeployment } from './kafka-deployment.ts';
import { boxEvents, dwellFold } from './kafka-dwells.ts';
import { boxByBox } from './kafka-events.ts';
import { writeEvents } from './kafka-input.ts';
import { measure, ratesOf, rounded, type Span } from './measure.ts';

/** Their states and the events behind them are about 100 MB. */
const BOXES = 75_000;
/** Containers with new events when the next owner begins: each partition has some. */
const WAITING_BOXES = 20;

/**
 * From when a task's next owner begins until its first commit: fencing, the state restored from the changelog, and new
 * events folded. Once on a machine that has nothing, and once where the cache was left. How long the group takes to find
 * out that the former owner has gone is a setting, and not on the clock. Rates are of the events that the state holds.
 */
export const kafkaRestoreBench: Bench = {
  name: 'kafka-restore',
  about: 'from a lost task with 100 MB of state on Kafka to the first commit of its next owner',
  run: ({ terminal, scale }) =>
    inDeployment({ terminal, processors: [dwellFold] }, async (deployment) => {
      const boxes = Math.ceil(BOXES * scale);
      const events = await workFirst(deployment, boxes);
      const cold = await takeOver(deployment, boxes);
      const warm = await takeOver(deployment, boxes + WAITING_BOXES);
      return {
        ...{ name: 'kafka-restore', ...ratesOf(cold.span, events), events },
        restoredMb: cold.restoredMb,
        secondsToFirstCommit: rounded(cold.span.seconds),
        restoredMbWithCache: warm.restoredMb,
        secondsToFirstCommitWithCache: rounded(warm.span.seconds),
      };
    }),
};

/** The owner that is lost. */
async function workFirst(deployment: BenchDeployment, boxes: number): Promise<number> {
  await using log = await deployment.openLog('first');
  const events = await writeEvents(log, boxEvents, boxByBox({ from: 0, to: boxes }));
  const tasks = await deployment.takeOver(log);
  await tasks.idle();
  await tasks.stop();
  return events;
}

type Taken = { readonly span: Span; readonly restoredMb: number };

/** The next owner, always on one and the same other machine. */
async function takeOver(deployment: BenchDeployment, boxes: number): Promise<Taken> {
  const bytes = new Map<number, number>();
  await using log = await deployment.openLog('another', (progress) =>
    bytes.set(progress.task, progress.bytes),
  );
  await writeEvents(log, boxEvents, boxByBox({ from: boxes, to: boxes + WAITING_BOXES }));
  let tasks: Tasks | undefined;
  const span = await measure(async () => {
    tasks = await deployment.takeOver(log);
    await tasks.idle();
  });
  await tasks?.stop();
  const total = [...bytes.values()].reduce((sum, each) => sum + each, 0);
  return { span, restoredMb: Math.round(total / 1e6) };
}
