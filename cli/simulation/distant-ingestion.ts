import { Worker } from 'node:worker_threads';
import { type Append, type Log, PipelineError } from '@landbridge/infra';
import type { IngestionCounts, SimulatedDelivery } from '@landbridge/producers';
import {
  type IngestionOrder,
  TAKEN_AHEAD_MAX,
  type WordFromIngestion,
  type WordToIngestion,
} from './ingestion-words.ts';

/**
 * Ingestion in a thread of its own, by a clock that shows when each delivery arrives in the simulated world. Decoding
 * and encoding are there, the log is here.
 */
export type DistantIngestion = AsyncDisposable & {
  /** Hands over what arrived together. Resolves when there is room for more; rejects where ingestion has failed. */
  take(deliveries: readonly SimulatedDelivery[]): Promise<void>;
  /** Resolves when all that was handed over is durable. */
  flush(): Promise<void>;
  readonly counts: IngestionCounts;
};

export function openDistantIngestion(
  log: Pick<Log, 'append' | 'partitions'>,
  { signal, ...order }: Omit<IngestionOrder, 'partitions'> & { readonly signal?: AbortSignal },
): DistantIngestion {
  const workerData: IngestionOrder = { ...order, partitions: log.partitions };
  const thread = new Worker(new URL('./ingestion-thread.ts', import.meta.url), { workerData });
  let counts: IngestionCounts = { accepted: 0, duplicates: 0, deadLettered: 0, reasons: {} };
  let outstanding = 0;
  let changed = Promise.withResolvers<void>();
  let failure: unknown;
  const say = (word: WordToIngestion): void => thread.postMessage(word);
  const wake = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    wake();
  };
  const append = async (appends: readonly Append[]): Promise<void> => {
    try {
      await log.append(appends.map(withBuffer));
      say({ append: 'durable' });
    } catch (error) {
      const isFull = error instanceof PipelineError && error.code === 'log-full';
      if (isFull && signal?.aborted !== true) say({ append: 'full' });
      else fail(error);
    }
  };
  thread.on('message', (word: WordFromIngestion) => {
    if ('appends' in word) {
      void append(word.appends);
      return;
    }
    counts = word.taken;
    outstanding--;
    wake();
  });
  thread.on('error', fail);
  const untilFewer = async (max: number): Promise<void> => {
    while (failure === undefined && outstanding >= max) await changed.promise;
    if (failure !== undefined) throw failure;
  };
  return {
    async take(deliveries) {
      outstanding++;
      say({ deliveries });
      await untilFewer(TAKEN_AHEAD_MAX);
    },
    flush: () => untilFewer(1),
    get counts() {
      return counts;
    },
    async [Symbol.asyncDispose]() {
      await thread.terminate();
    },
  };
}

/** A buffer that crossed threads arrives as plain bytes. */
function withBuffer({ bytes, ...append }: Append): Append {
  return { ...append, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}
