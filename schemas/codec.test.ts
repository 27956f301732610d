import { expect, test } from 'vitest';
import type { AvroSchema } from './avro-schema.ts';
import {
  CodecError,
  codecFor,
  copyWithRevision,
  embeddedSchemaId,
  FRAME_BYTES,
  newHeaderView,
  readHeader,
  schemaIdOf,
} from './codec.ts';
import { containerEvents } from './container-events/container-events.ts';
import { gateTransactions } from './gate-transactions/gate-transactions.ts';
import { aContainerEvent, aGateTransaction, aTruckTraversal, at } from './testing/index.ts';
import type { Header } from './topic.ts';
import { truckTraversals } from './truck-traversals/truck-traversals.ts';
import { cursor } from './varint.ts';

const { codec } = gateTransactions;

function framed(set: Parameters<typeof aGateTransaction>[0] = {}): Buffer {
  return codec.toBytes(aGateTransaction(set));
}

function digestOf(set: Parameters<typeof aGateTransaction>[0]): number {
  const bytes = framed(set);
  return codec.digest(bytes, 0, bytes.length);
}

test('an event comes out as it went in, boxes within the gate transaction included', () => {
  const event = aGateTransaction({ haulier: '宁波港集运', lane: null });
  const bytes = codec.toBytes(event);
  expect(codec.decode(bytes, 0, bytes.length)).toStrictEqual(event);
});

test('a value begins with the Confluent frame: magic 0 and the schema id', () => {
  const bytes = framed();
  expect(bytes[0]).toBe(0);
  expect(schemaIdOf(bytes, 0, bytes.length)).toBe(codec.schemaId);
  expect(schemaIdOf(Buffer.from([1, 0, 0, 0, 1, 0]), 0, 6)).toBe(-1);
  expect(schemaIdOf(Buffer.alloc(FRAME_BYTES), 0, FRAME_BYTES)).toBe(-1);
});

test('the header is read without the rest', () => {
  const event = aGateTransaction({ revision: 2 ** 52, retracted: true, eventTime: at('09:30') });
  const bytes = Buffer.concat([Buffer.from('before'), codec.toBytes(event)]);
  const view = newHeaderView();
  readHeader(bytes, 6, view);
  expect(bytes.toString('utf8', view.idStart, view.idEnd)).toBe(event.id);
  expect(view).toMatchObject({
    revision: 2 ** 52,
    retracted: true,
    eventTime: at('09:30'),
    revisionStart: view.idEnd,
  });
  // The field behind the event time is the source.
  expect(bytes.toString('utf8', view.bodyStart + 1, view.bodyStart + 6)).toBe(event.source);
});

test('a copy carries another revision and another word on whether it stands, and is else the same', () => {
  const event = aGateTransaction({ revision: 3 });
  const bytes = codec.toBytes(event);
  const target = Buffer.alloc(bytes.length + 20);
  const from = { bytes, start: 0, end: bytes.length };
  const end = copyWithRevision(from, 2 ** 50, true, target, 7);
  expect(end - 7).toBeLessThanOrEqual(bytes.length + 9);
  expect(codec.decode(target, 7, end)).toEqual({ ...event, revision: 2 ** 50, retracted: true });
});

test('a projection builds the header and what was asked for, and nothing else', () => {
  const bytes = framed({ lane: 'L4' });
  const read = codec.project(['lane', 'boxes']);
  const { id, revision, retracted, eventTime, boxes } = aGateTransaction();
  expect(read(bytes, 0, bytes.length)).toEqual({
    id,
    revision,
    retracted,
    eventTime,
    lane: 'L4',
    boxes,
  });
});

test('the digest is that of the content: revision and ingestedAt are not part of it', () => {
  const digest = digestOf({});
  expect(digestOf({ revision: 77, ingestedAt: at('23:00') })).toBe(digest);
  expect(digestOf({ retracted: true })).not.toBe(digest);
  expect(digestOf({ id: 'other' })).not.toBe(digest);
  expect(digestOf({ recordedAt: at('08:01'), ingestedAt: at('08:01') })).not.toBe(digest);
  expect(digestOf({ lane: 'L5' })).not.toBe(digest);
});

