import {
  BatchBuilder,
  type Log,
  loadReference,
  nextTurn,
  PipelineError,
  withMethods,
} from '@landbridge/infra';
import { faultyLog, inMemoryLog, manualClock, seededRandom } from '@landbridge/infra/testing';
import { DAY_MS, partitionOf, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { type Topology, topologyOf } from '../engine/index.ts';
import { naiveFold } from '../testing/index.ts';
import {
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  pages,
} from '../testing/ledger-processor.ts';
import { openTasks, type TasksOptions } from './run-tasks.ts';

const context = { reference: loadReference() };
const START = Date.UTC(2026, 2, 1);
const OUTPUTS = [
  ['balance', balances],
  ['line', lines],
  ['page', pages],
] as const;
const topics = [entries as Topic, balances as Topic, lines as Topic, pages as Topic];
const topology: Topology = topologyOf({
  processors: [ledgerOf(entries)],
  topics,
  referenceHash: '',
});

function anEntry(i: number, given: Partial<Entry> = {}): Entry {
  return {
    id: `t:${i}`,
    revision: 0,
    retracted: false,
    eventTime: START + i * 1_000,
    source: 't',
    recordedAt: 0,
    ingestedAt: 0,
    account: `account-${i % 7}`,
    amount: 1 + (i % 3),
    page: `p${i % 2}`,
    ...given,
  };
}

async function append(log: Log, given: readonly Entry[]): Promise<void> {
  const topic = entries.received;
  if (topic === undefined) throw new Error('Entries are revisable.');
  const builders = new Map<number, BatchBuilder>();
  for (const entry of given) {
    const key = Buffer.from(topic.key(entry));
    const p = partitionOf(key, 0, key.length, log.partitions);
    const builder = builders.get(p) ?? new BatchBuilder(topic.name, p);
    builders.set(p, builder);
    builder.push(key, topic.codec.toBytes(entry));
  }
  for (;;) {
    try {
      await log.append([...builders.values()].map((builder) => builder.seal()));
      return;
    } catch {
      // Injected: the outcome is unknown, so the source sends again.
    }
  }
}

/** What stands in a topic over all partitions, without revisions, by id. */
async function rowsOf(log: Log, topic: Topic): Promise<unknown[]> {
  const newest = new Map<string, { id: string; revision: number; retracted: boolean }>();
  for (let p = 0; p < log.partitions; p++) {
    for (let at = log.extent(topic.name, p).start; at < log.extent(topic.name, p).end; ) {
      const batch = await log.read(topic.name, p, at, 1 << 20);
      if (batch === undefined) break;
      for (let i = 0; i < batch.count; i++) {
        const [from, to] = [batch.values[i] ?? 0, batch.starts[i + 1] ?? 0];
        if (from === to) continue;
        const row = topic.codec.decode(batch.bytes, from, to);
        const known = newest.get(row.id);
        if (known === undefined || row.revision > known.revision) newest.set(row.id, row);
      }
      at = batch.baseOffset + batch.count;
    }
  }
  return [...newest.values()]
    .filter(({ retracted }) => !retracted)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ revision: _r, retracted: _w, ...row }) => row);
}

function expectedRows(given: readonly Entry[], output: string): unknown[] {
  const settled = given.map((event) => ({
    input: 'entry',
    event: { ...event, id: `${event.id}@${event.account}` },
  }));
  return naiveFold(ledgerOf(entries), settled, context)
    .filter((each) => each.output === output)
    .map(({ row }) => row)
    .sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
}

async function expectOneFold(log: Log, given: readonly Entry[]): Promise<void> {
  for (const [name, topic] of OUTPUTS) {
    expect(await rowsOf(log, topic as Topic)).toEqual(expectedRows(given, name));
  }
}

function optionsOf(log: Log, given: Partial<TasksOptions> = {}): TasksOptions {
  return { log, topology, context, clock: manualClock(START + 400 * DAY_MS), ...given };
}

function memoryLog(partitions: number) {
  return inMemoryLog({ partitions, clock: manualClock(START + 400 * DAY_MS) });
}

test.each([1, 2, 5])('over %i partitions the rows are those of one fold', async (partitions) => {
  const log = memoryLog(partitions);
  const tasks = await openTasks(optionsOf(log));
  const given = Array.from({ length: 500 }, (_, i) => anEntry(i));
  await append(log, given.slice(250));
  await tasks.idle();
  await append(log, given.slice(0, 250));
  await tasks.idle();
  await tasks.stop();
  await expectOneFold(log, given);
});

