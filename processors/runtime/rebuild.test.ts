import { type Log, loadReference, withMethods } from '@landbridge/infra';
import { inMemoryLog, type ManualClock, manualClock, memoryDisk } from '@landbridge/infra/testing';
import { DAY_MS, deadLetters, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { type Topology, topologyOf } from '../engine/index.ts';
import type { Processor } from '../processor.ts';
import {
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  pages,
} from '../testing/ledger-processor.ts';
import { appendEvents, recordsOf, tableOf } from '../testing/rebuilt-log.ts';
import { rebuild } from './rebuild.ts';
import { openTasks } from './run-tasks.ts';

const reference = loadReference();
const context = { reference };
const START = Date.UTC(2026, 2, 1);
const topics = [entries, balances, lines, pages] as unknown as readonly Topic[];
const received = entries.received as unknown as Topic<Entry>;

function topologyWith(change: Partial<Processor> = {}): Topology {
  const processors = [{ ...ledgerOf(entries), ...change }];
  return topologyOf({ processors, topics, referenceHash: '' });
}

function anEntry(i: number, given: Partial<Entry> = {}): Entry {
  return {
    ...{ id: `t:${i}`, revision: 0, retracted: false, eventTime: START + i * 60_000 },
    ...{ source: 't', recordedAt: 0, ingestedAt: 0, account: 'a', amount: 1, page: 'x' },
    ...given,
  };
}

function newLog(
  clock: ManualClock,
  retentionMs = Number.POSITIVE_INFINITY,
  disk = memoryDisk(),
): Log {
  return inMemoryLog({ partitions: 1, clock, disk, retentionOf: () => retentionMs });
}

async function fold(log: Log, facts: readonly Entry[], topology = topologyWith(), clock = later()) {
  const tasks = await openTasks({ log, topology, context, clock });
  await appendEvents(log, received, facts);
  await tasks.idle();
  await tasks.stop();
}

function later(): ManualClock {
  return manualClock(START + 300 * DAY_MS);
}

async function lineIds(log: Log): Promise<string[]> {
  const topic = lines as unknown as Topic;
  return tableOf(topic, await recordsOf(log, topic)).map(({ id }) => id);
}

test('a start with another version is refused, names it and says what to do', async () => {
  const log = newLog(later());
  await fold(log, [anEntry(1)]);
  const opened = openTasks({
    log,
    topology: topologyWith({ version: 2 }),
    context,
    clock: later(),
  });
  await expect(opened).rejects.toMatchObject({
    code: 'data-dir-incompatible',
    message: expect.stringMatching(/test-ledger \(version 1 is now 2\).*landbridge rebuild/),
  });
  // What was refused holds on to nothing: the version that wrote the state goes on.
  await fold(log, [anEntry(2)]);
  expect(await lineIds(log)).toHaveLength(2);
});

test('a start with other reference data is refused, and names the files that changed', async () => {
  const log = newLog(later());
  await fold(log, [anEntry(1)]);
  const files = { ...reference.files, 'plants.json': 'other' };
  const other = { reference: { ...reference, files } };
  const given = { log, topology: topologyWith(), context: other, clock: later() };
  await expect(openTasks(given)).rejects.toThrow('the reference data (plants.json)');
  const report = await rebuild(given);
  expect(report.changes.reference).toEqual(['plants.json']);
  expect(report.rebuilt).toEqual(['test-ledger']);
  expect(report.kept).toEqual(['settle-test-entries']);
  await (await openTasks(given)).stop();
});

test('a folder that was never used, and one where nothing changed, have nothing to rebuild', async () => {
  const log = newLog(later());
  const given = { log, topology: topologyWith({ version: 2 }), context, clock: later() };
  expect(await rebuild(given)).toMatchObject({ rebuilt: [], topics: [] });
  await fold(log, [anEntry(1)], topologyWith({ version: 2 }));
  expect(await rebuild(given)).toMatchObject({ rebuilt: [], topics: [] });
});

test('a new processor is folded from the first fact on, one that is gone leaves its rows', async () => {
  const log = newLog(later());
  const settling = topologyOf({ processors: [], topics, referenceHash: '' });
  await fold(log, [anEntry(1), anEntry(2)], settling);
  expect(await lineIds(log)).toEqual([]);
  const withLedger = { log, topology: topologyWith(), context, clock: later() };
  const added = await rebuild(withLedger);
  expect(added.changes.processors).toEqual([{ name: 'test-ledger', why: 'it is new' }]);
  expect(await lineIds(log)).toHaveLength(2);
  const gone = await rebuild({ ...withLedger, topology: settling });
  expect(gone.changes.removed).toEqual(['test-ledger']);
  expect(await lineIds(log)).toHaveLength(2);
  await fold(log, [anEntry(3)], settling);
  expect(await lineIds(log)).toHaveLength(2);
});

test('a processor that is not there is refused before anything is touched', async () => {
  const log = newLog(later());
  await fold(log, [anEntry(1)]);
  const given = { log, topology: topologyWith(), context, clock: later() };
  await expect(rebuild(given, { processors: ['test-ledgers'] })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('test-ledger'),
  });
  await fold(log, [anEntry(2)]);
});

