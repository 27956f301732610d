import { expect, test } from 'vitest';
import { BatchBuilder } from '../log/batch-builder.ts';
import { withMethods } from '../log/with-methods.ts';
import { inMemoryLog, manualClock } from '../testing/index.ts';
import { measuredLog } from './measured-log.ts';

async function aLog() {
  const clock = manualClock(1_000);
  const inner = inMemoryLog({ partitions: 2, clock });
  const records = new BatchBuilder('a.b', 1);
  for (let i = 0; i < 5; i++) records.push(Buffer.from('k'), Buffer.from('v'));
  await inner.append([records.seal()]);
  return { clock, inner, ...measuredLog(inner, clock) };
}

const CHECKPOINT = { appends: [], puts: [], removes: [], checkpoint: Buffer.from('c') };

test('a consumer lags by what lies between its position and the end, until it is let go', async () => {
  const { log, figures } = await aLog();
  log.protect('sink:a_b', 'a.b', 1, 2);
  expect(figures().lags).toEqual([
    { consumer: 'sink:a_b', topic: 'a.b', partition: 1, records: 3 },
  ]);
  log.protect('sink:a_b', 'a.b', 1, Number.POSITIVE_INFINITY);
  expect(figures().lags).toEqual([]);
});

test('a commit says how far its task is, and how long it took', async () => {
  const { clock, inner, log, figures } = await aLog();
  const slow = measuredLog(
    withMethods(inner, {
      async openTask(task) {
        const store = await inner.openTask(task);
        const commit = store.commit.bind(store);
        store.commit = async (given) => {
          clock.advance(40);
          await commit(given);
        };
        return store;
      },
    }),
    clock,
  );
  const store = await slow.log.openTask(1);
  await store.commit({ ...CHECKPOINT, positions: new Map([['a.b', 4]]) });
  expect(slow.figures()).toMatchObject({ commits: 1, commitMs: 40, commitMsMax: 40 });
  expect(slow.figures().lags).toEqual([
    { consumer: 'task:1', topic: 'a.b', partition: 1, records: 1 },
  ]);
  await store.close();
  expect(slow.figures().lags).toEqual([]);
  expect(figures().commits).toBe(0);
  expect(log.identity).toBe(inner.identity);
});

test('a commit that fails is counted as such', async () => {
  const { log, figures } = await aLog();
  const store = await log.openTask(0);
  await log.openTask(0).catch(() => undefined);
  await store.close();
  await expect(store.commit({ ...CHECKPOINT, positions: new Map() })).rejects.toThrow();
  expect(figures()).toMatchObject({ commits: 0, commitsFailed: 1 });
});
