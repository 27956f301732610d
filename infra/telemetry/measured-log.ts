import type { Clock } from '../clock.ts';
import type { Log, TaskStore } from '../log/log.ts';
import { storeWithMethods, withMethods } from '../log/with-methods.ts';

/** How much of a topic partition a consumer has still to read. */
export type Lag = {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  /** Places between its position and the end; on Kafka the markers of transactions count too. */
  readonly records: number;
};

/** What a log was seen to do since it was opened. */
export type LogFigures = {
  readonly lags: readonly Lag[];
  readonly commits: number;
  readonly commitsFailed: number;
  /** Time that commits took together, and the longest of them, milliseconds. */
  readonly commitMs: number;
  readonly commitMsMax: number;
};

export type MeasuredLog = { readonly log: Log; figures(): LogFigures };

/** Notes what passes through a log: consumers say how far they are, commits how long they take. */
export function measuredLog(inner: Log, clock: Clock): MeasuredLog {
  const counts = { commits: 0, commitsFailed: 0, commitMs: 0, commitMsMax: 0 };
  const positions = new Map<string, Omit<Lag, 'records'> & { offset: number }>();
  const note = (consumer: string, topic: string, partition: number, offset: number): void => {
    const key = `${consumer} ${topic}/${partition}`;
    if (offset === Number.POSITIVE_INFINITY) positions.delete(key);
    else positions.set(key, { consumer, topic, partition, offset });
  };
  const forget = (consumer: string): void => {
    for (const [key, position] of positions) {
      if (position.consumer === consumer) positions.delete(key);
    }
  };
  const openTask = async (task: number): Promise<TaskStore> => {
    const store = await inner.openTask(task);
    const consumer = `task:${task}`;
    return storeWithMethods(store, {
      async commit(commit) {
        const begunMs = clock.nowMs();
        try {
          await store.commit(commit);
        } catch (error) {
          counts.commitsFailed++;
          throw error;
        }
        const ms = clock.nowMs() - begunMs;
        counts.commits++;
        counts.commitMs += ms;
        counts.commitMsMax = Math.max(counts.commitMsMax, ms);
        for (const [topic, offset] of commit.positions) note(consumer, topic, task, offset);
      },
      async close() {
        forget(consumer);
        await store.close();
      },
    });
  };
  const log = withMethods(inner, {
    openTask,
    protect(consumer, topic, partition, offset) {
      note(consumer, topic, partition, offset);
      inner.protect(consumer, topic, partition, offset);
    },
  });
  const lags = (): Lag[] =>
    [...positions.values()].map(({ offset, ...of }) => ({
      ...of,
      records: Math.max(0, inner.extent(of.topic, of.partition).end - offset),
    }));
  return { log, figures: () => ({ ...counts, lags: lags() }) };
}
