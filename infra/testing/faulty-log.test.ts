import { expect, test } from 'vitest';
import { appendOf, readAll } from '../log/log-contract.ts';
import { commitOf, putOf } from '../log/task-contract.ts';
import { ALL_FAULTS, type FaultRates, faultyLog } from './faulty-log.ts';
import { inMemoryLog } from './in-memory-log.ts';
import { manualClock } from './manual-clock.ts';
import { seededRandom } from './seeded-random.ts';

const seed = Number(process.env['SEED'] ?? 1);

function faultyWith(rates: FaultRates) {
  const inside = inMemoryLog({ partitions: 1, clock: manualClock(0), identity: 'inside' });
  return { inside, log: faultyLog(inside, { random: seededRandom(seed), rates }) };
}

test('passes everything through where no fault is asked for', async () => {
  const { log } = faultyWith({});
  expect([log.identity, log.partitions]).toEqual(['inside', 1]);
  await log.append([appendOf('a.b', ['k=v', 'l=w'])]);
  expect(await readAll(log, 'a.b')).toEqual(['k=v', 'l=w']);
  const task = await log.openTask(0);
  await task.commit(commitOf({ puts: [putOf('k', 'v')] }));
  expect(task.get(Buffer.from('k'))?.toString()).toBe('v');
  expect(task.checkpoint()?.toString()).toBe('checkpoint');
  await log.close();
});

test('an append fails before it took effect, or after', async () => {
  const before = faultyWith({ appendBefore: 1 });
  const failure = { code: 'commit-failed', retriable: true };
  await expect(before.log.append([appendOf('a.b', ['k=v'])])).rejects.toMatchObject(failure);
  expect(before.inside.extent('a.b', 0).end).toBe(0);
  const after = faultyWith({ appendAfter: 1 });
  await expect(after.log.append([appendOf('a.b', ['k=v'])])).rejects.toMatchObject(failure);
  expect(after.inside.extent('a.b', 0).end).toBe(1);
  const full = faultyWith({ appendFull: 1 });
  await expect(full.log.append([appendOf('a.b', ['k=v'])])).rejects.toMatchObject({
    code: 'log-full',
    retriable: true,
  });
  expect(full.log.faults.appendFull).toBe(1);
});

test('a commit fails before it took effect, or after, and its task must be opened again', async () => {
  for (const [rates, there] of [
    [{ commitBefore: 1 }, undefined],
    [{ commitAfter: 1 }, 'v'],
  ] as const) {
    const { log } = faultyWith(rates);
    const task = await log.openTask(0);
    const commit = commitOf({ puts: [putOf('k', 'v')], appends: [appendOf('o.p', ['r=1'])] });
    await expect(task.commit(commit)).rejects.toMatchObject({ code: 'commit-failed' });
    await expect(task.commit(commit)).rejects.toMatchObject({ code: 'commit-failed' });
    expect(() => task.get(Buffer.from('k'))).toThrow('open');
    log.heal();
    const again = await log.openTask(0);
    expect(again.get(Buffer.from('k'))?.toString()).toBe(there);
    expect(log.extent('o.p', 0).end).toBe(there === undefined ? 0 : 1);
  }
});

test('a short read gives one batch of several', async () => {
  const { log } = faultyWith({ readShort: 1 });
  await log.append([appendOf('a.b', ['k=v'])]);
  await log.append([appendOf('a.b', ['l=w'])]);
  expect((await log.read('a.b', 0, 0, 1 << 20))?.count).toBe(1);
  log.heal();
  expect((await log.read('a.b', 0, 0, 1 << 20))?.count).toBe(2);
});

test('opening a task is refused once, then granted', async () => {
  const { log } = faultyWith({ openRefused: 1 });
  await expect(log.openTask(0)).rejects.toMatchObject({ code: 'data-dir-in-use', retriable: true });
  const task = await log.openTask(0);
  await task.close();
  await expect(log.openTask(0)).rejects.toMatchObject({ code: 'data-dir-in-use' });
});

test(`a caller that retries and opens again gets through every fault (SEED=${seed})`, async () => {
  const { log } = faultyWith(ALL_FAULTS);
  const retry = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    for (let tries = 0; tries < 100; tries++) {
      try {
        return await act();
      } catch (error) {
        expect(error).toMatchObject({ retriable: true });
      }
    }
    throw new Error('a fault never ends');
  };
  for (let round = 0; round < 100; round++) {
    await retry(() => log.append([appendOf('a.b', [`k${round}=v`])]));
    await retry(async () => {
      const task = await log.openTask(0);
      try {
        if (task.checkpoint()?.toString() === String(round)) return;
        const appends = [appendOf('out.rows', [`r${round}=v`])];
        await task.commit(commitOf({ appends, checkpoint: Buffer.from(String(round)) }));
      } finally {
        await task.close();
      }
    });
  }
  const rows = await readAll(log, 'out.rows');
  expect(rows).toEqual(Array.from({ length: 100 }, (_, round) => `r${round}=v`));
  const facts = new Set(await readAll(log, 'a.b'));
  expect(facts.size).toBe(100);
  for (const count of Object.values(log.faults)) expect(count).toBeGreaterThan(0);
});

test('the same seed makes the same faults', async () => {
  const outcomes = async () => {
    const { log } = faultyWith(ALL_FAULTS);
    const seen: boolean[] = [];
    for (let round = 0; round < 50; round++) {
      seen.push(
        await log.append([appendOf('a.b', ['k=v'])]).then(
          () => true,
          () => false,
        ),
      );
    }
    return seen;
  };
  expect(await outcomes()).toEqual(await outcomes());
});
