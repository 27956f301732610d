import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BatchBuilder } from '../batch-builder.ts';
import type { Append } from '../log.ts';
import { boundsOf, KeyBuckets } from './key-buckets.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'landbridge-buckets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Change = { readonly key: string; readonly value: string };

function appendOf(changes: readonly Change[]): Append {
  const builder = new BatchBuilder('changelog', 0);
  for (const { key, value } of changes) builder.push(Buffer.from(key), Buffer.from(value));
  return builder.seal();
}

function changesOf({ bytes, starts, values, count }: Append): Change[] {
  return Array.from({ length: count }, (_, i) => ({
    key: bytes.toString('utf8', starts[i], values[i]),
    value: bytes.toString('utf8', values[i], starts[i + 1]),
  }));
}

const aChange = fc.record({ key: fc.string({ maxLength: 3 }), value: fc.string({ maxLength: 9 }) });
const appends = fc.array(fc.array(aChange, { maxLength: 30 }), { maxLength: 6 });

test('what goes in comes out, each key by itself in the order in which it came', () => {
  fc.assert(
    fc.property(
      ...[appends, appends, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 99 })],
      (given, samples, buckets, extentBytes) => {
        // The samples may say nothing of what comes.
        const bounds = boundsOf(samples.map(appendOf), buckets);
        using sorted = new KeyBuckets({ doing: 'Sorting', folder, bounds, extentBytes });
        for (const changes of given) sorted.add(appendOf(changes));
        const found = sorted.inOrder().flatMap(changesOf).toArray();
        const byKey = (changes: readonly Change[]) => Map.groupBy(changes, ({ key }) => key);
        const isChange = ({ key, value }: Change) => key !== '' || value !== '';
        expect(byKey(found)).toEqual(byKey(given.flat().filter(isChange)));
      },
    ),
  );
});

test('buckets follow each other, and what has no key is in the last', () => {
  const keyed = (n: number): Change => ({ key: `k${(n * 7_919) % 100_003}`, value: `${n}` });
  const changes = [
    { key: '', value: 'checkpoint' },
    ...Array.from({ length: 20_000 }, (_, n) => keyed(n)),
  ];
  const bounds = boundsOf([appendOf(changes)], 8);
  expect(bounds).toHaveLength(7);
  using sorted = new KeyBuckets({ doing: 'Sorting', folder, bounds, extentBytes: 1_000 });
  sorted.add(appendOf(changes));
  const found = sorted.inOrder().flatMap(changesOf).toArray();
  const bucketOf = ({ key }: Change) =>
    key === '' ? 7 : bounds.findLastIndex((bound) => bound.compare(Buffer.from(key)) <= 0) + 1;
  const places = found.map(bucketOf);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const sizes = Map.groupBy(places, (bucket) => bucket);
  for (const { length } of sizes.values()) expect(length).toBeGreaterThan(20_000 / 8 / 1.5);
});

test('its files have no names, so a kill leaves none behind', () => {
  using sorted = new KeyBuckets({ doing: 'Sorting', folder, bounds: [], extentBytes: 1 });
  sorted.add(appendOf([{ key: 'a', value: '1' }]));
  expect(readdirSync(folder)).toEqual([]);
  expect(sorted.inOrder().flatMap(changesOf).toArray()).toEqual([{ key: 'a', value: '1' }]);
});
