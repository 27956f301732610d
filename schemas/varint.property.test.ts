import avro from 'avsc';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursor, LONG_BYTES_MAX, LONG_MAX, readLong, writeLong } from './varint.ts';

const avroLong = avro.Type.forSchema('long');

/** Every magnitude is as likely as every other, since each length of encoding has its own way through the code. */
const anyLong = fc
  .tuple(fc.integer({ min: 0, max: 53 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean())
  .map(([bits, part, negative]) => {
    const value = Math.min(LONG_MAX, Math.floor(2 ** bits * (1 + part)) - 1);
    return negative ? -value : value;
  });

test('every long up to 2^53 is encoded as avsc encodes it, and read back', () => {
  fc.assert(
    fc.property(anyLong, (value) => {
      const bytes = Buffer.alloc(LONG_BYTES_MAX);
      const end = writeLong(bytes, 0, value);
      // avsc rounds the lowest bit away where a negative value needs 54 bits.
      if (value > -(2 ** 52)) expect(bytes.subarray(0, end)).toEqual(avroLong.toBuffer(value));
      cursor.at = 0;
      expect(readLong(bytes)).toBe(value + 0);
      expect(cursor.at).toBe(end);
    }),
    { numRuns: 5000 },
  );
});

test('the encoding is the zigzag of 64 bits, as BigInt computes it', () => {
  fc.assert(
    fc.property(anyLong, (value) => {
      const bytes = Buffer.alloc(LONG_BYTES_MAX);
      const end = writeLong(bytes, 0, value);
      const zigzag = (BigInt(value) << 1n) ^ (BigInt(value) >> 63n);
      const read = [...bytes.subarray(0, end)].reduceRight(
        (sum, byte) => (sum << 7n) | BigInt(byte & 0x7f),
        0n,
      );
      expect(read).toBe(zigzag);
    }),
    { numRuns: 2000 },
  );
});
