import { expect, test } from 'vitest';
import { cursor, LONG_BYTES_MAX, LONG_MAX, readLong, skipBytes, writeLong } from './varint.ts';

function bytesOf(value: number): number[] {
  const bytes = Buffer.alloc(LONG_BYTES_MAX);
  return [...bytes.subarray(0, writeLong(bytes, 0, value))];
}

function longOf(...bytes: number[]): number {
  cursor.at = 0;
  return readLong(Buffer.from(bytes));
}

// Apache Avro 1.11, "Binary Encoding", the table under int and long.
const VECTORS: [number, number[]][] = [
  [0, [0x00]],
  [-1, [0x01]],
  [1, [0x02]],
  [-2, [0x03]],
  [2, [0x04]],
  [-64, [0x7f]],
  [64, [0x80, 0x01]],
];

test.each(VECTORS)('%d is written and read as the specification says', (value, bytes) => {
  expect(bytesOf(value)).toEqual(bytes);
  expect(longOf(...bytes)).toBe(value);
});

test('longs are read at the cursor, which ends behind them', () => {
  const bytes = Buffer.alloc(20);
  writeLong(bytes, writeLong(bytes, 3, -1), 2 ** 40);
  cursor.at = 3;
  expect([readLong(bytes), cursor.at]).toEqual([-1, 4]);
  expect(readLong(bytes)).toBe(2 ** 40);
});

test('the largest longs keep their last digit', () => {
  for (const value of [LONG_MAX, -LONG_MAX, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) {
    expect(longOf(...bytesOf(value))).toBe(value);
  }
});

test('a long that does not end within ten bytes is NaN, and no byte behind them is read', () => {
  expect(longOf(...Array.from({ length: 40 }, () => 0x80))).toBeNaN();
  expect(cursor.at).toBe(LONG_BYTES_MAX);
});

test('a long cut at the end of the buffer moves the cursor beyond it', () => {
  longOf(0x80);
  expect(cursor.at).toBeGreaterThan(1);
});

test('a string is skipped by its length', () => {
  cursor.at = 1;
  skipBytes(Buffer.from([0xff, 0x06, 0x61, 0x62, 0x63, 0xff]));
  expect(cursor.at).toBe(5);
});
