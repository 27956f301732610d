import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PipelineError } from '../../errors.ts';
import { nextTurn } from '../../next-turn.ts';
import { systemPause } from '../../pause.ts';
import { type Random, seededRandom } from '../../testing/seeded-random.ts';
import { appendOf, readAll } from '../log-contract.ts';
import { commitOf, putOf, scanAll } from '../task-contract.ts';
import { changelogOf } from '../topic-admin.ts';
import { BreakingConnections } from './breaking-connections.ts';
import { type BrokerWorld, openDeployment } from './broker-world.ts';
import { endsCutOff } from './changelog-end.ts';
import { formerTransaction } from './former-transaction.ts';
import { CODES, codeOf } from './kafka-error.ts';
import { Link } from './link.ts';
import { RandomProducer } from './random-producer.ts';

/** What the log promises where connections to a real broker break. */
export function mendingContract(world: BrokerWorld): void {
  const root = mkdtempSync(join(tmpdir(), 'landbridge-mending-'));
  afterAll(() => rmSync(root, { recursive: true }));
  mending(world, root);
  unbroken(world, root);
  formerOwners(world, root);
}

function mending(world: BrokerWorld, root: string): void {
  test('connections that break at any moment lose nothing and double nothing', async () => {
    using connections = new BreakingConnections();
    const { open } = await openDeployment(world, root);
    const machines = [await open('here'), await open('there')] as const;
    const seed = Number(process.env['SEED'] ?? 5);
    const random = seededRandom(seed);
    let [failed, fenced, at] = [0, 0, 0];
    let store = await machines[0].openTask(0);
    let done = 0;
    const numbered = (n: number) =>
      commitOf({
        appends: [appendOf('out.rows', [`${n}=v`])],
        puts: [putOf(`k${n % 20}`, `${n}`)],
        checkpoint: Buffer.from(`${n}`),
      });
    while (failed < 30 || fenced < 5) {
      // Whoever does not own the task keeps a copy, which the next owner goes on from.
      for (const machine of machines) machine.standBy([0]);
      if (random.next() < 0.15) connections.breakOne(random.next());
      if (random.next() < 0.1) {
        const zombie = store;
        store = await machines[++at % 2 === 0 ? 0 : 1].openTask(0);
        const cause = await zombie.commit(numbered(-1)).catch((error: unknown) => error);
        expect(cause, `SEED=${seed}`).toBeInstanceOf(PipelineError);
        fenced++;
      }
      try {
        await Promise.all([store.commit(numbered(done + 1)), breakSoon(connections, random)]);
      } catch (error) {
        expect(error).toMatchObject({ code: 'commit-failed' });
        failed++;
        await store.close();
        store = await machines[at % 2 === 0 ? 0 : 1].openTask(0);
      }
      done = Number(store.checkpoint()?.toString() ?? 0);
    }
    const rows = Array.from({ length: done }, (_, i) => `${i + 1}=v`);
    await expect.poll(() => readAll(machines[0], 'out.rows')).toEqual(rows);
    const numbers = Array.from({ length: Math.min(done, 20) }, (_, i) => done - i);
    const state = numbers.map((n) => `k${n % 20}=${n}`).sort();
    expect(scanAll(store, 'k').sort(), `SEED=${seed}`).toEqual(state);
    await Promise.all(machines.map((log) => log.close()));
    await expect.poll(() => connections.count, { timeout: 30_000 }).toBe(0);
  });
}

function unbroken(world: BrokerWorld, root: string): void {
  test('no commit begins over connections that were lost since the one before', async () => {
    using connections = new BreakingConnections();
    const { open } = await openDeployment(world, root);
    const log = await open('here');
    const rowOf = (row: string) => commitOf({ appends: [appendOf('out.rows', [row])] });
    const store = await log.openTask(0);
    await store.commit(rowOf('1=v'));
    connections.breakAll();
    // Sockets tell of their end in turns of their own.
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    await expect(store.commit(rowOf('2=v'))).rejects.toMatchObject({
      code: 'commit-failed',
      retriable: true,
      message: expect.stringContaining('the connection to its coordinator was lost'),
    });
    const again = await log.openTask(0);
    await again.commit(rowOf('2=v'));
    await expect.poll(() => readAll(log, 'out.rows')).toEqual(['1=v', '2=v']);
    await log.close();
  });
}

/** What stands on how brokers behave when a transaction is left behind. */
function formerOwners(world: BrokerWorld, root: string): void {
  test('the end of a changelog shows what cannot have been committed', async () => {
    const { deployment, open } = await openDeployment(world, root);
    const log = await open('here');
    const place = { topic: changelogOf(deployment), partition: 0 };
    const link = new Link({ connection: world.connection(), topics: [place.topic] });
    const producer = await RandomProducer.open(link, `${deployment}-former`, place);
    expect(await endsCutOff(link, place)).toBe(false);
    for (const how of ['abort', 'commit'] as const) {
      await producer.write(['k1=v', 'k2=v']);
      expect(await endsCutOff(link, place)).toBe(true);
      await producer.write(['k3=v', '=checkpoint']);
      expect(await endsCutOff(link, place)).toBe(false);
      await producer.end(how);
      await expect.poll(() => endsCutOff(link, place)).toBe(how === 'abort');
    }
    await Promise.all([link.close(), log.close()]);
  });

  test('a fence that finds a transaction open is refused until that is described as aborted', async () => {
    const { deployment } = await openDeployment(world, root);
    const [id, place] = [`${deployment}-former`, { topic: `${deployment}.a.b`, partition: 0 }];
    const link = new Link({ connection: world.connection(), topics: [place.topic] });
    const producer = await RandomProducer.open(link, id, place);
    await producer.write(['k=v']);
    const told = await link.use('Fencing', async (cluster) => {
      const of = { groupId: id, coordinatorType: 1 };
      const coordinator = await cluster.findGroupCoordinator(of);
      const first = await formerTransaction(coordinator, id);
      const fence = { transactionalId: id, transactionTimeout: 60_000 };
      const refused: unknown = await coordinator.initProducerId(fence).catch((error) => error);
      return { first, refused, second: await formerTransaction(coordinator, id) };
    });
    expect(told.first.state).toBe('Ongoing');
    expect(codeOf(told.refused)).toBe(CODES.concurrentTransactions);
    expect(told.second.state).toMatch(/^(PrepareEpochFence|PrepareAbort|CompleteAbort)$/);
    await link.close();
  });
}

/** Breaks a connection while something is on its way, some of the times. */
async function breakSoon(connections: BreakingConnections, random: Random): Promise<void> {
  if (random.next() < 0.7) return;
  await systemPause(random.next() * 8);
  connections.breakOne(random.next());
}
