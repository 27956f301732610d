import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { PipelineError } from '../../errors.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import type { Log, TaskStore } from '../log.ts';
import { appendOf, readAll, recordsOf } from '../log-contract.ts';
import { commitOf, putOf, scanAll } from '../task-contract.ts';
import { type BrokerWorld, openDeployment } from './broker-world.ts';
import type { RestoreProgress } from './catch-up.ts';
import { Extents } from './extents.ts';
import { groupLags } from './group-lag.ts';
import { LagAlarm } from './lag-alarm.ts';
import { Link } from './link.ts';
import { RandomProducer } from './random-producer.ts';
import { openKafkaTopicAdmin } from './topic-admin.ts';

const HOUR_MS = 3_600_000;
const SOON = { timeout: 20_000 };

/** What the log promises on a real broker, besides what every log does. */
export function brokerContract(world: BrokerWorld): void {
  const root = mkdtempSync(join(tmpdir(), 'landbridge-kafka-'));
  afterAll(() => rmSync(root, { recursive: true }));
  committedReads(world, root);
  lagging(world, root);
  following(world, root);
  ownership(world, root);
  restoring(world, root);
  standingBy(world, root);
}

function committedReads(world: BrokerWorld, root: string): void {
  test('of random transactions every committed record is read once, and no other', async () => {
    const seed = Number(process.env['SEED'] ?? 11);
    const random = seededRandom(seed);
    const { deployment, open } = await openDeployment(world, root);
    const log = await open('reader');
    const link = new Link({ connection: world.connection(), topics: [`${deployment}.a.b`] });
    const place = { topic: `${deployment}.a.b`, partition: 0 };
    const producers = await Promise.all(
      Array.from({ length: 5 }, (_, i) => RandomProducer.open(link, `${deployment}-${i}`, place)),
    );
    for (let step = 0; step < 250; step++) {
      const producer = producers[Math.floor(random.next() * producers.length)];
      if (random.next() < 0.7) {
        const records = Array.from(
          { length: 1 + Math.floor(random.next() * 5) },
          (_, i) => `${step}/${i}=v`,
        );
        await producer?.write(records);
      } else await producer?.end(random.next() < 0.5 ? 'commit' : 'abort');
    }
    for (const producer of producers) await producer.end('abort');
    const committed = producers.flatMap((producer) => producer.committed);
    const expected = committed.sort((a, b) => a.offset - b.offset);
    await expect.poll(async () => (await readAll(log, 'a.b')).length).toBe(expected.length);
    const end = log.extent('a.b', 0).end;
    for (let round = 0; round < 20; round++) {
      const from = Math.floor(random.next() * end);
      const bytesMax = 1 + Math.floor(random.next() * 400);
      const read: string[] = [];
      for (let at = from; at < end; ) {
        const batch = await log.read('a.b', 0, at, bytesMax);
        expect(batch?.baseOffset, `SEED=${seed}`).toBe(at);
        read.push(...recordsOf(batch));
        at += batch?.count ?? end;
      }
      const behind = expected.filter(({ offset }) => offset >= from);
      expect(read, `SEED=${seed}, from ${from}`).toEqual(behind.map(({ record }) => record));
    }
    expect(producers.reduce((sum, { aborted }) => sum + aborted, 0)).toBeGreaterThan(20);
    await Promise.all([link.close(), log.close()]);
  });

  test('a position that the log no longer has is refused, never moved', async () => {
    const { deployment, open } = await openDeployment(world, root);
    const log = await open('one');
    await log.append([appendOf('a.b', ['a=0', 'b=1', 'c=2'])]);
    const link = new Link({ connection: world.connection(), topics: [`${deployment}.a.b`] });
    await link.use('Removing records', async (cluster) => {
      const broker = await cluster.findControllerBroker();
      const partitions = [{ partition: 0, offset: '2' }];
      await broker.deleteRecords({ topics: [{ topic: `${deployment}.a.b`, partitions }] });
    });
    await expect(log.read('a.b', 0, 1, 1)).rejects.toMatchObject({ code: 'position-lost' });
    expect(log.extent('a.b', 0)).toEqual({ start: 2, end: 3 });
    expect(await readAll(log, 'a.b', 2)).toEqual(['c=2']);
    await Promise.all([link.close(), log.close()]);
  });

  test('what another process appends is heard of and read', async () => {
    const { open } = await openDeployment(world, root);
    const [reader, writer] = [await open('reader'), await open('writer')];
    expect(reader.identity).toBe(writer.identity);
    expect(reader.extent('a.b', 0).end).toBe(0);
    const heard = new Promise<void>((resolve) => reader.onAppend(resolve));
    await writer.append([appendOf('a.b', ['k=v'])]);
    await heard;
    expect(await readAll(reader, 'a.b')).toEqual(['k=v']);
    await Promise.all([reader.close(), writer.close()]);
  });
}

