import { Worker } from 'node:worker_threads';
import { type Append, type Log, type Pause, PipelineError, systemPause } from '@landbridge/infra';
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
  /** What was taken, and is or will be durable. */
  readonly counts: IngestionCounts;
};

export type DistantOptions = Omit<IngestionOrder, 'partitions'> & {
  /** Ends the waiting for a full log: what was not taken in rejects with `log-full`. */
  readonly signal?: AbortSignal;
  readonly pause?: Pause;
};

/** Between two tries while the log is full. */
const PAUSE_MS = 100;

export function openDistantIngestion(
  log: Pick<Log, 'append' | 'partitions'>,
  { signal, pause = systemPause, ...order }: DistantOptions,
): DistantIngestion {
  const workerData: IngestionOrder = { ...order, partitions: log.partitions };
  const thread = new Worker(new URL('./ingestion-thread.ts', import.meta.url), { workerData });
  const say = (word: WordToIngestion): void => thread.postMessage(word);
  let counts: IngestionCounts = { accepted: 0, duplicates: 0, deadLettered: 0, reasons: {} };
  /** Sets of deliveries that are not taken yet, and appends that are not durable. */
  let untaken = 0;
  let undurable = 0;
  let waiting: (readonly Append[])[] = [];
  let isAppending = false;
  let changed = Promise.withResolvers<void>();
  let failure: unknown;
  const wake = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    wake();
  };
  /** All that waits goes in one write: the busier this thread is, the fewer there are. */
  const appendWaiting = async (): Promise<void> => {
    if (isAppending) return;
    isAppending = true;
    while (waiting.length > 0 && failure === undefined) {
      const together = waiting;
      waiting = [];
      await appendWhenRoom(log, together.flat().map(withBuffer), { signal, pause });
      undurable -= together.length;
      say({ durable: together.length });
      wake();
    }
    isAppending = false;
  };
  thread.on('message', (word: WordFromIngestion) => {
    if ('appends' in word) {
      undurable++;
      waiting.push(word.appends);
      appendWaiting().catch(fail);
      return;
    }
    counts = word.taken;
    untaken--;
    wake();
  });
  thread.on('error', fail);
  const until = async (isReached: () => boolean): Promise<void> => {
    while (failure === undefined && !isReached()) await changed.promise;
    if (failure !== undefined) throw failure;
  };
  return {
    async take(deliveries) {
      untaken++;
      say({ deliveries });
      await until(() => untaken < TAKEN_AHEAD_MAX);
    },
    flush: () => until(() => untaken === 0 && undurable === 0),
    get counts() {
      return counts;
    },
    async [Symbol.asyncDispose]() {
      await thread.terminate();
    },
  };
}

async function appendWhenRoom(
  log: Pick<Log, 'append'>,
  appends: readonly Append[],
  { signal, pause }: { signal: AbortSignal | undefined; pause: Pause },
): Promise<void> {
  for (;;) {
    try {
      await log.append(appends);
      return;
    } catch (error) {
      const isFull = error instanceof PipelineError && error.code === 'log-full' && error.retriable;
      if (!isFull || signal?.aborted === true) throw error;
      await pause(PAUSE_MS, signal);
    }
  }
}

/** A buffer that crossed threads arrives as plain bytes. */
function withBuffer({ bytes, ...append }: Append): Append {
  return { ...append, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}
