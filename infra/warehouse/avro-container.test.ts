import { cursor, FRAME_BYTES, readLong, truckPositions } from '@landbridge/schemas';
import { aTruckPosition } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AvroContainer, ChunkPool } from './avro-container.ts';

const [schema] = truckPositions.schemas;

function container(pool = new ChunkPool(1 << 20)): AvroContainer {
  if (schema === undefined) throw new Error('truck.positions has a schema');
  return new AvroContainer(schema, pool);
}

/** Reads a file of one block back: the prefixes and the bytes behind each. */
function opened(file: Buffer, bodyLength: (i: number) => number) {
  expect(file.subarray(0, 4)).toEqual(Buffer.from('Obj\x01', 'latin1'));
  cursor.at = 4;
  const metadata = new Map<string, string>();
  for (let entries = readLong(file); entries > 0; entries--) metadata.set(text(file), text(file));
  expect(readLong(file)).toBe(0);
  const sync = file.subarray(cursor.at, cursor.at + 16);
  cursor.at += 16;
  const records: { part: number; off: number; version: number; body: Buffer }[] = [];
  if (cursor.at === file.length) return { metadata, records };
  const count = readLong(file);
  const length = readLong(file);
  const end = cursor.at + length;
  for (let i = 0; i < count; i++) {
    const [part, off, version] = [readLong(file), readLong(file), readLong(file)];
    const body = file.subarray(cursor.at, cursor.at + bodyLength(i));
    cursor.at += bodyLength(i);
    records.push({ part, off, version, body });
  }
  expect(cursor.at).toBe(end);
  expect(file.subarray(end)).toEqual(sync);
  return { metadata, records };
}

function text(file: Buffer): string {
  const length = readLong(file);
  const start = cursor.at;
  cursor.at += length;
  return file.toString('utf8', start, cursor.at);
}

test('puts the prefix before each record and leaves its bytes as they are', () => {
  const value = truckPositions.codec.toBytes(aTruckPosition());
  const file = container();
  file.add({ part: 3, off: 70_000, revision: 2, rank: 0 }, value, 0, value.length);
  const { metadata, records } = opened(
    Buffer.concat(file.seal()),
    () => value.length - FRAME_BYTES,
  );
  expect(records).toEqual([
    { part: 3, off: 70_000, version: 2048, body: value.subarray(FRAME_BYTES) },
  ]);
  const written = JSON.parse(metadata.get('avro.schema') ?? '');
  expect(written.fields.slice(0, 4).map((field: { name: string }) => field.name)).toEqual([
    '_part',
    '_off',
    '_version',
    'id',
  ]);
  expect(metadata.get('avro.codec')).toBe('null');
});

test('is read back whole whatever the sizes of its records', () => {
  const bodies = fc.array(
    fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 250_000, max: 300_000 })),
    {
      maxLength: 30,
    },
  );
  fc.assert(
    fc.property(bodies, fc.nat(), (lengths, off) => {
      const file = container();
      const values = lengths.map((length, i) => Buffer.alloc(length + FRAME_BYTES, i + 1));
      values.forEach((value, i) => {
        file.add({ part: i, off: off + i, revision: 0, rank: i }, value, 0, value.length);
      });
      const { records } = opened(Buffer.concat(file.seal()), (i) => lengths[i] ?? 0);
      expect(records.length).toBe(values.length);
      records.forEach((record, i) => {
        expect(record).toMatchObject({ part: i, off: off + i, version: i });
        expect(record.body.equals(values[i]?.subarray(FRAME_BYTES) ?? Buffer.alloc(0))).toBe(true);
      });
    }),
    { numRuns: 30 },
  );
});

/** The long at a place, every bit of it. */
function exactLong(file: Buffer, from: number): bigint {
  let zigzag = 0n;
  for (let at = from, shift = 0n; ; at++, shift += 7n) {
    const byte = file[at] ?? 0;
    zigzag |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return zigzag >> 1n;
  }
}

test('carries every bit of a version, at the revisions that sources really write', () => {
  const revision = fc.oneof(
    fc.maxSafeNat(),
    fc.constantFrom(0, 2 ** 31, 2 ** 43 - 1, 2 ** 43, 3718945049694554, 2 ** 53 - 1),
  );
  const { length } = container().seal()[0] ?? [];
  fc.assert(
    fc.property(revision, fc.nat({ max: 1023 }), (stated, rank) => {
      const file = container();
      const value = Buffer.alloc(FRAME_BYTES);
      file.add({ part: 0, off: 0, revision: stated, rank }, value, 0, value.length);
      // Behind the header, one byte each: the block's count and size, partition and offset.
      const version = exactLong(Buffer.concat(file.seal()), (length ?? 0) + 4);
      expect(version).toBe(BigInt(stated) * 1024n + BigInt(rank));
    }),
  );
});

test('gives its memory back and starts again empty', () => {
  const pool = new ChunkPool(1 << 20);
  const value = truckPositions.codec.toBytes(aTruckPosition());
  const file = container(pool);
  file.add({ part: 0, off: 0, revision: 0, rank: 0 }, value, 0, value.length);
  file.clear();
  expect(file).toMatchObject({ count: 0, size: 0 });
  expect(opened(Buffer.concat(file.seal()), () => 0).records).toEqual([]);
  const chunk = pool.take(10);
  expect(pool.take(10)).not.toBe(chunk);
});

test('keeps no more memory than its pool may', () => {
  const pool = new ChunkPool(1);
  const [first, second] = [pool.take(1), pool.take(1)];
  pool.giveBack(first);
  pool.giveBack(second);
  expect(pool.take(1)).toBe(first);
  expect(pool.take(1)).not.toBe(second);
});
