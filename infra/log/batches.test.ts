import { expect, test } from 'vitest';
import { assertAppend, batchFrom, joinBatches, sizeOfAppends } from './batches.ts';
import type { RecordBatch } from './log.ts';
import { appendOf, recordsOf } from './log-contract.ts';

function batchOf(records: readonly string[], baseOffset: number): RecordBatch {
  return { ...appendOf('a.b', records), baseOffset, stampMs: 7 };
}

test('cuts a batch at an offset and counts its columns anew', () => {
  const batch = batchOf(['a=0', 'bb', 'c=22'], 10);
  expect(batchFrom(batch, 10)).toBe(batch);
  const rest = batchFrom(batch, 11);
  expect(rest).toMatchObject({ baseOffset: 11, count: 2, stampMs: 7 });
  expect([...rest.starts]).toEqual([0, 2, 5]);
  expect([...rest.values]).toEqual([2, 3]);
  expect(recordsOf(rest)).toEqual(['bb', 'c=22']);
  expect(() => batchFrom(batch, 13)).toThrow('lies in the batch');
  expect(() => batchFrom(batch, 9)).toThrow('lies in the batch');
});

test('joins batches into one that reads the same', () => {
  const [one, two, three] = [batchOf(['a=0'], 5), batchOf(['b', 'c=2'], 6), batchOf(['d=3'], 8)];
  expect(joinBatches([one])).toBe(one);
  const joined = joinBatches([one, two, three]);
  expect(joined).toMatchObject({ topic: 'a.b', baseOffset: 5, count: 4, stampMs: 7 });
  expect(recordsOf(joined)).toEqual(['a=0', 'b', 'c=2', 'd=3']);
  expect(joined.starts.at(-1)).toBe(joined.bytes.length);
});

test('refuses columns that do not fit the bytes', () => {
  const good = appendOf('a.b', ['k=v', 'l=w']);
  assertAppend(good, 1);
  expect(() => assertAppend({ ...good, partition: 1 }, 1)).toThrow('partitions');
  expect(() => assertAppend({ ...good, partition: 0.5 }, 1)).toThrow('partitions');
  expect(() => assertAppend({ ...good, count: 1 }, 1)).toThrow('one start more');
  expect(() => assertAppend({ ...good, values: good.values.subarray(1) }, 1)).toThrow(
    'value place',
  );
  expect(() => assertAppend({ ...good, bytes: good.bytes.subarray(1) }, 1)).toThrow('cover');
});

test('counts the bytes of appends with their columns', () => {
  expect(sizeOfAppends([])).toBe(0);
  expect(sizeOfAppends([appendOf('a.b', ['k=v']), appendOf('a.c', ['kk=vv', 'l'])])).toBe(
    2 + 5 + 3 * 8,
  );
});
