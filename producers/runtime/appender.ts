import { type Append, BatchBuilder, type Log, type Pause, PipelineError } from '@landbridge/infra';
import type { FactEncoder } from './fact-encoder.ts';
import type { Origins } from './origins.ts';

/** An append holds at most this much; whoever fills it waits until it is durable. */
export const BATCH_BYTES_MAX = 4 << 20;
export const BATCH_RECORDS_MAX = 50_000;
/** Between two tries while the log is full or away. */
const PAUSE_FIRST_MS = 20;
const PAUSE_MAX_MS = 1000;

type Column = { builder: BatchBuilder; serials: number[] };

/** A record that is encoded already. */
export type ReadyRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly serial: number;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
};

/** Collects records and appends them in bounded batches, durable before it answers. Not for two at a time. */
export type Appender = {
  /** Whether `flush` should come before more is added. */
  readonly isFull: () => boolean;
  addFact(encoder: FactEncoder, serial: number): void;
  add(record: ReadyRecord): void;
  /** Makes everything added so far durable. Waits while the log is full; rejects with what else is wrong. */
  flush(patience?: Patience): Promise<void>;
};

/** Whoever waits until the signal says stop waits out every error that may pass, not a full log alone. */
export type Patience = { readonly waitsUntilStopped: boolean };

export function appender(options: {
  log: Pick<Log, 'append' | 'contiguous' | 'extent'>;
  origins: Origins;
  pause: Pause;
  signal?: AbortSignal;
}): Appender {
  const { log, origins, signal } = options;
  const columns = new Map<string, Column[]>();
  let count = 0;
  let size = 0;

  function columnOf(topic: string, partition: number): Column {
    let ofTopic = columns.get(topic);
    if (ofTopic === undefined) {
      ofTopic = [];
      columns.set(topic, ofTopic);
    }
    const found = ofTopic[partition];
    if (found !== undefined) return found;
    const column = { builder: new BatchBuilder(topic, partition), serials: [] };
    ofTopic[partition] = column;
    return column;
  }

  function filled(): Column[] {
    return [...columns.values()].flat().filter((column) => column?.builder.count > 0);
  }

  return {
    isFull: () => count >= BATCH_RECORDS_MAX || size >= BATCH_BYTES_MAX,
    addFact({ encoded, write }, serial) {
      const { builder, serials } = columnOf(encoded.topic, encoded.partition);
      const { bytes, at } = builder.reserve(encoded.bytesMax);
      const end = write(bytes, at);
      builder.add(at + encoded.keyLength, end);
      serials.push(serial);
      count++;
      size += end - at;
    },
    add({ topic, partition, serial, key, value }) {
      const { builder, serials } = columnOf(topic, partition);
      builder.push(key, value);
      serials.push(serial);
      count++;
      size += key.length + value.length;
    },
    async flush(patience) {
      const full = filled();
      if (full.length === 0) return;
      const sealed = full.map(({ builder }) => builder.seal());
      await appendWhenRoom(sealed, { full, patience });
      for (const column of full) {
        column.builder.clear();
        column.serials = [];
      }
      count = 0;
      size = 0;
    },
  };

  /** Where others write too nobody knows beforehand where a record will stand: then its origin is not remembered. */
  function noted({ topic, partition }: Append, serials: readonly number[]): () => void {
    if (!log.contiguous) return () => undefined;
    const base = log.extent(topic, partition).end;
    return origins.note(topic, partition, base, new Uint32Array(serials));
  }

  async function appendWhenRoom(
    sealed: readonly Append[],
    { full, patience }: { full: readonly Column[]; patience: Patience | undefined },
  ): Promise<void> {
    let failure: PipelineError | undefined;
    for (let pauseMs = PAUSE_FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
      // Noted before the append: the engine may judge a record before our promise comes back.
      const undo = sealed.map((append, i) => noted(append, full[i]?.serials ?? []));
      try {
        await unlessStopped(log.append(sealed), { failure, signal });
        return;
      } catch (error) {
        for (const takeBack of undo.toReversed()) takeBack();
        if (!isWaitedOut(error, patience) || signal?.aborted === true) throw error;
        failure = error;
        await options.pause(pauseMs, signal);
      }
    }
  }
}

/**
 * A log that is away answers only when its own patience ends: whoever stops does not wait for that again. The first try
 * is waited for, as it nearly always is about to succeed.
 */
async function unlessStopped(
  appended: Promise<void>,
  { failure, signal }: { failure: PipelineError | undefined; signal: AbortSignal | undefined },
): Promise<void> {
  if (failure === undefined || signal === undefined) return await appended;
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(failure);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    await Promise.race([appended, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Sending again is safe, also what is in the log already: ids and revisions are those of the first time. */
function isWaitedOut(error: unknown, patience: Patience | undefined): error is PipelineError {
  if (!(error instanceof PipelineError) || !error.retriable) return false;
  return patience?.waitsUntilStopped === true || error.code === 'log-full';
}
