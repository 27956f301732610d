import { BatchBuilder, type RecordBatch } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { type Entry, timedEntries } from '../testing/ledger-processor.ts';
import { newMerge } from './merge.ts';

function batchOf(topic: string, times: readonly number[]): RecordBatch {
  const builder = new BatchBuilder(topic, 0);
  for (const eventTime of times) {
    const entry: Entry = {
      ...{ id: `t:${eventTime}`, revision: 0, retracted: false, eventTime },
      ...{ source: 't', recordedAt: 0, ingestedAt: 0, account: 'a', amount: 1, page: 'x' },
    };
    builder.push(Buffer.from('a'), timedEntries.codec.toBytes(entry));
  }
  return { ...builder.seal(), baseOffset: 0, stampMs: 0 };
}

test('a long batch is cut where another topic has something that happened before', () => {
  const merge = newMerge();
  merge.offer(batchOf('traffic', [10, 20, 30, 40]));
  merge.offer(batchOf('trucks', [15, 16, 35]));
  const runs: string[] = [];
  for (let run = merge.next(); run !== undefined; run = merge.next()) {
    runs.push(`${run.batch.topic} ${run.from}-${run.to}`);
  }
  expect(runs).toEqual(['traffic 0-1', 'trucks 0-2', 'traffic 1-3', 'trucks 2-3', 'traffic 3-4']);
});

test('a topic waits until its batch is through, and none is left after clearing', () => {
  const merge = newMerge();
  merge.offer(batchOf('traffic', [10]));
  merge.offer(batchOf('empty', []));
  expect([merge.has('traffic'), merge.has('empty')]).toEqual([true, false]);
  merge.clear();
  expect([merge.has('traffic'), merge.next()]).toEqual([false, undefined]);
});
