import fc from 'fast-check';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import decodeTheirs from 'kafkajs/src/protocol/recordBatch/v0/decoder.js';
import theirs from 'kafkajs/src/protocol/recordBatch/v0/index.js';
import { expect, test } from 'vitest';
import { BatchBuilder } from '../batch-builder.ts';
import { chunkOf, recordsOf } from './chunk.ts';
import { batchesOf, encodeBatch } from './record-batch.ts';

/** The codec of kafkajs was written by others and from the specification too: each reads what the other wrote. */
type Entry = { readonly key: Buffer; readonly value: Buffer | null };

const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array));
const entry: fc.Arbitrary<Entry> = fc.record({
  key: bytes(40),
  value: fc.option(bytes(300).filter(({ length }) => length > 0)),
});
const entries = fc.array(entry, { minLength: 1, maxLength: 50 });

test('kafkajs reads what we write', async () => {
  const header = fc.record({
    stampMs: fc.nat(2 ** 41),
    producerId: fc.integer({ min: -1, max: 2 ** 50 }),
    producerEpoch: fc.integer({ min: -1, max: 32_767 }),
    sequence: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
    transactional: fc.boolean(),
    compression: fc.constantFrom('none' as const, 'gzip' as const),
  });
  await fc.assert(
    fc.asyncProperty(entries, header, fc.nat(49), async (given, said, skipped) => {
      const builder = new BatchBuilder('a.b', 0);
      for (const { key, value } of given) builder.push(key, value ?? Buffer.alloc(0));
      const first = Math.min(skipped, given.length - 1);
      const run = { append: builder.seal(), first, end: given.length };
      const read = await decodeTheirs(new Decoder(encodeBatch(run, said)));
      expect(read).toMatchObject({
        producerId: String(said.producerId),
        producerEpoch: said.producerEpoch,
        firstSequence: said.sequence,
        inTransaction: said.transactional,
        maxTimestamp: String(said.stampMs),
      });
      expect(read.records.map(({ key, value }) => ({ key, value }))).toEqual(given.slice(first));
    }),
  );
});

test('we read what kafkajs writes, headers and times of records passed over', async () => {
  const stamped = fc.array(fc.tuple(entry, fc.nat(2 ** 34)), { minLength: 1, maxLength: 50 });
  const compression = fc.constantFrom(0, 1);
  await fc.assert(
    fc.asyncProperty(stamped, compression, async (given, codec) => {
      const records = given.map(([{ key, value }, timestampDelta], offsetDelta) =>
        encodeRecord({
          key,
          value,
          offsetDelta,
          timestampDelta,
          headers: { by: 'another', n: ['1', '2'] },
        }),
      );
      const { buffer } = await theirs.RecordBatch({
        compression: codec,
        records,
        firstTimestamp: 5,
        maxTimestamp: 9_000,
        firstSequence: 0,
        producerId: 77,
        producerEpoch: 1,
        transactional: true,
        lastOffsetDelta: given.length - 1,
      });
      const [batch] = batchesOf(buffer, 'a.b[0]');
      expect(batch).toMatchObject({
        count: given.length,
        producerId: 77,
        stampMs: 9_000,
        transactional: true,
      });
      const columns = await recordsOf(chunkAt(buffer), { topic: 'a.b', partition: 0, from: 0 });
      const { starts, values, bytes: all, count } = columns;
      const read = Array.from({ length: count }, (_, i) => {
        const value = all.subarray(values[i], starts[i + 1]);
        return {
          key: all.subarray(starts[i], values[i]),
          value: value.length === 0 ? null : value,
        };
      });
      expect(read).toEqual(given.map(([one]) => one));
    }),
  );
});

function chunkAt(recordSet: Buffer) {
  return chunkOf({ place: 'a.b[0]', from: 0, recordSet, aborted: [] });
}
