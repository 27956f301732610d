import { expect, test } from 'vitest';
import { appendOf, recordsOf } from '../log-contract.ts';
import {
  blobKey,
  blobSize,
  decodeBlob,
  encodeBlob,
  readBlobKey,
  seekKey,
  sliceOf,
} from './blob.ts';

const at = { topic: 1, partition: 2 };

function blobOf(records: readonly string[], baseOffset = 0) {
  const append = appendOf('a.b', records);
  const { head, bytes } = encodeBlob(append, { baseOffset, stampMs: 5 });
  const blob = Buffer.concat([head, bytes]);
  const last = baseOffset + append.count - 1;
  const key = readBlobKey(blobKey({ ...at, last, stampMs: 5, size: blob.length }));
  return { append, blob, key };
}

test('a blob reads as the batch it was made of, wherever it lies in memory', () => {
  const { append, blob, key } = blobOf(['a=0', 'b', 'c=22'], 2 ** 40);
  expect(blob.length).toBe(blobSize(append));
  const shifted = Buffer.alloc(blob.length + 8);
  for (let shift = 0; shift < 5; shift++) {
    blob.copy(shifted, shift);
    const moved = shifted.subarray(shift, shift + blob.length);
    const batch = decodeBlob(moved, { topic: 'a.b', partition: 2, key });
    expect(batch).toMatchObject({ baseOffset: 2 ** 40, count: 3, stampMs: 5, partition: 2 });
    expect(recordsOf(batch)).toEqual(['a=0', 'b', 'c=22']);
  }
});

test('any changed, missing or added byte is found', () => {
  const { blob, key } = blobOf(['a=0', 'b=1']);
  const read = (bytes: Buffer | undefined) => () =>
    decodeBlob(bytes, { topic: 'a.b', partition: 2, key });
  for (let place = 0; place < blob.length; place++) {
    const changed = Buffer.from(blob);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect(read(changed)).toThrow('a.b[2] that ends @1');
  }
  expect(read(blob.subarray(1))).toThrow('checksum');
  expect(read(Buffer.concat([blob, Buffer.of(0)]))).toThrow('checksum');
  expect(read(undefined)).toThrow('checksum');
});

test('keys sort by topic, partition and offset, and are found from any offset inside', () => {
  const keyOf = (last: number) => blobKey({ ...at, last, stampMs: 9, size: 3 });
  expect(readBlobKey(keyOf(2 ** 33 + 5))).toMatchObject({ last: 2 ** 33 + 5, stampMs: 9, size: 3 });
  const sorted = [
    blobKey({ topic: 0, partition: 9, last: 2 ** 50, stampMs: 0, size: 0 }),
    keyOf(0),
    keyOf(255),
    keyOf(256),
    keyOf(2 ** 32 - 1),
    keyOf(2 ** 32),
    keyOf(2 ** 50),
    blobKey({ ...at, partition: 3, last: 0, stampMs: 0, size: 0 }),
  ];
  expect(sorted.toSorted(Buffer.compare)).toEqual(sorted);
  expect(Buffer.compare(seekKey({ ...at, offset: 255 }), keyOf(255))).toBeLessThan(0);
  expect(Buffer.compare(seekKey({ ...at, offset: 256 }), keyOf(255))).toBeGreaterThan(0);
});

test('a slice is the same bytes wherever it begins and ends, and shows the records themselves', () => {
  const blob = encodeBlob(appendOf('a.b', ['a=0', 'b=1', 'c=2']), { baseOffset: 7, stampMs: 5 });
  const whole = Buffer.concat([blob.head, blob.bytes]);
  for (let from = 0; from <= whole.length; from++) {
    for (let to = from; to <= whole.length; to++) {
      expect(sliceOf(blob, from, to).equals(whole.subarray(from, to))).toBe(true);
    }
  }
  const records = sliceOf(blob, blob.head.length, whole.length);
  expect(records.buffer).toBe(blob.bytes.buffer);
});
