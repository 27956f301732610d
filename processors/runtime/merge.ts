import type { RecordBatch } from '@landbridge/infra';
import { type Run, timeOf } from '../engine/index.ts';

/**
 * Brings the batches of several topics into about the order of event time, record by record: of a run no other topic has
 * one that happened before the last of it.
 */
export type Merge = {
  /** Whether a topic has records waiting. */
  has(topic: string): boolean;
  /** Puts a topic's next batch behind what it has waiting, which must be nothing. The batch is not copied. */
  offer(batch: RecordBatch): void;
  /** The run of the topic that lies furthest behind in event time; undefined when nothing waits. */
  next(): Run | undefined;
  clear(): void;
};

type Waiting = { readonly batch: RecordBatch; next: number; timeMs: number };

/**
 * A topic comes in batches, and a batch of traffic spans minutes in which many trucks moved: taken whole it would put
 * every one of them behind readings of their future, and each would be folded twice.
 */
export function newMerge(): Merge {
  const waiting = new Map<string, Waiting>();
  return {
    has: (topic) => waiting.has(topic),
    offer(batch) {
      if (batch.count > 0) waiting.set(batch.topic, { batch, next: 0, timeMs: timeOf(batch, 0) });
    },
    next() {
      let first: Waiting | undefined;
      let limitMs = Number.POSITIVE_INFINITY;
      for (const each of waiting.values()) {
        if (first === undefined || each.timeMs < first.timeMs) {
          if (first !== undefined) limitMs = first.timeMs;
          first = each;
        } else if (each.timeMs < limitMs) limitMs = each.timeMs;
      }
      if (first === undefined) return undefined;
      const { batch, next: from } = first;
      let to = from + 1;
      while (to < batch.count) {
        first.timeMs = timeOf(batch, to);
        if (first.timeMs > limitMs) break;
        to++;
      }
      first.next = to;
      if (to === batch.count) waiting.delete(batch.topic);
      return { batch, from, to };
    },
    clear: () => waiting.clear(),
  };
}
