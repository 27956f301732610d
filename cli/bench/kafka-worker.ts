import { systemClock, systemPause, withMethods } from '@landbridge/infra';
import { type DeploymentPlace, deploymentAt } from './kafka-deployment.ts';
import { dwellFold } from './kafka-dwells.ts';

export type WorkerLife = { readonly place: DeploymentPlace; readonly machine: string };

/** What a worker says of itself. */
export type WorkerSaid = {
  /** Up to which offset of its changelog each task's state is cached. */
  readonly cached: readonly number[];
  /** When the last commit was, and up to which offset of the input it reached. */
  readonly committed?: { readonly atMs: number; readonly position: number };
  /** How much of a task's state was read from its changelog, and when. */
  readonly restored?: { readonly atMs: number; readonly bytes: number };
};

const SAY_AGAIN_MS = 100;

/** A process that shares the tasks of a benchmark's deployment, until it is killed. */
async function live({ place, machine }: WorkerLife): Promise<void> {
  process.once('disconnect', () => process.exit(1));
  const { openLog, work } = deploymentAt(place, [dwellFold]);
  const say = (said: Omit<WorkerSaid, 'cached'>) =>
    process.send?.({ cached: log.cached(), ...said });
  const log = await openLog(machine, ({ bytes }) =>
    say({ restored: { atMs: systemClock.nowMs(), bytes } }),
  );
  const telling = withMethods(log, {
    async openTask(task) {
      const store = await log.openTask(task);
      return {
        task,
        checkpoint: () => store.checkpoint(),
        get: (key) => store.get(key),
        scan: (prefix, visit, from) => store.scan(prefix, visit, from),
        async commit(commit) {
          await store.commit(commit);
          const [position = 0] = commit.positions.values();
          say({ committed: { atMs: systemClock.nowMs(), position } });
        },
        close: () => store.close(),
      };
    },
  });
  const { cached, standBy } = { cached: () => log.cached(), standBy: log.standBy.bind(log) };
  const working = work({ ...telling, cached, standBy }, machine);
  working.catch(() => process.exit(1));
  for (;;) {
    say({});
    await systemPause(SAY_AGAIN_MS);
  }
}

await live(JSON.parse(process.argv[2] ?? '') as WorkerLife);
