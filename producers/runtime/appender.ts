import { type Append, BatchBuilder, type Log, type Pause, PipelineError } from '@landbridge/infra';
import type { FactEncoder } from './fact-encoder.ts';
import type { Origins } from './origins.ts';

/** An append holds at most this much; whoever fills it waits until it is durable. */
export const BATCH_BYTES_MAX = 4 << 20;
export const BATCH_RECORDS_MAX = 50_000;
/** Between two tries while the log is full. */
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
  flush(): Promise<void>;
};

export function appender(options: {
  log: Pick<Log, 'append' | 'contiguous' | 'extent'>;
  origins: Origins;
  pause: Pause;
  signal?: AbortSignal;
}): Appender {
  const { log, origins } = options;
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
    async flush() {
      const full = filled();
      if (full.length === 0) return;
      const sealed = full.map(({ builder }) => builder.seal());
      await appendWhenRoom(sealed, full);
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

  async function appendWhenRoom(sealed: readonly Append[], full: readonly Column[]) {
    for (let pauseMs = PAUSE_FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
      // Noted before the append: the engine may judge a record before our promise comes back.
      const undo = sealed.map((append, i) => noted(append, full[i]?.serials ?? []));
      try {
        await log.append(sealed);
        return;
      } catch (error) {
        for (const takeBack of undo.toReversed()) takeBack();
        const isFull =
          error instanceof PipelineError && error.code === 'log-full' && error.retriable;
        if (!isFull || options.signal?.aborted === true) throw error;
        await options.pause(pauseMs, options.signal);
      }
    }
  }
}
