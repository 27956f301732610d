import { loadReference } from '@landbridge/infra';
import type { Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { defineProcessor } from '../processor.ts';
import { engineDriver } from '../testing/index.ts';
import { anEntry, lines, timedEntries } from '../testing/ledger-processor.ts';

const PAGE_BYTES = 4_096 - 16;
const COUNT_AT = 8;
const context = { reference: loadReference() };

const counted = defineProcessor({
  name: 'test-counted',
  version: 1,
  inputs: { entry: timedEntries },
  outputs: { line: lines },
  emits: 'once',
  state: { type: 'record', name: 'CountedState', fields: [{ name: 'before', type: 'long' }] },
  initial: () => ({ before: 0 }),
  on: { entry: ({ before }, { amount }) => ({ before: before + amount }) },
});

/** What the store holds of a key after events of a size, told at these times, commit by commit: bytes and entries of each chunk. */
function chunksOf(pageLength: number, ...commits: readonly (readonly number[])[]) {
  const topics: readonly Topic[] = [lines];
  const driver = engineDriver({ processors: [counted], context, topics });
  const page = 'p'.repeat(pageLength);
  for (const times of commits) {
    const told = times.map((eventTime) => anEntry({ eventTime, page, amount: 1 }));
    driver.feed(timedEntries, told);
    driver.commit();
  }
  return [...driver.state.entries.values()]
    .map(({ value }) => Buffer.from(value))
    .map((bytes) => ({ size: bytes.length, count: bytes.readUInt16LE(COUNT_AT) }));
}

const inOrder = Array.from({ length: 320 }, (_, i) => i + 1);

test('chunks of a key told of in order fill a page of the store, and no more', () => {
  const chunks = chunksOf(100, inOrder);
  expect(chunks.reduce((sum, { count }) => sum + count, 0)).toBe(320);
  for (const { size } of chunks) expect(size).toBeLessThanOrEqual(PAGE_BYTES);
  // All but the one that takes the next event.
  const full = chunks.toSorted((a, b) => a.size - b.size).slice(1);
  for (const { size } of full) expect(size).toBeGreaterThan(PAGE_BYTES * 0.9);
});

test('of small events a chunk takes 32, of large ones 4', () => {
  expect(chunksOf(1, inOrder).map(({ count }) => count)).toEqual(Array(10).fill(32));
  expect(chunksOf(3_000, inOrder).map(({ count }) => count)).toEqual(Array(80).fill(4));
});

test('a chunk among whose entries events come is cut before it is two pages', () => {
  const chunks = chunksOf(300, ...inOrder.toReversed().map((time) => [time]));
  expect(chunks.reduce((sum, { count }) => sum + count, 0)).toBe(320);
  for (const { size } of chunks) expect(size).toBeLessThan(2 * PAGE_BYTES);
});
