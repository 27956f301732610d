import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchBuilder,
  type Log,
  loadReference,
  nextTurn,
  openEmbeddedLog,
  storeWithMethods,
  withMethods,
} from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import { DAY_MS, deadLetters, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { topologyOf } from '../engine/index.ts';
import { defineProcessor } from '../processor.ts';
import { recordsOf } from '../testing/index.ts';
import {
  anEntry,
  type Entry,
  lines,
  pages,
  ratesTopic,
  timedEntries,
} from '../testing/ledger-processor.ts';
import { openTasks } from './run-tasks.ts';

const context = { reference: loadReference() };
const entryTopic = timedEntries as Topic;
const rateTopic = ratesTopic as Topic;
const COUNT = {
  type: 'record',
  name: 'CountState',
  fields: [{ name: 'n', type: 'long' }],
} as const;

const passesOn = defineProcessor({
  name: 'test-passes-on',
  version: 1,
  inputs: { entry: timedEntries },
  outputs: { line: lines },
  emits: 'once',
  state: COUNT,
  initial: () => ({ n: 0 }),
  on: {
    entry(state, { id, eventTime, account, amount }, emit) {
      emit.line({ id: `${account}/${id}`, eventTime, account, before: amount });
      return state;
    },
  },
});

const joins = defineProcessor({
  name: 'test-joins',
  version: 1,
  inputs: { rate: ratesTopic, line: lines },
  outputs: { page: pages },
  emits: 'once',
  state: COUNT,
  initial: () => ({ n: 0 }),
  on: {
    rate: (state) => state,
    line(state, { id, eventTime, account, before }, emit) {
      emit.page({ id: `${account}/${id}`, eventTime, account, page: 'x', total: before });
      return state;
    },
  },
});

const topology = topologyOf({
  processors: [passesOn, joins],
  topics: [entryTopic, rateTopic, lines, pages] as Topic[],
  referenceHash: '',
});

async function append(log: Log, topic: Topic, events: readonly Entry[]): Promise<void> {
  const builder = new BatchBuilder(topic.name, 0);
  for (const event of events) {
    builder.push(Buffer.from(topic.key(event)), topic.codec.toBytes(event));
  }
  await log.append([builder.seal()]);
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await nextTurn();
}

function eventsOf(count: number, at: (n: number) => number, name = 't'): Entry[] {
  return Array.from({ length: count }, (_, n) => anEntry({ id: `${name}:${n}`, eventTime: at(n) }));
}

test('rows of a commit that is on its way are no end of their topic: nothing behind them is late', async () => {
  const start = Date.UTC(2026, 1, 1);
  const clock = manualClock(start + 365 * DAY_MS);
  const inside = inMemoryLog({ partitions: 1, clock });
  const gate = Promise.withResolvers<void>();
  const openTask = async (task: number) => {
    const store = await inside.openTask(task);
    return storeWithMethods(store, {
      async commit(commit) {
        await gate.promise;
        await store.commit(commit);
      },
    });
  };
  // As on Kafka: where rows will stand is not known before the commit.
  const log = withMethods({ ...withMethods(inside, {}), contiguous: false }, { openTask });
  const day = (n: number) => start + n * DAY_MS;
  await append(inside, rateTopic, eventsOf(30, day, 'r'));
  await append(inside, entryTopic, eventsOf(3, day));
  const tasks = await openTasks({ log, topology, context, clock, commitIntervalMs: 0 });
  await turns(50);
  await append(inside, rateTopic, [anEntry({ id: 'r:30', eventTime: day(30) })]);
  await turns(50);
  gate.resolve();
  await tasks.idle();
  await tasks.stop();
  expect(await recordsOf(inside, deadLetters as unknown as Topic)).toEqual([]);
  expect(await recordsOf(inside, pages as Topic)).toHaveLength(3);
});

for (const kind of ['memory', 'embedded'] as const) {
  test(`records that a task has not come to yet stay when the log is full (${kind})`, async () => {
    const clock = manualClock(1_800_000_000_000);
    const folder = mkdtempSync(join(tmpdir(), 'landbridge-ends-'));
    const bytesMax = 45_000;
    const log =
      kind === 'memory'
        ? inMemoryLog({ partitions: 1, clock, bytesMax })
        : await openEmbeddedLog({ folder, clock, bytesMax });
    try {
      // Entries of tomorrow, which a table has landed; rates of today, of which there are many.
      await append(
        log,
        entryTopic,
        eventsOf(6, (n) => DAY_MS + n),
      );
      log.protect('sink:entries', entryTopic.name, 0, 6);
      const appendRates = async (from: number): Promise<void> => {
        clock.advance(1);
        const rates = eventsOf(50, (n) => 1_000 + from + n, `r${from}`);
        await append(log, rateTopic, rates).catch(() => undefined);
      };
      for (let at = 0; at < 500; at += 50) await appendRates(at);
      const limits = { commitRecordsMax: 10 };
      const options = { log, topology, context, clock, limits, commitIntervalMs: 0 };
      const first = await openTasks(options);
      while (first.counters().commits === 0) await nextTurn();
      await first.stop();
      for (let at = 500; at < 1_500; at += 50) await appendRates(at);
      const second = await openTasks(options);
      await second.idle();
      await second.stop();
      expect(await recordsOf(log, lines as Topic)).toHaveLength(6);
    } finally {
      await log.close();
      rmSync(folder, { recursive: true });
    }
  });
}
