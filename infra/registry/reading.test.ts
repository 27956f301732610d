import { type AvroSchema, codecFor, embeddedSchemaId, truckPositions } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { readingOf } from './reading.ts';
import { aTide, onWire, TIDE_V1, TIDE_V2, type Tide, tides } from './tides.ts';

const topic = tides();

function rewritten(schema: AvroSchema, value: Buffer): Buffer | undefined {
  const reading = readingOf(topic, schema);
  if (reading.kind !== 'foreign') throw new Error(`It is ${reading.kind}.`);
  return reading.rewrite(value);
}

test('each version of ours is known by what it writes, not by its text', () => {
  expect(readingOf(topic, TIDE_V1)).toEqual({ kind: 'own', schemaId: embeddedSchemaId(TIDE_V1) });
  const [id, ...rest] = TIDE_V2.fields;
  const ofJava: AvroSchema = {
    fields: [
      // The form in which Java's tools write a string.
      { name: 'id', type: { type: 'string', 'avro.java.string': 'String' } as never },
      ...rest.map(({ doc: _, ...field }) => field),
    ],
    doc: 'Written by hand.',
    name: 'Tide',
    type: 'record',
  };
  expect(id?.type).toBe('string');
  expect(readingOf(topic, ofJava)).toEqual({ kind: 'own', schemaId: embeddedSchemaId(TIDE_V2) });
});

test('values of a foreign schema are written anew with our newest, what we do not know left out', () => {
  const theirs: AvroSchema = {
    ...TIDE_V1,
    fields: [...TIDE_V1.fields, { name: 'gauge', type: 'string' }],
  };
  const tide = { ...aTide(), gauge: 'radar' };
  const value = onWire(codecFor<Tide & { gauge: string }>([theirs], 3).toBytes(tide), 77);
  const bytes = rewritten(theirs, value);
  expect(bytes?.readUInt32BE(1)).toBe(embeddedSchemaId(TIDE_V2));
  expect(topic.codec.decode(bytes ?? value, 0, bytes?.length ?? 0)).toEqual({
    ...aTide(),
    levelM: null,
  });
  expect(value.readUInt32BE(1)).toBe(77);
});

test('a damaged value of a foreign schema is not written anew', () => {
  const theirs: AvroSchema = {
    ...TIDE_V1,
    fields: [...TIDE_V1.fields, { name: 'gauge', type: 'string' }],
  };
  expect(rewritten(theirs, Buffer.from([0, 0, 0, 0, 77, 9, 9]))).toBeUndefined();
});

test.each<[string, AvroSchema | undefined]>([
  ['no schema', undefined],
  ['another record', { type: 'record', name: 'Other', fields: [{ name: 'x', type: 'long' }] }],
  ['one without a field that we need', { ...TIDE_V1, fields: TIDE_V1.fields.slice(0, 7) }],
  [
    'one with another type',
    {
      ...TIDE_V1,
      fields: TIDE_V1.fields.map((f) => (f.name === 'station' ? { ...f, type: 'long' } : f)),
    },
  ],
  ['one whose header is elsewhere', { ...TIDE_V1, fields: TIDE_V1.fields.toReversed() }],
])('%s is unknown', (_, schema) => {
  expect(readingOf(topic, schema)).toEqual({ kind: 'unknown' });
});

/** The same with its times in microseconds, as Flink, Spark and Debezium write them. A registry calls that compatible. */
function inMicros(schema: AvroSchema): AvroSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('timestamp-millis', 'timestamp-micros'));
}

test('times in another unit are not taken for ours, whether a version of ours or a foreign schema has them', () => {
  const [ours] = truckPositions.schemas as [AvroSchema];
  const theirs = inMicros(ours);
  expect(readingOf(truckPositions, ours).kind).toBe('own');
  expect(readingOf(truckPositions, theirs)).toEqual({ kind: 'unknown' });
  const driver = { name: 'driver', type: 'string', default: '' };
  const more = (schema: AvroSchema) => ({ ...schema, fields: [...schema.fields, driver] });
  expect(readingOf(truckPositions, more(ours)).kind).toBe('foreign');
  expect(readingOf(truckPositions, more(theirs))).toEqual({ kind: 'unknown' });
  // Only one that comes behind the header.
  const [recordedAt] = ours.fields.filter(({ name }) => name === 'recordedAt');
  const one = ours.fields.map((field) => (field === recordedAt ? inMicros(field as never) : field));
  expect(readingOf(truckPositions, more({ ...ours, fields: one as never }))).toEqual({
    kind: 'unknown',
  });
});
