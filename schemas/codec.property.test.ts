import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AvroSchema } from './avro-schema.ts';
import { avroType, CodecError, codecFor, FRAME_BYTES } from './codec.ts';
import { anyEventOf, anyRecord } from './testing/arbitrary.ts';
import { aContainerEvent, aGateTransaction } from './testing/index.ts';
import type { Header } from './topic.ts';
import { topics } from './topics.ts';

/** One field of every type that a schema may use, within records, lists and maps. */
const ALL_TYPES: AvroSchema = {
  type: 'record',
  name: 'AllTypes',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'revision', type: 'long' },
    { name: 'retracted', type: 'boolean' },
    { name: 'eventTime', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'nothing', type: 'null' },
    { name: 'small', type: 'int' },
    { name: 'approximate', type: 'float' },
    { name: 'exact', type: 'double' },
    { name: 'raw', type: 'bytes' },
    { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 4 } },
    { name: 'side', type: { type: 'enum', name: 'Side', symbols: ['A', 'B', 'C'] } },
    { name: 'again', type: ['Side', 'null'] },
    { name: 'labels', type: { type: 'map', values: ['null', 'long'] } },
    {
      name: 'parts',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Part',
          fields: [
            { name: 'name', type: 'string' },
            { name: 'sides', type: { type: 'array', items: 'Side' } },
          ],
        },
      },
    },
    { name: 'spare', type: ['null', 'Part'] },
  ],
};

const cases = [
  ...topics.map((topic) => ({
    name: topic.name,
    schema: topic.schemas.at(-1) ?? ALL_TYPES,
    codec: topic.codec,
    events: anyEventOf(topic),
  })),
  {
    name: 'a schema of all types',
    schema: ALL_TYPES,
    codec: codecFor<Header>([ALL_TYPES], 0),
    events: anyRecord(ALL_TYPES) as unknown as fc.Arbitrary<Header>,
  },
];

test.each(cases)('$name is encoded and decoded as avsc does', ({ schema, codec, events }) => {
  const type = avroType(schema);
  fc.assert(
    fc.property(events, (event) => {
      const bytes = codec.toBytes(event);
      expect(bytes.subarray(FRAME_BYTES).equals(type.toBuffer(event))).toBe(true);
      expect(codec.isWhole(bytes, 0, bytes.length)).toBe(true);
      expect(codec.decode(bytes, 0, bytes.length)).toStrictEqual(event);
    }),
    { numRuns: 60 },
  );
});

test.each(cases)('$name is projected to what a full decode holds', ({ schema, codec, events }) => {
  const fields = schema.fields.map((field) => field.name) as (keyof Header)[];
  fc.assert(
    fc.property(events, fc.subarray(fields), (event, kept) => {
      const bytes = codec.toBytes(event);
      const all = Object.entries(event).filter(
        ([name]) => fields.indexOf(name as keyof Header) < 4 || kept.includes(name as keyof Header),
      );
      expect(codec.project(kept)(bytes, 0, bytes.length)).toEqual(Object.fromEntries(all));
    }),
    { numRuns: 20 },
  );
});

test.each(cases)('$name is not whole when it is cut or goes on', ({ codec, events }) => {
  fc.assert(
    fc.property(events, fc.nat(), (event, place) => {
      const bytes = codec.toBytes(event);
      const end = place % bytes.length;
      expect(codec.isWhole(bytes, 0, end)).toBe(false);
      expect(() => codec.decode(bytes, 0, end)).toThrow(CodecError);
      const longer = Buffer.concat([bytes, bytes]);
      expect(codec.isWhole(longer, 0, end + bytes.length + 1)).toBe(false);
    }),
    { numRuns: 40 },
  );
});

test.each(cases)(
  '$name: no bytes make the codec run away, and what is whole decodes',
  ({ codec, events }) => {
    const damaged = fc
      .tuple(events, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }))
      .map(([event, changes]) => {
        const bytes = codec.toBytes(event);
        for (const [place, byte] of changes) {
          bytes[FRAME_BYTES + (place % (bytes.length - FRAME_BYTES))] = byte;
        }
        return bytes;
      });
    fc.assert(
      fc.property(damaged, (bytes) => {
        if (codec.isWhole(bytes, 0, bytes.length)) codec.decode(bytes, 0, bytes.length);
        else expectToRefuse(() => codec.decode(bytes, 0, bytes.length));
      }),
      { numRuns: 150 },
    );
  },
);

/** Decoding need not notice everything that `isWhole` does, but it fails with nothing else than its own error. */
function expectToRefuse(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
  }
}

test('any bytes behind the frame are refused or read, never thrown upon by isWhole', () => {
  const { codec } = cases.at(-1) ?? cases[0] ?? { codec: codecFor<Header>([ALL_TYPES], 0) };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      const bytes = Buffer.concat([Buffer.alloc(FRAME_BYTES), body]);
      bytes.writeUInt32BE(codec.schemaId, 1);
      expect(typeof codec.isWhole(bytes, 0, bytes.length)).toBe('boolean');
    }),
    { numRuns: 2000 },
  );
});

test('an event fits into a buffer of its own size and into none smaller', () => {
  const codec = cases.at(-1)?.codec ?? codecFor<Header>([ALL_TYPES], 0);
  fc.assert(
    fc.property(anyRecord(ALL_TYPES) as unknown as fc.Arbitrary<Header>, fc.nat(), (event, n) => {
      const bytes = codec.toBytes(event);
      const room = n % bytes.length;
      expect(codec.encode(event, Buffer.alloc(room), 0)).toBeLessThan(0);
      const target = Buffer.alloc(bytes.length + 3);
      expect(codec.encode(event, target, 3)).toBe(target.length);
      expect(target.subarray(3)).toEqual(bytes);
    }),
  );
});

test('equal content has one digest whatever its revision and when it was taken in', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.string(), (revision, ingestedAt, remark) => {
      const { codec } = topics.find((topic) => topic.name === 'container.events') ?? {
        codec: null,
      };
      const [first, second] = [
        aContainerEvent({ remark }),
        aContainerEvent({ remark, revision, ingestedAt }),
      ].map((event) => codec?.toBytes(event) ?? Buffer.alloc(0));
      if (first === undefined || second === undefined) return;
      expect(codec?.digest(second, 0, second.length)).toBe(codec?.digest(first, 0, first.length));
    }),
  );
});

test('a negative count announces the block size, as the specification allows', () => {
  const codec = codecFor<Header & { seals: string[] }>(
    [{ ...ALL_TYPES, fields: [...ALL_TYPES.fields.slice(0, 4), SEALS] }],
    0,
  );
  const event = { ...aGateTransaction(), seals: ['S1', 'S2'] };
  const bytes = codec.toBytes(event);
  const positive = bytes.lastIndexOf(Buffer.from([4, 4]));
  const blocked = Buffer.concat([
    bytes.subarray(0, positive),
    Buffer.from([3, 12]),
    bytes.subarray(positive + 1),
  ]);
  expect(codec.isWhole(blocked, 0, blocked.length)).toBe(true);
  expect(codec.decode(blocked, 0, blocked.length).seals).toEqual(['S1', 'S2']);
});

const SEALS = { name: 'seals', type: { type: 'array', items: 'string' } } as const;
