import type { Log } from '@landbridge/infra';
import type { Run, Task } from '../engine/index.ts';
import { newMerge } from './merge.ts';

/** Hands a task its inputs in about the order of event time, however the log was filled. */
export type Reader = {
  /** Reads ahead of every topic that has nothing waiting. */
  fill(): Promise<void>;
  /** The next records of what was read ahead; undefined where `fill` must come first, or all is taken. */
  next(): Run | undefined;
  hasMore(): boolean;
  /** Offsets of all inputs between what was taken and the end of the log. */
  behind(): number;
  /** The task begins again from its last commit: what was read ahead is not next any more. */
  forget(): void;
};

const READ_BYTES_MAX = 1 << 18;

/**
 * Reads one batch ahead of each topic and merges them by event time: an input that was never read may begin a month
 * after the others, and reading it first would move time for all of them.
 */
export function newReader(log: Log, partition: number, taskNow: () => Task): Reader {
  const merge = newMerge();
  let dry = true;
  const isBehindLog = (topic: string): boolean =>
    taskNow().position(topic) < log.extent(topic, partition).end;
  return {
    async fill() {
      for (const topic of taskNow().inputTopics) {
        if (merge.has(topic) || !isBehindLog(topic)) continue;
        const from = taskNow().position(topic);
        const batch = await log.read(topic, partition, from, READ_BYTES_MAX);
        if (batch !== undefined) merge.offer(batch);
      }
      dry = false;
    },
    next() {
      if (dry) return undefined;
      const run = merge.next();
      // The topic may have more in the log, and that may come before what the others have waiting.
      dry = run === undefined || run.to === run.batch.count;
      return run;
    },
    hasMore: () => taskNow().inputTopics.some((topic) => merge.has(topic) || isBehindLog(topic)),
    behind: () =>
      taskNow().inputTopics.reduce(
        (sum, topic) => sum + log.extent(topic, partition).end - taskNow().position(topic),
        0,
      ),
    forget: () => {
      merge.clear();
      dry = true;
    },
  };
}
