import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchBuilder } from '../batch-builder.ts';
import { rangesOf } from './key-ranges.ts';

function appendOf(keys: readonly string[]) {
  const builder = new BatchBuilder('changelog', 0);
  for (const key of keys) builder.push(Buffer.from(key), Buffer.from('v'));
  return builder.seal();
}

test('ranges of keys follow each other, and a key lies in one of them', () => {
  const keys = fc.array(fc.array(fc.string({ maxLength: 3 })), { maxLength: 5 });
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 6 }), (given, ranges) => {
      const found = rangesOf(given.map(appendOf), ranges);
      const placed = given.flatMap((some, i) =>
        some.map((key, n) => ({ key: Buffer.from(key), range: found[i]?.[n] ?? -1 })),
      );
      const keyed = placed.filter(({ key }) => key.length > 0);
      keyed.sort((a, b) => Buffer.compare(a.key, b.key) || a.range - b.range);
      expect(keyed.map(({ range }) => range)).toEqual(
        keyed.map(({ range }) => range).toSorted((a, b) => a - b),
      );
      const highest = new Map(keyed.map(({ key, range }) => [key.toString('hex'), range]));
      for (const { key, range } of keyed) expect(range).toBe(highest.get(key.toString('hex')));
      for (const { key, range } of placed) if (key.length === 0) expect(range).toBe(ranges - 1);
    }),
  );
});

test('ranges hold about equally many records', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => `k${(i * 7_919) % 100_003}`);
  const [found = new Uint8Array()] = rangesOf([appendOf(keys)], 8);
  const counts = Array.from({ length: 8 }, (_, range) => found.filter((each) => each === range));
  for (const { length } of counts) expect(length).toBeGreaterThan(20_000 / 8 / 1.5);
});
