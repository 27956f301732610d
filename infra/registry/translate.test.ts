import { type AvroSchema, codecFor, embeddedSchemaId } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { BatchBuilder } from '../log/batch-builder.ts';
import type { RecordBatch } from '../log/log.ts';
import type { TopicFrames } from './frame-ids.ts';
import { type Reading, readingOf } from './reading.ts';
import { aTide, onWire, TIDE_V1, TIDE_V2, type Tide, tides } from './tides.ts';
import { translateIn, translateOut } from './translate.ts';

const topic = tides();
const old = tides([TIDE_V1]);
const FOREIGN: AvroSchema = {
  ...TIDE_V1,
  fields: [...TIDE_V1.fields, { name: 'gauge', type: 'string' }],
};
const foreign = codecFor<Tide & { gauge: string }>([FOREIGN], 3);
/** What the registry calls our two versions, and the foreign schema. */
const [ONE, TWO, THEIRS] = [11, 12, 13];

/** Frames of a topic whose registry answers from a table; remembers what was asked. */
function framesWith(asked: number[] = []): TopicFrames {
  const known = new Map<number, Reading>([
    [ONE, readingOf(topic, TIDE_V1)],
    [TWO, readingOf(topic, TIDE_V2)],
  ]);
  const outgoing = new Map([
    [embeddedSchemaId(TIDE_V1), ONE],
    [embeddedSchemaId(TIDE_V2), TWO],
  ]);
  return {
    outgoing: (schemaId) => outgoing.get(schemaId),
    incoming: (id) => known.get(id),
    async learn(id) {
      asked.push(id);
      known.set(id, readingOf(topic, id === THEIRS ? FOREIGN : undefined));
      return known.get(id) ?? { kind: 'unknown' };
    },
  };
}

function batchOf(...values: Buffer[]): RecordBatch {
  const builder = new BatchBuilder(topic.name, 0);
  for (const [i, value] of values.entries()) builder.push(Buffer.from(`key-${i}`), value);
  return { ...builder.seal(), baseOffset: 40, stampMs: 5 };
}

function valuesOf({ bytes, starts, values, count }: RecordBatch): Buffer[] {
  return Array.from({ length: count }, (_, i) => bytes.subarray(values[i], starts[i + 1]));
}

const NOTHING = Buffer.alloc(0);

test('what goes out carries the ids of the registry, and comes back as it was', async () => {
  const values = [topic.codec.toBytes(aTide()), old.codec.toBytes(aTide()), NOTHING];
  const batch = batchOf(...values);
  translateOut(batch, framesWith());
  expect(valuesOf(batch).map((value) => value.length && value.readUInt32BE(1))).toEqual([
    TWO,
    ONE,
    0,
  ]);
  const back = translateIn(batch, framesWith());
  expect(back).toBe(batch);
  expect(valuesOf(batch)).toEqual(values);
});

test('a record that is none of the topic must not be written', () => {
  const batch = batchOf(foreign.toBytes({ ...aTide(), gauge: 'radar' }));
  expect(() => translateOut(batch, framesWith())).toThrow('one of its schemas');
});

test('records of a foreign schema are read among ours; the registry is asked once', async () => {
  const ours = topic.codec.toBytes(aTide({ id: 'ours', levelM: 2.5 }));
  const theirs = (id: string) =>
    onWire(foreign.toBytes({ ...aTide({ id }), gauge: 'radar' }), THEIRS);
  const asked: number[] = [];
  const batch = batchOf(onWire(ours, TWO), theirs('a'), NOTHING, theirs('b'), onWire(ours, TWO));
  const read = await translateIn(batch, framesWith(asked));
  expect(asked).toEqual([THEIRS]);
  expect(read).toMatchObject({ baseOffset: 40, stampMs: 5, count: 5 });
  const events = valuesOf(read).map((value) =>
    value.length === 0 ? 'mark' : topic.codec.decode(value, 0, value.length),
  );
  const settled = (id: string) => ({ ...aTide({ id }), levelM: null });
  expect(events).toEqual([
    aTide({ id: 'ours', levelM: 2.5 }),
    settled('a'),
    'mark',
    settled('b'),
    aTide({ id: 'ours', levelM: 2.5 }),
  ]);
  const keys = valuesOf(read).map((_, i) =>
    read.bytes.toString('utf8', read.starts[i], read.values[i]),
  );
  expect(keys).toEqual(['key-0', 'key-1', 'key-2', 'key-3', 'key-4']);
});

test('what nobody can read comes through as it is, for its reader to set aside', async () => {
  const ours = topic.codec.toBytes(aTide());
  const strange = onWire(ours, 999);
  const poison = Buffer.from('not avro at all');
  const damaged = onWire(Buffer.from([0, 0, 0, 0, 0, 9, 9, 9]), THEIRS);
  const batch = batchOf(strange, poison, damaged, onWire(ours, TWO));
  const read = await translateIn(batch, framesWith());
  expect(valuesOf(read)).toEqual([strange, poison, damaged, ours]);
  expect(topic.codec.isWhole(strange, 0, strange.length)).toBe(false);
});

test('a strange id that is a number of ours inside is not taken for it', async () => {
  const ours = topic.codec.toBytes(aTide());
  const read = await translateIn(batchOf(ours), framesWith());
  const [value = NOTHING] = valuesOf(read);
  expect(value.readUInt32BE(1)).toBe(0);
  expect(value.subarray(5)).toEqual(ours.subarray(5));
  expect(topic.codec.isWhole(value, 0, value.length)).toBe(false);
});

test('while the registry does not answer, nothing is judged', async () => {
  const down: TopicFrames = { ...framesWith(), learn: () => Promise.reject(new Error('down')) };
  const batch = batchOf(onWire(topic.codec.toBytes(aTide()), 999));
  await expect(translateIn(batch, down)).rejects.toThrow('down');
});
