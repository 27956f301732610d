import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { manualClock } from '../../testing/manual-clock.ts';
import type { Log } from '../log.ts';
import { appendOf, readAll } from '../log-contract.ts';
import { commitOf, putOf } from '../task-contract.ts';
import { type EmbeddedLogOptions, openEmbeddedLog } from './embedded-log.ts';

const root = mkdtempSync(join(tmpdir(), 'landbridge-damage-'));
let folders = 0;
afterAll(() => rmSync(root, { recursive: true }));

const newFolder = () => join(root, String(folders++));

function openIn(folder: string, options: Partial<EmbeddedLogOptions> = {}): Promise<Log> {
  return openEmbeddedLog({ folder, clock: manualClock(1_000_000), ...options });
}

/** A folder with two batches, closed. */
async function filledFolder(options: Partial<EmbeddedLogOptions> = {}): Promise<string> {
  const folder = newFolder();
  const log = await openIn(folder, options);
  await log.append([appendOf('a.b', ['good=1'])]);
  await log.append([appendOf('a.b', ['key=MARKED-VALUE', 'second=2'])]);
  const task = await log.openTask(0);
  await task.commit(commitOf({ puts: [putOf('k', 'v')] }));
  await log.close();
  return folder;
}

test('names the batch whose bytes on disk are not those written, and reads the others', async () => {
  const folder = await filledFolder();
  const path = join(folder, 'data.mdb');
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf('MARKED'); at !== -1; at = bytes.indexOf('MARKED', at + 1)) {
    bytes.write('marked', at);
  }
  writeFileSync(path, bytes);
  const log = await openIn(folder);
  expect((await log.read('a.b', 0, 0, 1))?.count).toBe(1);
  await expect(log.read('a.b', 0, 1, 1)).rejects.toMatchObject({
    code: 'data-dir-corrupt',
    message: expect.stringContaining('a.b[0] that ends @2'),
  });
  await log.close();
});

test('refuses a file that is cut short or no LMDB file', async () => {
  const short = newFolder();
  const log = await openIn(short);
  await log.append([appendOf('a.b', [`k=${'x'.repeat(3_000_000)}`])]);
  await log.close();
  truncateSync(join(short, 'data.mdb'), 100_000);
  await expect(openIn(short)).rejects.toMatchObject({
    code: 'data-dir-corrupt',
    message: expect.stringContaining('cut short'),
  });
  const other = await filledFolder();
  writeFileSync(join(other, 'data.mdb'), 'Dear diary, '.repeat(1000));
  await expect(openIn(other)).rejects.toMatchObject({ code: 'data-dir-corrupt' });
});

test('refuses another partition count, and says what to do', async () => {
  const folder = await filledFolder({ partitions: 2 });
  const other = openIn(folder, { partitions: 3 });
  await expect(other).rejects.toMatchObject({ code: 'data-dir-incompatible' });
  await expect(openIn(folder, { partitions: 3 })).rejects.toThrow('new --data-dir');
  const log = await openIn(folder, { partitions: 2 });
  expect(await readAll(log, 'a.b')).toHaveLength(3);
  await log.close();
});

test('says so when the map is used up, keeps what it has, and goes on with a larger one', async () => {
  const folder = newFolder();
  let log = await openIn(folder, { mapSizeBytes: 4 << 20 });
  await log.append([appendOf('a.b', ['k=v'])]);
  let committed = 0;
  const fill = async () => {
    for (; committed < 100; committed++) {
      const task = await log.openTask(0);
      const puts = [{ key: Buffer.from(`k${committed}`), value: Buffer.alloc(200_000, committed) }];
      await task.commit(commitOf({ puts, checkpoint: Buffer.from(String(committed)) }));
      await task.close();
    }
  };
  await expect(fill()).rejects.toMatchObject({ code: 'map-full' });
  expect(committed).toBeGreaterThan(10);
  expect(committed).toBeLessThanOrEqual(20);
  let task = await log.openTask(0);
  expect(task.checkpoint()?.toString()).toBe(String(committed - 1));
  const removes = [Buffer.from('k0'), Buffer.from('k1')];
  await task.commit(commitOf({ removes, checkpoint: Buffer.from('removed') }));
  await log.close();
  log = await openIn(folder, { mapSizeBytes: 64 << 20 });
  task = await log.openTask(0);
  expect(task.checkpoint()?.toString()).toBe('removed');
  expect(task.get(Buffer.from('k2'))?.length).toBe(200_000);
  await task.close();
  await fill();
  await log.close();
}, 30_000);

test('refuses a state key that is empty or too long before anything is written', async () => {
  const log = await openIn(newFolder());
  for (const key of [Buffer.alloc(0), Buffer.alloc(1979, 1)]) {
    const task = await log.openTask(0);
    const commit = commitOf({ appends: [appendOf('a.b', ['k=v'])], puts: [{ key, value: key }] });
    await expect(task.commit(commit)).rejects.toMatchObject({ code: 'record-too-large' });
  }
  const task = await log.openTask(0);
  const key = Buffer.alloc(1978, 1);
  await task.commit(commitOf({ puts: [{ key, value: Buffer.from('v') }] }));
  expect(task.get(key)?.toString()).toBe('v');
  expect(log.extent('a.b', 0).end).toBe(0);
  await log.close();
});