test('a task that stops and starts again goes on where it was', async () => {
  const log = memoryLog(2);
  const given = Array.from({ length: 300 }, (_, i) => anEntry((i * 37) % 300));
  for (let at = 0; at < given.length; at += 50) {
    const tasks = await openTasks(optionsOf(log));
    await append(log, given.slice(at, at + 50));
    if (at % 100 === 0) await tasks.idle();
    await tasks.stop();
  }
  const tasks = await openTasks(optionsOf(log));
  await tasks.idle();
  await tasks.stop();
  await expectOneFold(log, given);
});

test('two hops, one upstream task paused for longer than the lateness, lose nothing', async () => {
  const log = memoryLog(2);
  const step = entries.allowedLatenessMs / 20;
  const given = Array.from({ length: 400 }, (_, i) => anEntry(i, { eventTime: START + i * step }));
  const running = await openTasks(optionsOf(log, { owned: [1], limits: { holdMs: 1e12 } }));
  for (let at = 0; at < given.length; at += 40) {
    await append(log, given.slice(at, at + 40));
    await running.idle();
  }
  const paused = await openTasks(optionsOf(log, { owned: [0], limits: { holdMs: 1e12 } }));
  await paused.idle();
  await running.idle();
  await paused.idle();
  expect(running.counters().late + paused.counters().late).toBe(0);
  await running.stop();
  await paused.stop();
  await expectOneFold(log, given);
});

test('commits that fail, before or after they took effect, change no row', async () => {
  const seed = Number(process.env['SEED'] ?? 7);
  const inside = memoryLog(2);
  const rates = { commitBefore: 0.2, commitAfter: 0.2, readShort: 0.5, openRefused: 0.2 };
  const log = faultyLog(inside, { random: seededRandom(seed), rates });
  const given = Array.from({ length: 600 }, (_, i) => anEntry((i * 7) % 600));
  let tasks = await openStubbornly(log);
  for (let at = 0; at < given.length; at += 30) {
    await append(log, given.slice(at, at + 30));
    try {
      await tasks.idle();
    } catch {
      // It gave up after several failures in a row: a supervisor starts it again.
      await tasks.stop().catch(() => {});
      tasks = await openStubbornly(log);
    }
  }
  log.heal();
  await tasks.idle();
  await tasks.stop();
  expect(log.faults.commitAfter + log.faults.commitBefore, `SEED=${seed}`).toBeGreaterThan(5);
  await expectOneFold(inside, given);
});

test('what was there is passed although more comes with every commit', async () => {
  const log = memoryLog(1);
  const given = Array.from({ length: 50 }, (_, i) => anEntry(i));
  await append(log, given);
  const tasks = await openTasks(optionsOf(log));
  let more = given.length;
  let coming = Promise.resolve();
  let rowsSeen = 0;
  const stop = log.onAppend(() => {
    // Each commit of rows brings another fact, so that the task is never idle.
    const { end } = log.extent(lines.name, 0);
    if (end === rowsSeen) return;
    rowsSeen = end;
    const next = anEntry(more++);
    coming = coming.then(() => append(log, [next]));
  });
  await tasks.passed();
  stop();
  await coming;
  const rows = (await rowsOf(log, lines as Topic)) as { id: string }[];
  const told = new Set(rows.map(({ id }) => id));
  for (const { id, account } of given) expect(told).toContain(`${account}/${id}@${account}`);
  expect(more).toBeGreaterThan(given.length);
  await tasks.stop();
});

test('partitions that come and go between processes leave the rows of one fold', async () => {
  const log = memoryLog(4);
  const here = await openTasks(optionsOf(log, { owned: [] }));
  const there = await openTasks(optionsOf(log, { owned: [0, 1, 2, 3] }));
  const given = Array.from({ length: 400 }, (_, i) => anEntry((i * 37) % 400));
  let [giver, taker] = [there, here];
  for (let at = 0; at < given.length; at += 40) {
    await append(log, given.slice(at, at + 40));
    const moving = at % 80 === 0 ? [0, 3] : [1, 2];
    await giver.disown(moving);
    await taker.own(moving);
    expect([...taker.owned()].filter(([p]) => moving.includes(p))).toHaveLength(2);
    if (at % 80 === 40) [giver, taker] = [taker, giver];
  }
  await Promise.all([here.idle(), there.idle()]);
  await Promise.all([here.idle(), there.idle()]);
  expect(here.counters().folded + there.counters().folded).toBeGreaterThan(given.length);
  await Promise.all([here.stop(), there.stop()]);
  await expectOneFold(log, given);
});

