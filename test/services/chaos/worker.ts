import { join } from 'node:path';
import {
  systemClock as clock,
  joinTaskGroup,
  type Log,
  type Membership,
  PipelineError,
  storeWithMethods,
  systemPause,
  type TaskStore,
  withMethods,
} from '@landbridge/infra';
import { openTasks } from '@landbridge/processors';
import { loseNextAnswer, watchConnections } from './lost-answers.ts';
import {
  context,
  onCluster,
  openLogOf,
  PARTITIONS,
  topicNames,
  topology,
  type World,
} from './world.ts';

export type Life = World & { readonly folder: string; readonly sessionTimeoutMs: number };

/** What befalls a worker at its next commit: so long after it began, or before it where that is negative. */
export type Order = { readonly deed: 'die' | 'freeze' | 'lose-answer'; readonly afterMs: number };

/** What a worker says of itself. */
export type Said =
  | { readonly said: 'opened' | 'committed' | 'fenced' | 'failed' | 'freezing' | 'answer-lost' }
  | { readonly said: 'owned'; readonly count: number };

const HEARTBEATS = 6;
const LOOK_AGAIN_MS = 200;

const say = (said: Said): void => void process.send?.(said);
let order: Order | undefined;
process.on('message', (given: Order) => {
  order = given;
});
/** Nobody is left to be killed by. */
const orphaned = (): void => process.exit(1);
process.on('disconnect', orphaned);

/** The same log; every commit may be the last. */
function doomed(log: Log): Log {
  return withMethods(log, {
    async openTask(task) {
      const store = await log.openTask(task);
      say({ said: 'opened' });
      return storeWithMethods(store, { commit: (commit) => meetFate(store, commit) });
    },
  });
}

async function meetFate(store: TaskStore, commit: Parameters<TaskStore['commit']>[0]) {
  const fate = order;
  order = undefined;
  if (fate?.deed === 'lose-answer') loseNextAnswer(() => say({ said: 'answer-lost' }));
  else if (fate !== undefined && fate.afterMs < 0) carryOut(fate);
  else if (fate !== undefined) void systemPause(fate.afterMs).then(() => carryOut(fate));
  try {
    await store.commit(commit);
    say({ said: 'committed' });
  } catch (error) {
    const isFenced = error instanceof PipelineError && error.code === 'task-fenced';
    say({ said: isFenced ? 'fenced' : 'failed' });
    throw error;
  }
}

function carryOut({ deed }: Order): void {
  if (deed === 'freeze') say({ said: 'freezing' });
  process.kill(process.pid, deed === 'die' ? 'SIGKILL' : 'SIGSTOP');
}

/** Works on what the group assigns until it is told to stop. */
async function live({ folder, sessionTimeoutMs, ...world }: Life): Promise<void> {
  watchConnections();
  const ending = new AbortController();
  const log = await openLogOf(world, folder, ending.signal);
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    ending.abort();
  };
  process.once('SIGTERM', () => ending.abort());
  let membership: Membership | undefined;
  const tasks = await openTasks({
    ...{ log: doomed(log), topology, context, clock, owned: [] },
    stillOwned: async (partition) => (await membership?.stillOwns(partition)) ?? false,
  });
  membership = await joinTaskGroup({
    connection: { brokers: [world.brokers] },
    groupId: world.deployment,
    topics: topicNames.map((name) => onCluster(world, name)),
    ...{ partitions: PARTITIONS, sessionTimeoutMs, rebalanceTimeoutMs: sessionTimeoutMs },
    heartbeatMs: sessionTimeoutMs / HEARTBEATS,
    noteFile: join(folder, 'group-member.json'),
    cached: () => log.cached(),
    onStandby: (others) => log.standBy(others),
    onAssigned: async (partitions) => {
      // Not awaited: what is revoked while its state is restored need not wait for that.
      tasks.own(partitions).catch(fail);
    },
    onRevoked: (partitions) => tasks.disown(partitions),
    onFailed: fail,
  });
  const watch = async (): Promise<void> => {
    // A task that stopped tells whoever waits for it.
    while (!ending.signal.aborted) {
      await tasks.idle();
      await systemPause(LOOK_AGAIN_MS, ending.signal);
    }
  };
  watch().catch(fail);
  while (!ending.signal.aborted) {
    say({ said: 'owned', count: [...tasks.owned().values()].filter((isOpen) => isOpen).length });
    await systemPause(LOOK_AGAIN_MS, ending.signal);
  }
  // What a worker says that has to be killed in the end: how far it came.
  process.stderr.write('leaving');
  await membership.leave();
  process.stderr.write(', stopping');
  await tasks.stop();
  process.stderr.write(', closing');
  await log.close();
  process.stderr.write(', closed');
  if (failure !== undefined) throw failure;
}

await live(JSON.parse(process.argv[2] ?? '') as Life);
// The channel to the parent is all that keeps the process.
process.off('disconnect', orphaned);
process.disconnect();
