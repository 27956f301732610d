import {
  type RebuildOptions,
  type RebuildReport,
  type RebuildRequest,
  rebuild,
  type Tasks,
} from '@landbridge/processors';

export type RebuildBeside = {
  /** Lets the tasks rest, rebuilds, and lets them go on; sources and sinks run meanwhile. One at a time. */
  rebuild(
    request: RebuildRequest,
    rest?: Pick<RebuildOptions, 'onProgress' | 'signal'>,
  ): Promise<RebuildReport>;
  /**
   * Waits for something that the tasks do, and anew where they were let rest meanwhile: what rests seems to be done.
   * Rejects where a rebuild has ended so that they cannot go on.
   */
  whileWorking(wait: () => Promise<void>): Promise<void>;
};

export function rebuildBeside(
  tasks: Pick<Tasks, 'own' | 'disown'>,
  options: Pick<RebuildOptions, 'log' | 'topology' | 'context' | 'clock'>,
): RebuildBeside {
  const partitions = Array.from({ length: options.log.partitions }, (_, p) => p);
  let working: Promise<void> = Promise.resolve();
  return {
    async whileWorking(wait) {
      let before: Promise<void>;
      do {
        before = working;
        await before;
        await wait();
      } while (before !== working);
    },
    async rebuild(request, rest = {}) {
      const before = working;
      const again = Promise.withResolvers<void>();
      working = again.promise;
      // Somebody may ask later, or nobody: then nobody misses the answer.
      working.catch(() => undefined);
      try {
        await before;
        await tasks.disown(partitions);
        return await rebuild({ ...options, ...rest }, request);
      } finally {
        await tasks.own(partitions).then(again.resolve, again.reject);
      }
    },
  };
}
