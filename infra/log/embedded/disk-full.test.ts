import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, type StatsFs, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { manualClock } from '../../testing/manual-clock.ts';
import { appendOf, readAll } from '../log-contract.ts';
import { openEmbeddedLog } from './embedded-log.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, statfsSync: vi.fn(fs.statfsSync) };
});

const root = mkdtempSync(join(tmpdir(), 'landbridge-disk-'));
const system = { mount: 'mount', unmount: 'umount' };
/** A disk of 8 MB, where this process may mount one. */
const isMounted =
  process.platform === 'linux' &&
  spawnSync(system.mount, ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', root]).status === 0;
const real = statfsSync(root);

afterAll(() => {
  if (isMounted) spawnSync(system.unmount, [root]);
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  vi.mocked(statfsSync).mockReset();
});

function diskWith(bytes: number): void {
  const disk: StatsFs = { ...real, bsize: 1, bavail: bytes };
  vi.mocked(statfsSync).mockReturnValue(disk);
}

const clock = manualClock(0);

test('refuses an append that the disk has no room for, before it begins, and goes on after', async () => {
  diskWith(1 << 30);
  const folder = join(root, 'measured');
  const log = await openEmbeddedLog({ folder, clock });
  await log.append([appendOf('a.b', ['k=v'])]);
  diskWith(1 << 20);
  await expect(log.append([appendOf('a.b', ['l=w'])])).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('Free space'),
  });
  expect(await readAll(log, 'a.b')).toEqual(['k=v']);
  diskWith(1 << 30);
  await log.append([appendOf('a.b', ['l=w'])]);
  expect(await readAll(log, 'a.b')).toEqual(['k=v', 'l=w']);
  await log.close();
});

test.skipIf(!isMounted)(
  'loses nothing acknowledged when the disk really fills up',
  async () => {
    // The measure lies, as it does when another process takes the space in between.
    const ballast = join(root, 'ballast');
    writeFileSync(ballast, Buffer.alloc(2 << 20));
    diskWith(1 << 30);
    const folder = join(root, 'real');
    let log = await openEmbeddedLog({ folder, clock });
    let appended = 0;
    const fill = async () => {
      for (; appended < 100; appended++) {
        await log.append([appendOf('a.b', [`k${appended}=${'x'.repeat(300_000)}`])]);
      }
    };
    const failure = await fill().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: expect.stringMatching(/disk-full|commit-failed/) });
    expect(appended).toBeGreaterThan(10);
    await log.close();
    rmSync(ballast);
    log = await openEmbeddedLog({ folder, clock });
    const { end } = log.extent('a.b', 0);
    expect([appended, appended + 1]).toContain(end);
    for (let at = 0; at < end; at++) expect((await log.read('a.b', 0, at, 1))?.count).toBe(1);
    await log.close();
  },
  30_000,
);

test('does not open a folder on a full disk', async () => {
  diskWith(100);
  const opening = openEmbeddedLog({ folder: join(root, 'full'), clock });
  await expect(opening).rejects.toMatchObject({ code: 'disk-full' });
});
