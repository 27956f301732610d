import { assert } from '../errors.ts';
import type { Append, RecordBatch } from './log.ts';

/** Refuses a run of records whose columns do not fit its bytes: a mistake of the program, not of the data. */
export function assertAppend(append: Append, partitions: number): void {
  const { partition, count, bytes, starts, values } = append;
  assert(
    Number.isInteger(partition) && partition >= 0 && partition < partitions,
    `${append.topic}[${partition}] is one of ${partitions} partitions`,
  );
  assert(starts.length === count + 1, 'a batch has one start more than records');
  assert(values.length === count, 'a batch has one value place for each record');
  assert(starts[0] === 0 && starts[count] === bytes.length, 'records cover the bytes of a batch');
}

/** The bytes an append adds to a log: what its bound counts. */
export function sizeOfAppends(appends: readonly Append[]): number {
  return appends.reduce((size, { bytes, count }) => size + bytes.length + count * 8, 0);
}

/** The records of a batch from this offset on. The columns are counted anew, the bytes shared. */
export function batchFrom(batch: RecordBatch, from: number): RecordBatch {
  const skipped = from - batch.baseOffset;
  assert(skipped >= 0 && skipped < batch.count, `offset ${from} lies in the batch`);
  if (skipped === 0) return batch;
  const first = batch.starts[skipped] ?? 0;
  return {
    ...batch,
    baseOffset: from,
    count: batch.count - skipped,
    bytes: batch.bytes.subarray(first),
    starts: batch.starts.subarray(skipped).map((start) => start - first),
    values: batch.values.subarray(skipped).map((value) => value - first),
  };
}

/** One batch of several that follow each other under one stamp. */
export function joinBatches(batches: readonly [RecordBatch, ...RecordBatch[]]): RecordBatch {
  const [first] = batches;
  if (batches.length === 1) return first;
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const starts = new Int32Array(count + 1);
  const values = new Int32Array(count);
  let records = 0;
  let size = 0;
  for (const batch of batches) {
    for (let index = 0; index < batch.count; index++) {
      starts[records] = size + (batch.starts[index] ?? 0);
      values[records++] = size + (batch.values[index] ?? 0);
    }
    size += batch.bytes.length;
  }
  starts[count] = size;
  return {
    ...first,
    count,
    bytes: Buffer.concat(batches.map(({ bytes }) => bytes)),
    starts,
    values,
  };
}