test('the digest of a result row leaves its revision out', () => {
  const results = truckTraversals.codec;
  const [first, again, other] = [
    results.toBytes(aTruckTraversal({ revision: 1 })),
    results.toBytes(aTruckTraversal({ revision: 2 })),
    results.toBytes(aTruckTraversal({ stoppedMs: 1 })),
  ].map((bytes) => results.digest(bytes, 0, bytes.length));
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('an event is encoded at its place in a shared buffer', () => {
  const target = Buffer.alloc(2000, 0xaa);
  const event = aGateTransaction();
  const end = codec.encode(event, target, 100);
  expect(codec.decode(target, 100, end)).toEqual(event);
  expect([target[99], target[end]]).toEqual([0xaa, 0xaa]);
});

test('an event that does not fit into the buffer is told by a negative number', () => {
  const { length } = framed();
  for (const room of [0, FRAME_BYTES, FRAME_BYTES + 1, length >> 1, length - 1]) {
    expect(codec.encode(aGateTransaction(), Buffer.alloc(room), 0)).toBeLessThan(0);
  }
  expect(codec.encode(aGateTransaction(), Buffer.alloc(length), 0)).toBe(length);
});

test('a record larger than the shared buffer has bytes of its own', () => {
  const event = aGateTransaction({ haulier: '港'.repeat(100_000) });
  const bytes = codec.toBytes(event);
  expect(bytes.length).toBeGreaterThan(300_000);
  expect(codec.decode(bytes, 0, bytes.length)).toEqual(event);
});

test('a schema of another topic is named when it is decoded', () => {
  const bytes = containerEvents.codec.toBytes(aContainerEvent());
  expect(() => codec.decode(bytes, 0, bytes.length)).toThrow(
    `schema ${containerEvents.codec.schemaId} is not one of this topic's`,
  );
  expect(codec.isWhole(bytes, 0, bytes.length)).toBe(false);
});

test('bytes without a frame are named when they are decoded', () => {
  const bytes = Buffer.from('{"id":"1"}');
  expect(() => codec.decode(bytes, 0, bytes.length)).toThrow('no schema frame');
  expect(codec.isWhole(bytes, 0, bytes.length)).toBe(false);
});

test('a value cut anywhere is not whole, and decoding it says so', () => {
  const bytes = framed();
  for (let end = 0; end < bytes.length; end++) {
    expect(codec.isWhole(bytes, 0, end)).toBe(false);
    expect(() => codec.decode(bytes, 0, end)).toThrow(CodecError);
  }
});

test('a value with bytes behind it is not whole, and decoding it says so', () => {
  const bytes = Buffer.concat([framed(), Buffer.from([0])]);
  expect(codec.isWhole(bytes, 0, bytes.length - 1)).toBe(true);
  expect(codec.isWhole(bytes, 0, bytes.length)).toBe(false);
  expect(() => codec.decode(bytes, 0, bytes.length)).toThrow('its schema reads');
});

test('a value with a negative revision is not whole: tables have none', () => {
  const bytes = framed({ revision: 0 });
  const target = Buffer.alloc(bytes.length + 9);
  const end = copyWithRevision({ bytes, start: 0, end: bytes.length }, -1, false, target, 0);
  expect(codec.isWhole(target, 0, end)).toBe(false);
});

test('encoding what does not fit the schema names the field and the value', () => {
  const event = { ...aGateTransaction(), direction: 'UP' } as never;
  expect(() => codec.toBytes(event)).toThrow('field direction does not take "UP"');
  expect(() => codec.check(event)).toThrow('field direction does not take "UP"');
  expect(() => codec.check(aGateTransaction())).not.toThrow();
});

const V1: AvroSchema = {
  type: 'record',
  name: 'Tide',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'revision', type: 'long' },
    { name: 'retracted', type: 'boolean' },
    { name: 'eventTime', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'station', type: 'string' },
  ],
};
const V2: AvroSchema = {
  ...V1,
  fields: [...V1.fields, { name: 'levelM', type: ['null', 'double'], default: null }],
};
type Tide = Header & { station: string; levelM?: number | null };
const TIDE: Tide = {
  id: 'tide:1',
  revision: 1,
  retracted: false,
  eventTime: at('08:00'),
  station: 'Zhenhai',
};

test('records of an old version are read through the newest, new fields at their default', () => {
  const old = codecFor<Tide>([V1], 0).toBytes(TIDE);
  const newest = codecFor<Tide>([V1, V2], 0);
  expect(newest.schemaIds).toEqual([embeddedSchemaId(V1), embeddedSchemaId(V2)]);
  expect(newest.decode(old, 0, old.length)).toStrictEqual({ ...TIDE, levelM: null });
  expect(newest.project(['levelM'])(old, 0, old.length)).not.toHaveProperty('station');
  expect(newest.isWhole(old, 0, old.length)).toBe(true);
  expect(newest.isWhole(old, 0, old.length - 1)).toBe(false);
  expect(() => newest.decode(old, 0, old.length - 1)).toThrow(CodecError);
});

test('a field left out is written at its default', () => {
  const newest = codecFor<Tide>([V1, V2], 0);
  const bytes = newest.toBytes(TIDE);
  expect(newest.schemaId).toBe(embeddedSchemaId(V2));
  expect(newest.decode(bytes, 0, bytes.length)).toEqual({ ...TIDE, levelM: null });
});

test('a schema id without a registry follows from the schema and fits a signed 32-bit integer', () => {
  expect(embeddedSchemaId(V1)).toBe(embeddedSchemaId(structuredClone(V1)));
  expect(embeddedSchemaId(V1)).not.toBe(embeddedSchemaId(V2));
  expect(embeddedSchemaId(V1)).toBeGreaterThan(0);
  expect(embeddedSchemaId(V1)).toBeLessThan(2 ** 31);
});

test('what a reducer sees of a row ends before its causes, and reads the same cut off there', () => {
  const { codec: rows } = truckTraversals;
  const row = aTruckTraversal();
  const bytes = rows.toBytes(row);
  const { causes: _, causeCount: __, ...rest } = row;
  expect(rows.see(bytes, 0, bytes.length)).toStrictEqual(rest);
  const end = cursor.at;
  expect(end).toBeLessThan(bytes.length);
  const cut = bytes.subarray(0, end);
  expect(rows.see(cut, 0, end)).toStrictEqual(rest);
  expect(cursor.at).toBe(end);
  const whole = Buffer.concat([cut, rows.unseen]);
  expect(rows.decode(whole, 0, whole.length)).toStrictEqual({ ...rest, causes: [], causeCount: 0 });
  expect(() => rows.see(bytes, 0, end - 1)).toThrow(CodecError);
});

test('a fact is seen whole', () => {
  const bytes = framed();
  expect(codec.see(bytes, 0, bytes.length)).toStrictEqual(codec.decode(bytes, 0, bytes.length));
  expect(codec.unseen).toHaveLength(0);
});
