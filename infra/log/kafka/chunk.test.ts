import { expect, test } from 'vitest';
import { recordsOf as read } from '../log-contract.ts';
import { type Chunk, chunkOf, recordsOf, takeRun } from './chunk.ts';
import { batchAt, markerAt, thinned } from './sample-batches.ts';

const MANY = 1 << 20;

function chunk(from: number, ...batches: Buffer[]): Chunk {
  return chunkOf({ place: 'a.b[0]', from, recordSet: Buffer.concat(batches), aborted: [] });
}

function take(of: Chunk, from = of.from, bytesMax = MANY) {
  return takeRun(of, { topic: 'a.b', partition: 0, from, bytesMax });
}

test('a marker is a place without record, and stands between no records', () => {
  const run = take(
    chunk(
      0,
      batchAt(0, ['a=1']),
      markerAt(1, { producerId: 1, abort: false }),
      batchAt(2, ['b=2']),
    ),
  );
  expect(run).toMatchObject({ baseOffset: 0, count: 3 });
  expect([...(run?.starts ?? [])]).toEqual([0, 2, 2, 4]);
  expect(read(run)).toEqual(['a=1', 'b=2']);
});

test('begins at the record asked for, although the broker begins at its batch', () => {
  const of = chunk(2, batchAt(0, ['a=0', 'b=1', 'c=2', 'd=3']));
  expect(read(take(of))).toEqual(['c=2', 'd=3']);
  expect(take(of, 3)).toMatchObject({ baseOffset: 3, count: 1 });
  expect(take(of, 4)).toBeUndefined();
});

test('records that compaction removed leave places: within a batch, before it and behind its last', () => {
  const of = chunk(3, thinned(batchAt(0, ['e=5', 'f=6']), 5, 4));
  const run = take(of);
  expect(run).toMatchObject({ baseOffset: 3, count: 7 });
  expect(read(run)).toEqual(['e=5', 'f=6']);
  expect(of.to).toBe(10);
});

test('an empty batch moves the position', () => {
  const empty = thinned(batchAt(0, []), 0, 199);
  const of = chunk(0, empty, batchAt(200, ['z=1']));
  const run = take(of);
  expect(run).toMatchObject({ baseOffset: 0, count: 201 });
  expect(read(run)).toEqual(['z=1']);
  expect(take(chunk(0, empty))).toMatchObject({ count: 200 });
});

test('a gap of any length is passed in steps that fit into memory', () => {
  const far = 1_000_000;
  const of = chunk(0, batchAt(far, ['z=1']));
  let from = 0;
  let steps = 0;
  for (let run = take(of); run; run = take(of, from), steps++) {
    expect(run.count).toBeLessThanOrEqual(1 << 18);
    from += run.count;
    if (from === far + 1) expect(read(run)).toEqual(['z=1']);
  }
  expect(from).toBe(far + 1);
  expect(steps).toBe(4);
});

test('batches of one stamp are joined up to the bytes asked for, those of two never', () => {
  const stamped = (base: number, stampMs: number) => batchAt(base, [`k${base}=v`], { stampMs });
  const of = chunk(0, stamped(0, 5), stamped(1, 5), stamped(2, 6));
  expect(take(of)).toMatchObject({ count: 2, stampMs: 5 });
  expect(take(of, 0, 1)).toMatchObject({ count: 1, stampMs: 5 });
  expect(take(of, 2)).toMatchObject({ count: 1, stampMs: 6 });
});

test('places without record do not set batches of one stamp apart', () => {
  const of = chunk(
    0,
    batchAt(0, ['a=1'], { stampMs: 5 }),
    markerAt(1, { producerId: 1, abort: true }),
    batchAt(2, ['b=2'], { stampMs: 5 }),
  );
  expect(take(of)).toMatchObject({ count: 3, stampMs: 5 });
});

test('the records alone come without their places', async () => {
  const of = chunk(
    0,
    batchAt(0, ['a=1', 'b']),
    markerAt(2, { producerId: 1, abort: false }),
    batchAt(9, ['c=3']),
  );
  const { count, bytes } = await recordsOf(of, { topic: 'a.b', partition: 0, from: 1 });
  expect(count).toBe(2);
  expect(bytes.toString()).toBe('bc3');
  expect(of.to).toBe(10);
});
