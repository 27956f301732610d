import type { Request } from 'kafkajs/src/cluster/index.js';
import { RequestWriter, ResponseReader, type WrittenRequest } from './wire.ts';

const PRODUCE = { apiKey: 0, apiVersion: 7, apiName: 'Produce' };
const ALL_REPLICAS = -1;
const TIMEOUT_MS = 30_000;

/** One record batch for one partition; a request takes one for each. */
export type Sealed = { readonly topic: string; readonly partition: number; readonly bytes: Buffer };

/** What became of it: an error code, and the offset of its first record. */
export type Produced = {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly base: number;
};

/** Produce, version 7: answers when all replicas in sync have the batches. */
export function produceRequest(of: {
  transactionalId: string | undefined;
  batches: readonly Sealed[];
}): Request {
  let written: WrittenRequest | undefined;
  return {
    request: {
      ...PRODUCE,
      encode: async () => {
        const size = of.batches.reduce((sum, { bytes }) => sum + bytes.length + 64, 256);
        const writer = new RequestWriter(size);
        writer.string(of.transactionalId).int16(ALL_REPLICAS).int32(TIMEOUT_MS);
        const topics = Map.groupBy(of.batches, ({ topic }) => topic);
        writer.int32(topics.size);
        for (const [topic, batches] of topics) {
          writer.string(topic).int32(batches.length);
          for (const { partition, bytes } of batches) writer.int32(partition).bytes(bytes);
        }
        written = writer.done();
        return written;
      },
    },
    response: {
      decode: async (payload) => {
        written?.release();
        return readProduced(payload);
      },
      parse: async (decoded) => decoded,
    },
    logResponseError: false,
  };
}

function readProduced(payload: Buffer): { clientSideThrottleTime: number; produced: Produced[] } {
  const reader = new ResponseReader(payload);
  const produced: Produced[] = [];
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string();
    for (let places = reader.int32(); places > 0; places--) {
      const [partition, errorCode, base] = [reader.int32(), reader.int16(), reader.int64()];
      reader.int64(); // when the broker stamped it
      reader.int64(); // the log's start
      produced.push({ topic, partition, errorCode, base });
    }
  }
  return { clientSideThrottleTime: reader.int32(), produced };
}
