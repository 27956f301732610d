import Encoder from 'kafkajs/src/protocol/encoder.js';
import createRequest from 'kafkajs/src/protocol/request.js';
import theirFetch from 'kafkajs/src/protocol/requests/fetch/v11/request.js';
import theirFetchResponse from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import theirProduceResponse from 'kafkajs/src/protocol/requests/produce/v7/response.js';
import { expect, test } from 'vitest';
import { fetchRequest } from './fetch.ts';
import './kafkajs.ts';
import { produceRequest } from './produce.ts';
import { batchAt } from './sample-batches.ts';

/** kafkajs's own writers and readers of the same versions are the measure: others wrote them. */
test('a fetch is asked for as kafkajs asks', async () => {
  const places = [
    { topic: 'a.b', partition: 0, from: 0, bytesMax: 1_000 },
    { topic: 'a.b', partition: 7, from: 2 ** 40 + 3, bytesMax: 1 },
    { topic: 'topic-ü', partition: 1, from: 5, bytesMax: 2 ** 20 },
  ];
  const { request } = fetchRequest({ places, maxWaitMs: 250, bytesMax: 2 ** 22 });
  const asked = (topic: string) =>
    places
      .filter((place) => place.topic === topic)
      .map(({ partition, from, bytesMax }) => ({
        partition,
        ...{ fetchOffset: String(from), maxBytes: bytesMax },
      }));
  const theirs = theirFetch({
    ...{ replicaId: -1, isolationLevel: 1, sessionId: 0, sessionEpoch: -1, forgottenTopics: [] },
    ...{ maxWaitTime: 250, minBytes: 1, maxBytes: 2 ** 22, rackId: '' },
    topics: ['a.b', 'topic-ü'].map((topic) => ({ topic, partitions: asked(topic) })),
  });
  expect(request.apiVersion).toBe(theirs.apiVersion);
  expect((await request.encode()).buffer).toEqual((await theirs.encode()).buffer);
});

test.each(['ours', 'x'.repeat(400)])(
  'kafkajs frames requests of ours like its own: client %s',
  async (clientId) => {
    const batches = [{ topic: 'a.b', partition: 0, bytes: batchAt(0, ['a=1']) }];
    const { request } = produceRequest({ transactionalId: undefined, batches });
    const { buffer } = await request.encode();
    const framed = await createRequest({ correlationId: 7, clientId, request });
    const asTheirs = { ...request, encode: async () => new Encoder().writeBuffer(buffer) };
    const theirs = await createRequest({ correlationId: 7, clientId, request: asTheirs });
    expect(framed.buffer).toEqual(theirs.buffer);
  },
);

test('a fetch is answered as kafkajs reads it', async () => {
  const recordSet = batchAt(3, ['a=1', 'b=2']);
  const partition = (number: number, errorCode: number, records: Buffer) =>
    new Encoder()
      .writeInt32(number)
      .writeInt16(errorCode)
      .writeInt64(9)
      .writeInt64(8)
      .writeInt64(2)
      .writeArray([new Encoder().writeInt64(77).writeInt64(4)])
      .writeInt32(-1)
      .writeBytes(records);
  const topic = new Encoder()
    .writeString('a.b')
    .writeArray([partition(0, 0, recordSet), partition(1, 1, Buffer.alloc(0))]);
  const payload = new Encoder()
    .writeInt32(30)
    .writeInt16(0)
    .writeInt32(0)
    .writeArray([topic]).buffer;
  const { response } = fetchRequest({ places: [], maxWaitMs: 0, bytesMax: 0 });
  const ours = { topic: 'a.b', start: 2, stable: 8, aborted: [{ producerId: 77, first: 4 }] };
  expect(await response.decode(payload)).toEqual({
    clientSideThrottleTime: 30,
    fetched: [
      { ...ours, partition: 0, errorCode: 0, recordSet },
      { ...ours, partition: 1, errorCode: 1, recordSet: Buffer.alloc(0) },
    ],
  });
  const theirs = await theirFetchResponse.decode(payload);
  expect(theirs.responses[0]?.partitions[0]).toMatchObject({
    ...{ partition: 0, highWatermark: '9', lastStableOffset: '8', lastStartOffset: '2' },
    abortedTransactions: [{ producerId: '77', firstOffset: '4' }],
  });
});

test('batches are handed over sealed, and their offsets come back', async () => {
  const batches = [
    { topic: 'a.b', partition: 0, bytes: batchAt(0, ['a=1']) },
    { topic: 'a.b', partition: 3, bytes: batchAt(0, ['b=2']) },
    { topic: 'c.d', partition: 0, bytes: batchAt(0, ['c=3']) },
  ];
  const { request, response } = produceRequest({ transactionalId: 'task-0', batches });
  const sealed = ({ partition, bytes }: (typeof batches)[number]) =>
    new Encoder().writeInt32(partition).writeInt32(bytes.length).writeBuffer(bytes);
  const expected = new Encoder()
    .writeString('task-0')
    .writeInt16(-1)
    .writeInt32(30_000)
    .writeArray([
      new Encoder().writeString('a.b').writeArray(batches.slice(0, 2).map(sealed)),
      new Encoder().writeString('c.d').writeArray(batches.slice(2).map(sealed)),
    ]);
  expect((await request.encode()).buffer).toEqual(expected.buffer);
  const answer = (partition: number, errorCode: number, base: number) =>
    new Encoder()
      .writeInt32(partition)
      .writeInt16(errorCode)
      .writeInt64(base)
      .writeInt64(-1)
      .writeInt64(0);
  const payload = new Encoder()
    .writeArray([
      new Encoder().writeString('a.b').writeArray([answer(0, 0, 2 ** 33), answer(3, 6, -1)]),
    ])
    .writeInt32(5).buffer;
  expect(await response.decode(payload)).toEqual({
    clientSideThrottleTime: 5,
    produced: [
      { topic: 'a.b', partition: 0, errorCode: 0, base: 2 ** 33 },
      { topic: 'a.b', partition: 3, errorCode: 6, base: -1 },
    ],
  });
  const theirs = await theirProduceResponse.decode(payload);
  expect(theirs.topics[0]?.partitions[0]).toMatchObject({ baseOffset: String(2 ** 33) });
});
