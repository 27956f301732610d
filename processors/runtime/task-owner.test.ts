import {
  BatchBuilder,
  type Log,
  loadReference,
  nextTurn,
  PipelineError,
  withMethods,
} from '@landbridge/infra';
import { inMemoryLog, type ManualClock, manualClock } from '@landbridge/infra/testing';
import { DAY_MS, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { topologyOf } from '../engine/index.ts';
import { anEntry, balances, entries, ledgerOf, lines, pages } from '../testing/ledger-processor.ts';
import { openTasks, type TasksOptions } from './run-tasks.ts';

const START = Date.UTC(2026, 2, 1);
const received: Topic = entries.received ?? entries;
const topology = topologyOf({
  processors: [ledgerOf(entries)],
  topics: [entries as Topic, balances as Topic, lines as Topic, pages as Topic],
  referenceHash: '',
});

function optionsOf(log: Log, clock: ManualClock): TasksOptions {
  return { log, topology, context: { reference: loadReference() }, clock };
}

/** One entry a day, of which the log keeps those of a week. */
async function appendDays(log: Log, clock: ManualClock, days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    const entry = anEntry({ eventTime: clock.nowMs() });
    const builder = new BatchBuilder(received.name, 0);
    builder.push(Buffer.from(received.key(entry)), received.codec.toBytes(entry));
    await log.append([builder.seal()]);
    clock.advance(DAY_MS);
  }
}

async function anOldLog() {
  const clock = manualClock(START);
  const log = inMemoryLog({ partitions: 1, clock, retentionOf: () => 7 * DAY_MS });
  await appendDays(log, clock, 20);
  const { start, end } = log.extent(received.name, 0);
  return { clock, log, kept: end - start, start };
}

test('a task that never committed begins where the log does', async () => {
  const { clock, log, kept, start } = await anOldLog();
  expect(start).toBeGreaterThan(0);
  const tasks = await openTasks(optionsOf(log, clock));
  await tasks.idle();
  expect(tasks.counters().folded).toBeGreaterThanOrEqual(kept);
  await tasks.stop();
  const again = await openTasks(optionsOf(log, clock));
  await again.idle();
  expect(again.counters().folded).toBe(0);
  await again.stop();
});

test('one that has committed stops where the log no longer has what comes next', async () => {
  const { clock, log } = await anOldLog();
  const tasks = await openTasks(optionsOf(log, clock));
  await tasks.idle();
  await tasks.stop();
  const { end } = log.extent(received.name, 0);
  // Others let go of what this one has not read.
  const shorter = withMethods(log, {
    extent: () => ({ start: end + 5, end: end + 9 }),
    read: (_topic, _partition, from) =>
      Promise.reject(new PipelineError('position-lost', `Asked for ${from}.`)),
  });
  const late = await openTasks(optionsOf(shorter, clock));
  await expect(late.idle()).rejects.toThrow(`Asked for ${end}.`);
  await expect(late.stop()).rejects.toMatchObject({ code: 'position-lost' });
});

test('one that was further than the log is now says so, and does not wait until it is as long again', async () => {
  const { clock, log } = await anOldLog();
  const tasks = await openTasks(optionsOf(log, clock));
  await tasks.idle();
  await tasks.stop();
  const { start, end } = log.extent(received.name, 0);
  const shorter = withMethods(log, {
    extent: () => ({ start, end: end - 1 }),
    read: (topic, partition, from) =>
      Promise.reject(new PipelineError('position-lost', `${topic}[${partition}] at ${from}.`)),
  });
  await expect(openTasks(optionsOf(shorter, clock)).then((late) => late.idle())).rejects.toThrow(
    `${received.name}[0] at ${end}.`,
  );
});

// What `/ready` and `processors_partition_open` go by.
test('a partition whose state is restored again after a failed commit is not open meanwhile', async () => {
  const clock = manualClock(START);
  const inside = inMemoryLog({ partitions: 1, clock });
  const restoring = Promise.withResolvers<void>();
  const restored = Promise.withResolvers<void>();
  let opened = 0;
  const log = withMethods(inside, {
    async openTask(task) {
      if (opened++ > 0) {
        restoring.resolve();
        await restored.promise;
        return await inside.openTask(task);
      }
      const store = await inside.openTask(task);
      store.commit = () =>
        Promise.reject(new PipelineError('commit-failed', 'Away.', { retriable: true }));
      return store;
    },
  });
  const tasks = await openTasks({ ...optionsOf(log, clock), pause: nextTurn });
  expect(tasks.owned().get(0)).toBe(true);
  await appendDays(log, clock, 1);
  await restoring.promise;
  expect(tasks.owned().get(0)).toBe(false);
  restored.resolve();
  await tasks.idle();
  expect(tasks.owned().get(0)).toBe(true);
  await tasks.stop();
});

test('commits that brokers refuse for some seconds, such as for missing copies, stop no task', async () => {
  const clock = manualClock(START);
  const inside = inMemoryLog({ partitions: 1, clock });
  let waitedMs = 0;
  const log = withMethods(inside, {
    async openTask(task) {
      const store = await inside.openTask(task);
      const commit = store.commit.bind(store);
      store.commit = async (changes) => {
        if (waitedMs > 5_000) return await commit(changes);
        await store.close();
        throw new PipelineError('commit-failed', 'Too few copies.', { retriable: true });
      };
      return store;
    },
  });
  const pause = (ms: number) => {
    waitedMs += ms;
    return nextTurn();
  };
  const tasks = await openTasks({ ...optionsOf(log, clock), pause });
  await appendDays(log, clock, 1);
  await tasks.idle();
  expect(tasks.counters().folded).toBeGreaterThan(0);
  await tasks.stop();
  expect(waitedMs).toBeLessThan(15_000);
});
