import type { Request } from 'kafkajs/src/cluster/index.js';
import type { Aborted } from './read-committed.ts';
import { RequestWriter, ResponseReader } from './wire.ts';

const FETCH = { apiKey: 1, apiVersion: 11, apiName: 'Fetch' };
const READ_COMMITTED = 1;
/** A client, not a replica; no fetch session; leader epoch and log start unknown. */
const NONE = -1;

export type FetchPlace = {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  /** The first batch comes whole, however large it is. */
  readonly bytesMax: number;
};

/** What a broker says of one partition. */
export type Fetched = {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  /** Offset of the first record that is kept. */
  readonly start: number;
  /** Behind the last record that no open transaction holds back. */
  readonly stable: number;
  readonly aborted: readonly Aborted[];
  readonly recordSet: Buffer;
};

/**
 * Fetch, version 11, as a rule of committed records: answers when there is something, or after `maxWaitMs`. Written and read here,
 * since kafkajs would make an object of every record.
 */
export function fetchRequest(of: {
  places: readonly FetchPlace[];
  maxWaitMs: number;
  bytesMax: number;
  /** Default: committed records. */
  isolationLevel?: number;
}): Request {
  const { isolationLevel = READ_COMMITTED } = of;
  return {
    request: {
      ...FETCH,
      encode: async () => {
        const writer = new RequestWriter(256 + of.places.length * 64);
        writer.int32(NONE).int32(of.maxWaitMs).int32(1).int32(of.bytesMax).int8(isolationLevel);
        writer.int32(0).int32(NONE);
        const topics = Map.groupBy(of.places, ({ topic }) => topic);
        writer.int32(topics.size);
        for (const [topic, places] of topics) {
          writer.string(topic).int32(places.length);
          for (const { partition, from, bytesMax } of places) {
            writer.int32(partition).int32(NONE).int64(from).int64(NONE).int32(bytesMax);
          }
        }
        return writer.int32(0).string('').done();
      },
    },
    response: {
      decode: async (payload) => readFetched(payload),
      parse: async (decoded) => decoded,
    },
    requestTimeout: of.maxWaitMs + 10_000,
    logResponseError: false,
  };
}

function readFetched(payload: Buffer): { clientSideThrottleTime: number; fetched: Fetched[] } {
  const reader = new ResponseReader(payload);
  const clientSideThrottleTime = reader.int32();
  reader.int16(); // an error of the session: there is none
  reader.int32();
  const fetched: Fetched[] = [];
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string();
    for (let places = reader.int32(); places > 0; places--) fetched.push(readPlace(topic, reader));
  }
  return { clientSideThrottleTime, fetched };
}

function readPlace(topic: string, reader: ResponseReader): Fetched {
  const partition = reader.int32();
  const errorCode = reader.int16();
  reader.int64(); // the high watermark: a reader of committed records stops before it
  const stable = reader.int64();
  const start = reader.int64();
  const aborted: Aborted[] = [];
  for (let left = reader.int32(); left > 0; left--) {
    aborted.push({ producerId: reader.int64(), first: reader.int64() });
  }
  reader.int32(); // the replica it would rather have us read
  const recordSet = reader.bytes();
  return { topic, partition, errorCode, start, stable, aborted, recordSet };
}
