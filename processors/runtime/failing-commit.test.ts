import {
  BatchBuilder,
  loadReference,
  nextTurn,
  PipelineError,
  storeWithMethods,
  withMethods,
} from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import type { Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { topologyOf } from '../engine/index.ts';
import {
  anEntry,
  balances,
  ledgerOf,
  lines,
  pages,
  timedEntries,
} from '../testing/ledger-processor.ts';
import { openTasks } from './run-tasks.ts';

const context = { reference: loadReference() };
const topology = topologyOf({
  processors: [ledgerOf(timedEntries)],
  topics: [timedEntries, balances, lines, pages] as Topic[],
  referenceHash: '',
});

test('a commit that fails for good while the next one is folded says why, and is not tried again', async () => {
  const clock = manualClock(1_800_000_000_000);
  const inside = inMemoryLog({ partitions: 1, clock });
  let opened = 0;
  const openTask = async (task: number) => {
    opened++;
    const store = await inside.openTask(task);
    return storeWithMethods(store, {
      // As the embedded log: a commit that fails closes the store.
      async commit() {
        for (let i = 0; i < 3; i++) await nextTurn();
        await store.close();
        throw new PipelineError('disk-full', 'The disk has 0 bytes left.');
      },
    });
  };
  for (let at = 0; at < 20; at++) {
    const builder = new BatchBuilder(timedEntries.name, 0);
    for (let i = 0; i < 5_000; i++) {
      const event = anEntry({ account: `k${at}-${i}`, eventTime: 1_000 + at });
      builder.push(Buffer.from(event.account), timedEntries.codec.toBytes(event));
    }
    await inside.append([builder.seal()]);
    clock.advance(1);
  }
  const log = withMethods(inside, { openTask });
  const limits = { commitRecordsMax: 5_000 };
  const tasks = await openTasks({ log, topology, context, clock, limits });
  await expect(tasks.idle()).rejects.toMatchObject({ code: 'disk-full' });
  await tasks.stop().catch(() => undefined);
  expect(opened).toBe(1);
});
