import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sizeOfVarint, VarintReader, writeVarint } from './varint.ts';

function bytesOf(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  return bytes.subarray(0, writeVarint(bytes, 0, value));
}

test.each([
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [-2, '03'],
  [63, '7e'],
  [64, '8001'],
  [150, 'ac02'],
  [8191, 'fe7f'],
  [8192, '808001'],
  [2 ** 31 - 1, 'feffffff0f'],
  [-(2 ** 31), 'ffffffff0f'],
])('%i is written as %s', (value, hex) => {
  expect(bytesOf(value).toString('hex')).toBe(hex);
  expect(sizeOfVarint(value)).toBe(hex.length / 2);
  expect(new VarintReader(Buffer.from(hex, 'hex'), 0).int()).toBe(value);
});

test('numbers that follow each other are read back, or passed over', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (values) => {
      const reader = new VarintReader(Buffer.concat(values.map(bytesOf)), 0);
      expect(values.map(() => reader.int())).toEqual(values);
      const skipping = new VarintReader(reader.bytes, 0);
      for (const _ of values) skipping.skip();
      expect(skipping.at).toBe(reader.at);
    }),
  );
});
