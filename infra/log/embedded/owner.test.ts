import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Environment } from './environment.ts';
import { claimFolder, giveUpOwnership, takeOwnership } from './owner.ts';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-owner-'));
const environment = new Environment({ folder, mapSizeBytes: 1 << 26, durable: false, tasks: 1 });
afterAll(async () => {
  await environment.close();
  rmSync(folder, { recursive: true });
});

const meta = environment.table('meta');
const key = Buffer.from('owner');
const storedOwner = () => JSON.parse(Buffer.from(meta.get(key) ?? []).toString()) as unknown;
const storeOwner = (owner: unknown) => meta.putSync(key, Buffer.from(JSON.stringify(owner)));

test('a folder is claimed once in a process, by whatever path', () => {
  const release = claimFolder(folder);
  expect(() => claimFolder(`${folder}/../${folder.split('/').at(-1)}`)).toThrow(
    String(process.pid),
  );
  release();
  claimFolder(folder)();
});

test('takes a folder from nobody, from a dead process and from another of the same id', () => {
  const own = expect.objectContaining({ pid: process.pid });
  takeOwnership(environment, folder);
  expect(storedOwner()).toEqual(own);
  environment.write({ doing: 'Testing', bytes: 0 }, () => giveUpOwnership(environment));
  expect(meta.get(key)).toBeUndefined();
  // No system gives out an id as high as this.
  storeOwner({ pid: 2 ** 30, started: 'boot/1' });
  takeOwnership(environment, folder);
  expect(storedOwner()).toEqual(own);
});

test.skipIf(process.platform !== 'linux')('knows a process id that was given out again', () => {
  storeOwner({ pid: process.ppid, started: 'an earlier boot/1' });
  takeOwnership(environment, folder);
  expect(storedOwner()).toMatchObject({
    pid: process.pid,
    started: expect.stringMatching(/\/\d+$/),
  });
});

test('leaves a folder to a process that lives', () => {
  storeOwner({ pid: process.ppid });
  const take = () => takeOwnership(environment, folder);
  expect(take).toThrow(expect.objectContaining({ code: 'data-dir-in-use' }));
  expect(take).toThrow(`process ${process.ppid} `);
  expect(storedOwner()).toEqual({ pid: process.ppid });
});