function lagging(world: BrokerWorld, root: string): void {
  test('who lags by half the retention is told of, others are not', async () => {
    const { deployment, open, clock } = await openDeployment(world, root, 2);
    const log = await open('one');
    await log.append([appendOf('a.b', ['a=0', 'b=1'])]);
    clock.advance(60 * HOUR_MS);
    await log.append([appendOf('a.b', ['c=2']), appendOf('a.b', ['d=0'], 1)]);
    const topic = `${deployment}.a.b`;
    const link = new Link({ connection: world.connection(), topics: [topic] });
    const places = [0, 1].map((partition) => ({ topic, partition }));
    const extents = new Extents(link, places);
    await extents.refresh(places);
    const told: string[] = [];
    const alarm = new LagAlarm({
      ...{ link, extents, nowMs: clock.nowMs, retentionOf: () => 100 * HOUR_MS },
      onLag: ({ consumer, partition, offset }) => told.push(`${consumer}[${partition}]@${offset}`),
    });
    alarm.set('slow', { topic, partition: 0 }, 1);
    alarm.set('quick', { topic, partition: 0 }, 2);
    alarm.set('done', { topic, partition: 0 }, 3);
    alarm.set('quick', { topic, partition: 1 }, 0);
    await alarm.check();
    expect(told).toEqual(['slow[0]@1']);
    clock.advance(60 * HOUR_MS);
    alarm.set('slow', { topic, partition: 0 }, Number.POSITIVE_INFINITY);
    await alarm.check();
    expect(told.slice(1).sort()).toEqual(['quick[0]@2', 'quick[1]@0']);
    await Promise.all([link.close(), log.close()]);
  });
}

function following(world: BrokerWorld, root: string): void {
  test('a topic that is made anew while it is followed is refused, not waited for', async () => {
    const { deployment, open } = await openDeployment(world, root);
    const log = await open('one');
    await log.append([appendOf('a.b', ['a=0', 'b=1', 'c=2'])]);
    expect(await readAll(log, 'a.b')).toEqual(['a=0', 'b=1', 'c=2']);
    const name = `${deployment}.a.b`;
    const admin = await openKafkaTopicAdmin(world.connection());
    await admin.remove([name]);
    await admin.create([{ name, partitions: 1, replication: 1, configs: {} }]);
    await admin.close();
    const readOn = () => log.read('a.b', 0, 3, 1).catch((error: PipelineError) => error.code);
    await expect.poll(readOn, SOON).toBe('position-lost');
    await log.close();
  });

  test('how far the whole group is behind is known, whoever reads; what nobody reads is left out', async () => {
    const { deployment, open } = await openDeployment(world, root, 2);
    const [here, there] = [await open('here'), await open('there')];
    await here.append([appendOf('a.b', ['a=0', 'b=1', 'c=2']), appendOf('a.b', ['d=0'], 1)]);
    const read = (log: Log, task: number, offset: number) =>
      log
        .openTask(task)
        .then((store) => store.commit(commitOf({ positions: new Map([['a.b', offset]]) })));
    await Promise.all([read(here, 0, 1), read(there, 1, 1)]);
    const topics = [`${deployment}.a.b`, `${deployment}.a.c`];
    const places = topics.flatMap((topic) => [0, 1].map((partition) => ({ topic, partition })));
    const link = new Link({ connection: world.connection(), topics });
    const extents = new Extents(link, places);
    await extents.refresh(places);
    const [topic] = topics;
    await expect
      .poll(() => groupLags({ link, extents, groupId: deployment, places }))
      .toEqual([
        { topic, partition: 0, records: 2 },
        { topic, partition: 1, records: 0 },
      ]);
    await Promise.all([link.close(), here.close(), there.close()]);
  });
}

function ownership(world: BrokerWorld, root: string): void {
  test('an older owner is fenced: nothing it commits happens', async () => {
    const { open } = await openDeployment(world, root);
    const [first, second] = [await open('first'), await open('second')];
    const old = await first.openTask(0);
    await old.commit(
      commitOf({ appends: [appendOf('out.rows', ['old=1'])], puts: [putOf('k', 'old')] }),
    );
    const young = await second.openTask(0);
    expect(young.get(Buffer.from('k'))?.toString()).toBe('old');
    const late = commitOf({
      appends: [appendOf('out.rows', ['zombie=1'])],
      puts: [putOf('k', 'zombie')],
    });
    await expect(old.commit(late)).rejects.toMatchObject({ code: 'task-fenced', retriable: false });
    await young.commit(
      commitOf({ appends: [appendOf('out.rows', ['young=1'])], checkpoint: Buffer.from('2') }),
    );
    await expect.poll(() => readAll(second, 'out.rows')).toEqual(['old=1', 'young=1']);
    expect(young.get(Buffer.from('k'))?.toString()).toBe('old');
    expect(young.checkpoint()?.toString()).toBe('2');
    await Promise.all([first.close(), second.close()]);
  });

  test('two processes that make a deployment at once agree on what they made', async () => {
    const { open } = await openDeployment(world, root);
    const logs = await Promise.all(['a', 'b', 'c'].map((machine) => open(machine)));
    expect(new Set(logs.map(({ identity }) => identity)).size).toBe(1);
    await Promise.all(logs.map((log) => log.close()));
  });
}