/** As Kafka, where what is left of the beginning may be the markers of transactions, or records of aborted ones. */
function beginningWithoutRecords(log: Log): Log {
  let isFirst = true;
  return withMethods(log, {
    async read(topic, partition, from, bytesMax) {
      const run = await log.read(topic, partition, from, bytesMax);
      if (!isFirst || run === undefined) return run;
      isFirst = false;
      const nothing = {
        bytes: Buffer.alloc(0),
        starts: new Int32Array(2),
        values: new Int32Array(1),
      };
      return { ...run, ...nothing, count: 1, stampMs: 0 };
    },
  });
}

const BEGINNINGS: readonly [string, (log: Log) => Log][] = [
  ['a record', (log) => log],
  ['places without any', beginningWithoutRecords],
];

test.each(BEGINNINGS)(
  'where the log no longer holds the first facts and begins with %s, a rebuild asks first, and leaves their rows alone',
  async (_what, as) => {
    const clock = manualClock(START + DAY_MS);
    const disk = memoryDisk();
    const log = newLog(clock, 5 * DAY_MS, disk);
    await fold(log, [anEntry(1), anEntry(2)], topologyWith(), clock);
    clock.advance(10 * DAY_MS);
    clock.advance(3 * DAY_MS);
    const onDay = (day: number) =>
      anEntry(day, { account: 'b', eventTime: START + day * DAY_MS - 60_000 });
    await fold(log, [onDay(12), onDay(13), onDay(14)], topologyWith(), clock);
    clock.advance(DAY_MS);
    await fold(log, [onDay(15)], topologyWith(), clock);
    expect(log.extent(received.name, 0).start).toBeGreaterThan(0);
    const quiet = ledgerOf(entries).inputs.map((input) => ({
      ...input,
      on: (state: unknown) => state,
    }));
    const given = { topology: topologyWith({ version: 2, inputs: quiet }), context, clock };
    await expect(rebuild({ ...given, log })).rejects.toMatchObject({ code: 'position-lost' });
    const report = await rebuild({ ...given, log: as(log) }, { forget: true });
    expect(report.sinceMs).not.toBeNull();
    const outcome = report.topics.find(({ topic }) => topic === lines.name);
    expect(outcome).toMatchObject({ added: 0, changed: 0, withdrawn: 1, leftAlone: 3 });
    expect(await lineIds(log)).toHaveLength(3);
  },
);

test('a rebuild that was stopped is gone on with, also where its letters and rows were asked for anew', async () => {
  const log = newLog(later());
  await fold(log, [anEntry(1), anEntry(2, { amount: 13 })]);
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  const given = { log, topology: topologyWith({ version: 2 }), context, clock: later() };
  await expect(rebuild({ ...given, signal: stop.signal })).rejects.toThrow('stopped');
  await expect(openTasks(given)).rejects.toThrow('a rebuild was begun');
  expect(await rebuild(given)).toMatchObject({ resumed: true, rebuilt: ['test-ledger'] });
  const letters = deadLetters as unknown as Topic;
  expect(tableOf(letters, await recordsOf(log, letters))).toHaveLength(1);
  await (await openTasks(given)).stop();
});

test('a rebuild that was stopped gives way to one for yet another version', async () => {
  const log = newLog(later());
  await fold(log, [anEntry(1)]);
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  const given = { log, context, clock: later() };
  const second = { ...given, topology: topologyWith({ version: 2 }) };
  await expect(rebuild({ ...second, signal: stop.signal })).rejects.toThrow('stopped');
  // Back to the version that wrote the state: what the other may have published is compared too.
  const first = { ...given, topology: topologyWith() };
  await expect(openTasks(first)).rejects.toThrow('a rebuild was begun');
  expect(await rebuild(first)).toMatchObject({ resumed: false, rebuilt: ['test-ledger'] });
  await fold(log, [anEntry(2)]);
  expect(await lineIds(log)).toHaveLength(2);
});
