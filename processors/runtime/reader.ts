import type { Log, RecordBatch } from '@landbridge/infra';
import { newHeaderView, readHeader } from '@landbridge/schemas';
import type { Task } from '../engine/index.ts';

/** Hands a task its inputs in about the order of event time, however the log was filled. */
export type Reader = {
  /** The next batch of the topic that lies furthest behind in event time; undefined when all is taken. */
  next(): Promise<RecordBatch | undefined>;
  hasMore(): boolean;
  /** The task begins again from its last commit: what was read ahead is not next any more. */
  forget(): void;
};

const READ_BYTES_MAX = 1 << 18;

/**
 * Reads one batch ahead of each topic and chooses by the event time of its first record: an input that was never read
 * may begin a month after the others, and reading it first would move time for all of them.
 */
export function newReader(log: Log, partition: number, taskNow: () => Task): Reader {
  const ahead = new Map<string, { batch: RecordBatch; timeMs: number }>();
  const isBehindLog = (topic: string): boolean =>
    taskNow().position(topic) < log.extent(topic, partition).end;
  return {
    async next() {
      let chosen: { batch: RecordBatch; timeMs: number } | undefined;
      for (const topic of taskNow().inputTopics) {
        const known = ahead.get(topic) ?? (isBehindLog(topic) ? await read(topic) : undefined);
        if (known === undefined) continue;
        ahead.set(topic, known);
        if (chosen === undefined || known.timeMs < chosen.timeMs) chosen = known;
      }
      if (chosen !== undefined) ahead.delete(chosen.batch.topic);
      return chosen?.batch;
    },
    hasMore: () => ahead.size > 0 || taskNow().inputTopics.some(isBehindLog),
    forget: () => ahead.clear(),
  };

  async function read(topic: string): Promise<{ batch: RecordBatch; timeMs: number } | undefined> {
    const from = taskNow().position(topic);
    const batch = await log.read(topic, partition, from, READ_BYTES_MAX);
    return batch === undefined ? undefined : { batch: ownCopy(batch), timeMs: firstTimeOf(batch) };
  }
}

const view = newHeaderView();

/** Event time of the first record; marks come at once. */
function firstTimeOf({ bytes, starts, values }: RecordBatch): number {
  const start = values[0] ?? 0;
  const end = starts[1] ?? 0;
  if (end - start < 16) return Number.NEGATIVE_INFINITY;
  readHeader(bytes, start, view);
  return Number.isFinite(view.eventTime) ? view.eventTime : Number.NEGATIVE_INFINITY;
}

/** A batch is valid until the next read, and this one waits for its turn. */
function ownCopy(batch: RecordBatch): RecordBatch {
  return {
    ...batch,
    bytes: Buffer.from(batch.bytes),
    starts: batch.starts.slice(),
    values: batch.values.slice(),
  };
}
