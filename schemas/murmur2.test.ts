import { expect, test } from 'vitest';
import { murmur2, partitionOf } from './murmur2.ts';

function hashOf(text: string): number {
  const bytes = Buffer.from(text);
  return murmur2(bytes, 0, bytes.length) | 0;
}

// org.apache.kafka.common.utils.UtilsTest.testMurmur2, as signed 32-bit integers.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('%s hashes as the Java client says', (text, hash) => {
  expect(hashOf(text)).toBe(hash);
});

test('only the bytes between start and end are hashed', () => {
  const bytes = Buffer.from('xxfoobarxx');
  expect(murmur2(bytes, 2, 8) | 0).toBe(-790332482);
});

test('keys spread over the partitions by the positive hash', () => {
  const key = Buffer.from('foobar');
  expect(partitionOf(key, 0, key.length, 1)).toBe(0);
  expect(partitionOf(key, 0, key.length, 8)).toBe((-790332482 & 0x7fffffff) % 8);
});

test('a hash can be continued with another piece', () => {
  const bytes = Buffer.from('foobar');
  const first = murmur2(bytes, 0, 3);
  expect(murmur2(bytes, 3, 6, first)).not.toBe(murmur2(bytes, 3, 6));
});
