import { type Log, systemClock, systemPause } from '@landbridge/infra';
import type { Tasks } from '@landbridge/processors';
import type { Bench } from '../bench-contract.ts';
import type { Terminal } from '../terminal.ts';
import { type BenchDeployment, inDeployment } from './kafka-deployment.ts';
import { boxEvents, dwellFold } from './kafka-dwells.ts';
import { boxByBox } from './kafka-events.ts';
import { writeEvents } from './kafka-input.ts';
import type { RestoreSaid } from './kafka-restore-worker.ts';
import { Worker } from './kafka-workers.ts';
import { measure, ratesOf, rounded, type Span } from './measure.ts';

/** The states of these and the events behind them are about 1 GB. */
const BOXES = 750_000;
/** Between two containers with new events while processes are killed. */
const FEED_MS = 25;
/** Containers that are left for that. */
const FED_BOXES_MAX = 100_000;
/** Containers with new events when a next owner begins that no group keeps waiting. */
const WAITING_BOXES = 20;
/** Commits after which everybody is at work again. */
const SETTLED_COMMITS = 5;

/**
 * From SIGKILL of the process that owns a task until the first commit of its next owner, which is another member of the
 * group that had nothing when it joined and stands by; the process started again at once on the same machine, its cache
 * left; and a process started at once on a machine that has nothing. Events come all the while. Finding out that the
 * owner has gone is on the clock, with the time-outs that a pipeline has. At last how long taking over takes without all
 * that, by somebody whom no group keeps waiting: fencing, the state restored, the first events folded. Rates are of that.
 */
export const kafkaRestoreBench: Bench = {
  name: 'kafka-restore',
  about: 'from kill -9 of the owner of 1 GB of state on Kafka to the first commit of the next one',
  run: ({ terminal, scale }) =>
    inDeployment({ terminal, processors: [dwellFold], partitions: 1 }, async (deployment) => {
      const boxes = Math.ceil(BOXES * scale);
      const recovered = await recover(deployment, { terminal, boxes });
      const [from, then] = [boxes + FED_BOXES_MAX, boxes + FED_BOXES_MAX + WAITING_BOXES];
      const cold = await takeOver(deployment, from);
      const warm = await takeOver(deployment, then);
      terminal.progress('');
      return {
        ...{ name: 'kafka-restore', ...ratesOf(cold.span, recovered.events) },
        ...{ events: recovered.events, stateMb: cold.restoredMb },
        ...recovered.seconds,
        secondsToTakeOver: rounded(cold.span.seconds),
        secondsToTakeOverWithCache: rounded(warm.span.seconds),
        restoredMbWithCache: warm.restoredMb,
      };
    }),
};

type Recovered = { readonly events: number; readonly seconds: Readonly<Record<string, number>> };

async function recover(
  deployment: BenchDeployment,
  { terminal, boxes }: { terminal: Terminal; boxes: number },
): Promise<Recovered> {
  await using workers = new AsyncDisposableStack();
  const start = (machine: string): RestoreWorker =>
    workers.use(new Worker('kafka-restore-worker.ts', { place: deployment.place, machine }));
  await using log = await deployment.openLog('feed');
  terminal.progress('Making the state');
  const first = start('first');
  const events = await writeEvents(log, boxEvents, boxByBox({ from: 0, to: boxes }));
  const { end } = log.extent(boxEvents.name, 0);
  await first.until(({ committed }) => (committed?.position ?? 0) >= end);

  terminal.progress('Waiting for the standby');
  const second = start('second');
  const [reached = 0] = first.said.cached ?? [];
  await second.until(({ cached: [offset = 0] = [] }) => offset >= reached);

  terminal.progress('Killing');
  await using _feed = feedFrom(log, boxes);
  const standby = await secondsUntilCommit(first, () => second);
  const sameMachine = await secondsUntilCommit(standby.next, () => start('second'));
  const newMachine = await secondsUntilCommit(sameMachine.next, () => start('third'));
  return {
    events,
    seconds: {
      secondsToStandby: standby.seconds,
      secondsToSameMachine: sameMachine.seconds,
      secondsToNewMachine: newMachine.seconds,
    },
  };
}

type RestoreWorker = Worker<RestoreSaid>;
type Next = { readonly next: RestoreWorker; readonly seconds: number };

/** Kills an owner at work; answers how long it takes until the next one commits. */
async function secondsUntilCommit(
  owner: RestoreWorker,
  follow: () => RestoreWorker,
): Promise<Next> {
  const settled = (owner.said.committed?.count ?? 0) + SETTLED_COMMITS;
  await owner.until(({ committed }) => (committed?.count ?? 0) >= settled);
  const killedMs = systemClock.nowMs();
  await owner.kill();
  const next = follow();
  await next.until(({ committed }) => committed !== undefined);
  const firstMs = next.said.committed?.firstMs ?? Number.NaN;
  return { next, seconds: rounded((firstMs - killedMs) / 1000) };
}

/** Goes on with events of containers, one after the other, until it is disposed of. */
function feedFrom(log: Log, from: number): AsyncDisposable {
  const ending = new AbortController();
  const feed = async (): Promise<void> => {
    for (let box = from; !ending.signal.aborted; box++) {
      await writeEvents(log, boxEvents, boxByBox({ from: box, to: box + 1 }));
      await systemPause(FEED_MS, ending.signal);
    }
  };
  const feeding = feed();
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await feeding;
    },
  };
}

type Taken = { readonly span: Span; readonly restoredMb: number };

/** The next owner, always on one and the same other machine. */
async function takeOver(deployment: BenchDeployment, from: number): Promise<Taken> {
  let bytes = 0;
  await using log = await deployment.openLog('another', (progress) => {
    bytes = progress.bytes;
  });
  await writeEvents(log, boxEvents, boxByBox({ from, to: from + WAITING_BOXES }));
  let tasks: Tasks | undefined;
  const span = await measure(async () => {
    tasks = await deployment.takeOver(log);
    await tasks.idle();
  });
  await tasks?.stop();
  return { span, restoredMb: Math.round(bytes / 1e6) };
}