/** 199 keys of state, in a commit that is named by the first. */
async function fill(task: TaskStore, from: number): Promise<void> {
  const puts = Array.from({ length: 200 }, (_, i) => putOf(`k${from + i}`, `v${from + i}`));
  await task.commit(
    commitOf({ puts, removes: [Buffer.from(`k${from}`)], checkpoint: Buffer.from(`${from}`) }),
  );
}

function restoring(world: BrokerWorld, root: string): void {
  test('on another machine a task restores from its changelog, and says how far it is', async () => {
    const { open } = await openDeployment(world, root, 2);
    const first = await open('first');
    const before = await first.openTask(1);
    for (const from of [0, 1000, 2000]) await fill(before, from);
    const expected = scanAll(before);
    expect(expected).toHaveLength(597);
    await first.close();
    const told: RestoreProgress[] = [];
    const second = await open('second', (progress) => told.push(progress));
    const task = await second.openTask(1);
    expect(scanAll(task)).toEqual(expected);
    expect(task.checkpoint()?.toString()).toBe('2000');
    expect(told.at(-1)).toMatchObject({ task: 1, done: told.at(-1)?.total });
    const other = await second.openTask(0);
    expect(scanAll(other)).toEqual([]);
    await second.close();
  });

  test('a cache is brought up from where it was, and made anew when it missed too much', async () => {
    const { open, clock } = await openDeployment(world, root);
    const restored = async (machine: string): Promise<number> => {
      let done = 0;
      const log = await open(machine, (progress) => {
        done = progress.done;
      });
      const task = await log.openTask(0);
      expect(scanAll(task, 'k')).toHaveLength(task.checkpoint() === undefined ? 0 : 199 * commits);
      await log.close();
      return done;
    };
    let commits = 0;
    const commit = async (machine: string) => {
      const log = await open(machine);
      await fill(await log.openTask(0), commits++ * 1000);
      await log.close();
    };
    await commit('here');
    await commit('here');
    expect(await restored('here')).toBeLessThanOrEqual(1);
    await commit('there');
    const tail = await restored('here');
    expect(tail).toBeGreaterThan(199);
    expect(tail).toBeLessThan(300);
    clock.advance(13 * HOUR_MS);
    expect(await restored('here'), 'missed nothing').toBeLessThanOrEqual(1);
    clock.advance(13 * HOUR_MS);
    await commit('there');
    expect(await restored('here')).toBeGreaterThan(800);
  });
}

function standingBy(world: BrokerWorld, root: string): void {
  test('a copy of a task follows its owner, and whoever opens the task goes on from it', async () => {
    const { open } = await openDeployment(world, root, 2);
    let restored = 0;
    const first = await open('first');
    const second = await open('second', ({ done }) => {
      restored += done;
    });
    const owner = await first.openTask(1);
    second.standBy([0, 1]);
    await fill(owner, 0);
    await expect.poll(() => second.cached()[1], SOON).toBeGreaterThanOrEqual(199);
    await fill(owner, 1000);
    const expected = scanAll(owner);
    const [, reached = 0] = first.cached();
    await expect.poll(() => second.cached()[1], SOON).toBeGreaterThanOrEqual(reached);
    expect(second.cached()[0]).toBe(0);
    const inStep = { task: 1, offsets: 0 };
    await expect.poll(() => second.standbys(), SOON).toContainEqual(inStep);
    const task = await second.openTask(1);
    expect(scanAll(task)).toEqual(expected);
    expect(task.checkpoint()?.toString()).toBe('1000');
    expect(restored).toBeLessThanOrEqual(1);
    first.standBy([1]);
    await fill(task, 2000);
    await expect(fill(owner, 3000)).rejects.toMatchObject({ code: 'task-fenced' });
    const [, further = 0] = second.cached();
    await expect.poll(() => first.cached()[1], SOON).toBeGreaterThanOrEqual(further);
    await task.close();
    const back = await first.openTask(1);
    expect(back.checkpoint()?.toString()).toBe('2000');
    expect(scanAll(back, 'k')).toHaveLength(3 * 199);
    await Promise.all([first.close(), second.close()]);
  });

  test('a copy that nobody wants any more is left as it is', async () => {
    const { open } = await openDeployment(world, root, 2);
    const [first, second] = [await open('first'), await open('second')];
    const owner = await first.openTask(0);
    second.standBy([0]);
    await fill(owner, 0);
    await expect.poll(() => second.cached()[0], SOON).toBeGreaterThanOrEqual(199);
    second.standBy([1]);
    const [left] = second.cached();
    await fill(owner, 1000);
    const other = await first.openTask(1);
    await fill(other, 0);
    await expect.poll(() => second.cached()[1], SOON).toBeGreaterThanOrEqual(199);
    expect(second.cached()[0]).toBe(left);
    await Promise.all([first.close(), second.close()]);
  });
}
