import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type Append, type Clock, loadReference } from '@landbridge/infra';
import { openIngestion, type SimulatedDelivery } from '@landbridge/producers';
import {
  APPENDS_AHEAD_MAX,
  type IngestionOrder,
  type WordFromIngestion,
  type WordToIngestion,
} from './ingestion-words.ts';

/**
 * The thread in which deliveries become records. It holds no log: what it has encoded goes to the thread that does, a few
 * appends ahead of what is durable there.
 */
function ingest({ referenceFolder, partitions, fromMs }: IngestionOrder, pipeline: MessagePort) {
  const say = (word: WordFromIngestion, owned: ArrayBuffer[] = []): void =>
    pipeline.postMessage(word, owned);
  let ahead = 0;
  let answered = Promise.withResolvers<void>();
  const append = async (appends: readonly Append[]): Promise<void> => {
    const own = appends.map(ownCopy);
    say({ appends: own }, own.flatMap(buffersOf));
    ahead++;
    while (ahead >= APPENDS_AHEAD_MAX) await answered.promise;
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
    if ('deliveries' in word) {
      // One that fails ends the thread, and so the run, with its error.
      void take(word.deliveries);
      return;
    }
    ahead -= word.durable;
    answered.resolve();
    answered = Promise.withResolvers();
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

if (parentPort === null) throw new Error('What is simulated is ingested in a thread.');
ingest(workerData, parentPort);
