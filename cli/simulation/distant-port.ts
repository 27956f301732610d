import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SimulatedDelivery, SimulatedPort } from '@landbridge/producers';
import type { PortOrder, PortWord } from './port-words.ts';

/** A simulated port in a thread of its own. */
export type DistantPort = AsyncDisposable & {
  /** The next deliveries that arrive together; undefined when all is told. Rejects where the port failed. */
  next(): Promise<readonly SimulatedDelivery[] | undefined>;
  /** What disturbed the deliveries; known at their end. */
  readonly absorbed: SimulatedPort['absorbed'] | undefined;
};

export function openDistantPort(order: PortOrder): DistantPort {
  const thread = new Worker(new URL('./port-thread.ts', import.meta.url), { workerData: order });
  const waiting: PortWord[] = [];
  let absorbed: SimulatedPort['absorbed'] | undefined;
  let failure: unknown;
  thread.on('message', (word: PortWord) => waiting.push(word));
  thread.on('error', (error) => {
    failure = error;
  });
  return {
    async next() {
      while (waiting.length === 0) {
        if (failure !== undefined) throw failure;
        if (absorbed !== undefined) return undefined;
        await once(thread, 'message');
      }
      const word = waiting.shift();
      if (word !== undefined && 'deliveries' in word) {
        thread.postMessage('taken');
        return word.deliveries.map((delivery) => ({ ...delivery, bytes: asBuffer(delivery) }));
      }
      absorbed = word?.absorbed;
      return undefined;
    },
    get absorbed() {
      return absorbed;
    },
    async [Symbol.asyncDispose]() {
      await thread.terminate();
    },
  };
}

/** A buffer that crossed threads arrives as plain bytes. */
function asBuffer({ bytes }: SimulatedDelivery): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