test('who has no partition is idle, and counts nothing', async () => {
  const tasks = await openTasks(optionsOf(memoryLog(2), { owned: [] }));
  await tasks.idle();
  expect(tasks.counters()).toMatchObject({ folded: 0, commits: 0, late: 0 });
  await tasks.stop();
});

test('a task that was fenced waits until it is known to be ours, and goes on then', async () => {
  const inside = memoryLog(1);
  const given = Array.from({ length: 100 }, (_, i) => anEntry(i));
  const answers = [false, false, true, true];
  let fences = 2;
  const log: Log = withMethods(inside, {
    async openTask(task) {
      const store = await inside.openTask(task);
      const commit = store.commit.bind(store);
      store.commit = async (changes) => {
        if (fences-- > 0) throw new PipelineError('task-fenced', 'Another has it.');
        await commit(changes);
      };
      return store;
    },
  });
  const stillOwned = async () => answers.shift() ?? false;
  const tasks = await openTasks(optionsOf(log, { stillOwned, pause: nextTurn }));
  await append(log, given);
  await tasks.idle();
  expect(answers).toEqual([]);
  await expectOneFold(inside, given);
  // Revoked while it waits: it ends without a word.
  fences = 1;
  await append(log, [anEntry(100)]);
  await tasks.disown([0]);
  await tasks.idle();
  await tasks.stop();
});

test('a task that is fenced while it is opened is opened again once it is known to be ours', async () => {
  const inside = memoryLog(1);
  const given = Array.from({ length: 20 }, (_, i) => anEntry(i));
  const answers = [false, true, true];
  let fences = 2;
  const log: Log = withMethods(inside, {
    async openTask(task) {
      if (fences-- > 0) throw new PipelineError('task-fenced', 'Another has it.');
      return await inside.openTask(task);
    },
  });
  const stillOwned = async () => answers.shift() ?? false;
  const tasks = await openTasks(optionsOf(log, { stillOwned, pause: nextTurn }));
  expect(answers).toEqual([]);
  await append(log, given);
  await tasks.idle();
  await tasks.disown([0]);
  await expectOneFold(inside, given);
  // Revoked while it is opened: it ends without a word.
  fences = 1;
  const opening = tasks.own([0]);
  await tasks.disown([0]);
  await opening;
  expect(fences).toBe(0);
  await tasks.stop();
});

test('a task that was fenced and asks nobody has failed', async () => {
  const log = memoryLog(1);
  const tasks = await openTasks(
    optionsOf(
      withMethods(log, {
        async openTask(task) {
          const store = await log.openTask(task);
          store.commit = () => Promise.reject(new PipelineError('task-fenced', 'Another has it.'));
          return store;
        },
      }),
    ),
  );
  await append(log, [anEntry(1)]);
  await expect(tasks.idle()).rejects.toMatchObject({ code: 'task-fenced' });
  await expect(tasks.stop()).rejects.toMatchObject({ code: 'task-fenced' });
});

test('what does not end in time is left behind, and waited for when the partition comes back', async () => {
  const inside = memoryLog(1);
  const stuck = Promise.withResolvers<void>();
  let reading = Promise.withResolvers<void>();
  const log = withMethods(inside, {
    async read(...where) {
      reading.resolve();
      await stuck.promise;
      return await inside.read(...where);
    },
  });
  const tasks = await openTasks(optionsOf(log, { pause: async () => undefined, disownMs: 1 }));
  const given = [anEntry(1), anEntry(2)];
  await append(log, given);
  await reading.promise;
  await tasks.disown([0]);
  const again = tasks.own([0]);
  reading = Promise.withResolvers();
  expect(tasks.owned()).toEqual(new Map([[0, false]]));
  stuck.resolve();
  await again;
  await tasks.idle();
  await tasks.stop();
  await expectOneFold(inside, given);
});

async function openStubbornly(log: Log) {
  for (;;) {
    try {
      return await openTasks(optionsOf(log));
    } catch {
      // Refused once, as if the former owner were still there.
    }
  }
}

test('with one partition the rows of every hop are there after one commit', async () => {
  const log = memoryLog(1);
  const given = Array.from({ length: 50 }, (_, i) => anEntry(i));
  await append(log, given);
  const tasks = await openTasks(optionsOf(log));
  await tasks.idle();
  expect(tasks.counters().commits).toBe(1);
  await tasks.stop();
  await expectOneFold(log, given);
});
