import { storeWithMethods, systemClock, systemPause, withMethods } from '@landbridge/infra';
import { deploymentAt } from './kafka-deployment.ts';
import { dwellFold } from './kafka-dwells.ts';
import { type WorkerLife, workerLife } from './kafka-workers.ts';

/** What a worker says of itself. */
export type RestoreSaid = {
  /** Up to which offset of its changelog each task's state is cached. */
  readonly cached: readonly number[];
  /** Commits so far, when the first was, and up to which offset of the input the last one reached. */
  readonly committed: {
    readonly count: number;
    readonly firstMs: number;
    readonly position: number;
  };
};

const SAY_AGAIN_MS = 100;

/** A process that shares the tasks of a benchmark's deployment, until it is killed. */
async function live({ place, machine }: WorkerLife): Promise<void> {
  const { openLog, work } = deploymentAt(place, [dwellFold]);
  const say = (said: Partial<RestoreSaid>) => process.send?.(said);
  const log = await openLog(machine);
  let committed: RestoreSaid['committed'] | undefined;
  const telling = withMethods(log, {
    async openTask(task) {
      const store = await log.openTask(task);
      return storeWithMethods(store, {
        async commit(commit) {
          await store.commit(commit);
          const [position = 0] = commit.positions.values();
          const { count = 0, firstMs = systemClock.nowMs() } = committed ?? {};
          committed = { count: count + 1, firstMs, position };
          say({ cached: log.cached(), committed });
        },
      });
    },
  });
  const { cached, standBy } = { cached: () => log.cached(), standBy: log.standBy.bind(log) };
  const working = work({ ...telling, cached, standBy }, machine);
  working.catch(() => process.exit(1));
  for (;;) {
    say({ cached: log.cached() });
    await systemPause(SAY_AGAIN_MS);
  }
}

await live(workerLife());
