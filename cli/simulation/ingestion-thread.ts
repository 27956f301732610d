import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type Append, type Clock, loadReference, PipelineError } from '@landbridge/infra';
import { openIngestion, type SimulatedDelivery } from '@landbridge/producers';
import type { IngestionOrder, WordFromIngestion, WordToIngestion } from './ingestion-words.ts';

/**
 * The thread in which deliveries become records. It holds no log: what it has encoded goes to the thread that does, and
 * only when that says so is it durable.
 */
function ingest({ referenceFolder, partitions, fromMs }: IngestionOrder, pipeline: MessagePort) {
  const say = (word: WordFromIngestion, owned: ArrayBuffer[] = []): void =>
    pipeline.postMessage(word, owned);
  let answered = Promise.withResolvers<'durable' | 'full'>();
  const append = async (appends: readonly Append[]): Promise<void> => {
    answered = Promise.withResolvers();
    const own = appends.map(ownCopy);
    say({ appends: own }, own.flatMap(buffersOf));
    if ((await answered.promise) === 'full') throw full();
  };
  let nowMs = fromMs;
  const clock: Clock = { nowMs: () => nowMs };
  /** The clock moves on as each is taken. */
  function* clocked(deliveries: readonly SimulatedDelivery[]): Generator<SimulatedDelivery> {
    for (const { bytes, ...delivery } of deliveries) {
      nowMs = Math.max(nowMs, delivery.atMs);
      // A buffer that crossed threads arrives as plain bytes.
      yield { ...delivery, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    }
  }
  // Whose records come back as known is for the engine to say, and counted there.
  const log = { partitions, contiguous: false, extent: () => ({ start: 0, end: 0 }), append };
  const ingestion = openIngestion({ log, reference: loadReference(referenceFolder), clock });
  const take = async (deliveries: readonly SimulatedDelivery[]): Promise<void> => {
    await ingestion.takeAll(clocked(deliveries));
    say({ taken: ingestion.counts });
  };
  pipeline.on('message', (word: WordToIngestion) => {
    // One that fails ends the thread, and so the run, with its error.
    if ('deliveries' in word) void take(word.deliveries);
    else answered.resolve(word.append);
  });
}

/** The builder writes on into its bytes: those that leave the thread are others. */
function ownCopy({ bytes, starts, values, ...append }: Append): Append {
  return {
    ...append,
    bytes: Buffer.from(Uint8Array.prototype.slice.call(bytes).buffer),
    starts: starts.slice(),
    values: values.slice(),
  };
}

function buffersOf({ bytes, starts, values }: Append): ArrayBuffer[] {
  return [bytes.buffer, starts.buffer, values.buffer] as ArrayBuffer[];
}

function full(): PipelineError {
  return new PipelineError('log-full', 'Appending: the log has no room yet.', { retriable: true });
}

if (parentPort === null) throw new Error('What is simulated is ingested in a thread.');
ingest(workerData, parentPort);
