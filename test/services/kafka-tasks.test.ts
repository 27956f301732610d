import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchBuilder,
  systemClock as clock,
  freshName,
  type Log,
  loadReference,
  openKafkaLog,
  openTopicAdmin,
  PipelineError,
  storeWithMethods,
  topicSpecs,
  withMethods,
  withReceived,
} from '@landbridge/infra';
import { openTasks, type Tasks, topologyOf } from '@landbridge/processors';
import {
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  naiveFold,
  pages,
} from '@landbridge/processors/testing';
import { partitionOf, type Topic } from '@landbridge/schemas';
import { afterAll, expect, test } from 'vitest';
import { configHere, connectionHere } from './kafka-world.ts';

const PARTITIONS = 2;
const START = Date.UTC(2026, 2, 1);
const OUTPUTS: readonly (readonly [string, Topic])[] = [
  ['balance', balances as Topic],
  ['line', lines as Topic],
  ['page', pages as Topic],
];
const topics = [entries as Topic, ...OUTPUTS.map(([, topic]) => topic)];
const topology = topologyOf({ processors: [ledgerOf(entries)], topics, referenceHash: '' });
const context = { reference: loadReference() };
const root = mkdtempSync(join(tmpdir(), 'landbridge-kafka-tasks-'));
afterAll(() => rmSync(root, { recursive: true }));

type Open = (machine: string) => Promise<Log>;

/** Topics as a deploy makes them, and the way to open their log on some machine. */
async function newDeployment(): Promise<Open> {
  const deployment = `tasks-${freshName().slice(0, 8)}`;
  const topicPrefix = `${deployment}.`;
  const admin = await openTopicAdmin(configHere(deployment));
  const specs = topicSpecs({ topics, deployment, partitions: PARTITIONS, replication: 1 });
  const named = (name: string) => (name.startsWith(topicPrefix) ? name : topicPrefix + name);
  await admin.create(specs.map((spec) => ({ ...spec, name: named(spec.name) })));
  await admin.close();
  return (machine) =>
    openKafkaLog({
      ...{ connection: connectionHere(), deployment, topicPrefix, partitions: PARTITIONS, clock },
      topics: withReceived(topics).map(({ name }) => name),
      folder: join(root, deployment, machine),
      topology: topology.hash,
    });
}

function tasksOf(log: Log, owned: readonly number[], isOurs = () => true): Promise<Tasks> {
  const stillOwned = async () => isOurs();
  return openTasks({ log, topology, context, clock, owned, stillOwned });
}

function anEntry(i: number): Entry {
  return {
    ...{ id: `t:${i}`, revision: 0, retracted: false, eventTime: START + i * 1_000 },
    ...{ source: 't', recordedAt: 0, ingestedAt: 0 },
    ...{ account: `account-${i % 7}`, amount: 1 + (i % 3), page: `p${i % 2}` },
  };
}

async function append(log: Log, given: readonly Entry[]): Promise<void> {
  const topic = entries.received as Topic;
  const builders = Array.from({ length: PARTITIONS }, (_, p) => new BatchBuilder(topic.name, p));
  for (const entry of given) {
    const key = Buffer.from(topic.key(entry));
    builders[partitionOf(key, 0, key.length, PARTITIONS)]?.push(key, topic.codec.toBytes(entry));
  }
  await log.append(builders.map((builder) => builder.seal()));
}

/** What stands in a topic, without revisions, by id. */
async function rowsOf(log: Log, topic: Topic): Promise<unknown[]> {
  const newest = new Map<string, ReturnType<Topic['codec']['decode']>>();
  for (let p = 0; p < PARTITIONS; p++) {
    for (let at = 0; at < log.extent(topic.name, p).end; ) {
      const batch = await log.read(topic.name, p, at, 1 << 20);
      for (let i = 0; i < (batch?.count ?? 0); i++) {
        const [from = 0, to = 0] = [batch?.values[i], batch?.starts[i + 1]];
        if (batch === undefined || from === to) continue;
        const row = topic.codec.decode(batch.bytes, from, to);
        if (row.revision >= (newest.get(row.id)?.revision ?? 0)) newest.set(row.id, row);
      }
      at += batch?.count ?? 0;
    }
  }
  return [...newest.values()]
    .filter(({ retracted }) => !retracted)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ revision: _r, retracted: _w, ...row }) => row);
}

async function expectOneFold(log: Log, given: readonly Entry[]): Promise<void> {
  const settled = given.map((event) => ({
    input: 'entry',
    event: { ...event, id: `${event.id}@${event.account}` },
  }));
  const folded = naiveFold(ledgerOf(entries), settled, context);
  for (const [name, topic] of OUTPUTS) {
    const rows = folded.filter(({ output }) => output === name).map(({ row }) => row);
    const expected = rows.sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
    expect(await rowsOf(log, topic)).toEqual(expected);
  }
}

/** Through a log that is opened now, which knows how far everything reaches: others are told of it a moment later. */
async function expectOneFoldIn(open: Open, given: readonly Entry[]): Promise<void> {
  const reader = await open('reader');
  await expectOneFold(reader, given);
  await reader.close();
}

test('tasks that are handed from machine to machine leave the rows of one fold', async () => {
  const open = await newDeployment();
  const given = Array.from({ length: 600 }, (_, i) => anEntry((i * 37) % 600));
  const [here, there] = [await open('here'), await open('there')];
  for (let at = 0; at < given.length; at += 100) {
    const [owner, other] = at % 200 === 0 ? [here, there] : [there, here];
    const tasks = [await tasksOf(owner, [0]), await tasksOf(other, [1])];
    await append(here, given.slice(at, at + 100));
    if (at % 300 === 0) await Promise.all(tasks.map((each) => each.idle()));
    await Promise.all(tasks.map((each) => each.stop()));
  }
  const tasks = await tasksOf(here, [0, 1]);
  await tasks.idle();
  await tasks.stop();
  await Promise.all([here.close(), there.close()]);
  await expectOneFoldIn(open, given);
});

/** Hears of every commit that was refused since somebody else has the task. */
function hearingFences(log: Log, onFence: () => void): Log {
  return withMethods(log, {
    async openTask(task) {
      const store = await log.openTask(task);
      return storeWithMethods(store, {
        async commit(commit) {
          try {
            await store.commit(commit);
          } catch (error) {
            if (error instanceof PipelineError && error.code === 'task-fenced') onFence();
            throw error;
          }
        },
      });
    },
  });
}

test('tasks that are taken over while they work leave the rows of one fold', async () => {
  const open = await newDeployment();
  const given = Array.from({ length: 600 }, (_, i) => anEntry((i * 37) % 600));
  const machines = [await open('here'), await open('there')] as const;
  let turn = 0;
  let fenced = 0;
  /** As of a group: whoever is next has the tasks from the moment it begins to open them. */
  const takeOver = (): Promise<Tasks> => {
    const own = ++turn;
    const log = hearingFences(machines[own % 2 === 0 ? 0 : 1], () => fenced++);
    return tasksOf(log, [0, 1], () => own === turn);
  };
  let owner = await takeOver();
  for (let at = 0; at < given.length; at += 60) {
    await append(machines[0], given.slice(at, at + 60));
    const next = await takeOver();
    await append(machines[1], given.slice(at, at + 60));
    // The former owner does not know yet: what it still commits must not count.
    await owner.stop();
    owner = next;
  }
  await owner.idle();
  await owner.stop();
  expect(fenced).toBeGreaterThan(2);
  await Promise.all(machines.map((log) => log.close()));
  await expectOneFoldIn(open, given);
});
