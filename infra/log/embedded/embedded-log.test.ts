import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { manualClock } from '../../testing/manual-clock.ts';
import {
  appendOf,
  logContract,
  type MakeWorld,
  readAll,
  retentionContract,
} from '../log-contract.ts';
import { commitOf, putOf, taskContract } from '../task-contract.ts';
import { openEmbeddedLog } from './embedded-log.ts';

const root = mkdtempSync(join(tmpdir(), 'landbridge-log-'));
let worlds = 0;

const make: MakeWorld = () => {
  const clock = manualClock(1_000_000);
  const folder = join(root, String(worlds++));
  return { clock, open: (options) => openEmbeddedLog({ folder, clock, ...options }) };
};

logContract(make);
retentionContract(make);
taskContract(make);

afterAll(() => rmSync(root, { recursive: true }));

test('what is on its way to the disk is not read, and what comes meanwhile follows it', async () => {
  const log = await make().open();
  const task = await log.openTask(0);
  const writes = [
    log.append([appendOf('a.b', ['k=1'])]),
    task.commit(commitOf({ appends: [appendOf('a.b', ['k=2'])], puts: [putOf('s', 'new')] })),
    log.append([appendOf('a.b', ['k=3'])]),
  ];
  expect(log.extent('a.b', 0)).toEqual({ start: 0, end: 0 });
  expect(task.get(Buffer.from('s'))).toBeUndefined();
  await Promise.all(writes);
  expect(await readAll(log, 'a.b')).toEqual(['k=1', 'k=2', 'k=3']);
  expect(task.get(Buffer.from('s'))?.toString()).toBe('new');
  await log.close();
});

test('closing waits for what is on its way', async () => {
  const { open } = make();
  const log = await open();
  const append = log.append([appendOf('a.b', ['k=1'])]);
  await log.close();
  await append;
  const again = await open();
  expect(await readAll(again, 'a.b')).toEqual(['k=1']);
  await again.close();
});
