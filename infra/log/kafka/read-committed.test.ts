import { expect, test } from 'vitest';
import { type Aborted, seenOf } from './read-committed.ts';
import { batchesOf } from './record-batch.ts';
import { batchAt, markerAt } from './sample-batches.ts';

const [A, B] = [1, 2];
const data = (base: number, producerId: number, records = ['k=v']) =>
  batchAt(base, records, { producerId, transactional: true });
const plain = (base: number) => batchAt(base, ['k=v']);
const abort = (base: number, producerId: number) => markerAt(base, { producerId, abort: true });
const commit = (base: number, producerId: number) => markerAt(base, { producerId, abort: false });

/** Base offsets of the batches that a reader sees. */
function seen(batches: readonly Buffer[], aborted: readonly Aborted[]): number[] {
  const fetched = batchesOf(Buffer.concat(batches), 'a.b[0]');
  const isSeen = seenOf(fetched, aborted);
  return fetched.filter((_, i) => isSeen[i]).map(({ base }) => base);
}

test('records of committed transactions and of none are seen, markers are not', () => {
  expect(seen([plain(0), data(1, A), commit(2, A), plain(3)], [])).toEqual([0, 1, 3]);
});

test('what a transaction wrote before it was aborted is not seen, what its producer writes next is', () => {
  const aborted = [{ producerId: A, first: 0 }];
  expect(seen([data(0, A), data(1, B), abort(2, A), data(3, A), commit(4, A)], aborted)).toEqual([
    1, 3,
  ]);
});

test('two aborted transactions may be open where the fetch begins', () => {
  const aborted = [
    { producerId: A, first: 0 },
    { producerId: B, first: 1 },
  ];
  const batches = [data(2, A), data(3, B), abort(4, A), data(5, B), abort(6, B), data(7, A)];
  expect(seen(batches, aborted)).toEqual([7]);
});

test('the broker lists transactions as they were aborted, not as they began', () => {
  const aborted = [
    { producerId: B, first: 1 },
    { producerId: A, first: 0 },
  ];
  const batches = [data(0, A), data(1, B), data(2, A), abort(3, B), data(4, A), abort(5, A)];
  expect(seen(batches, aborted)).toEqual([]);
});

test('a record with the key of a marker ends no transaction', () => {
  const like = batchAt(1, ['\0\0\0\0=v'], { producerId: A, transactional: true });
  const batches = [data(0, A), like, data(2, A), abort(3, A)];
  expect(seen(batches, [{ producerId: A, first: 0 }])).toEqual([]);
});

test('records without a transaction are seen, whoever aborted one under their producer', () => {
  const outside = batchAt(1, ['k=v'], { producerId: A });
  expect(seen([data(0, A), outside, abort(2, A)], [{ producerId: A, first: 0 }])).toEqual([1]);
});

test('a transaction that begins within a batch of several records is found by its last offset', () => {
  const batches = [data(0, A, ['a=1', 'b=2', 'c=3']), abort(3, A)];
  expect(seen(batches, [{ producerId: A, first: 1 }])).toEqual([]);
});
