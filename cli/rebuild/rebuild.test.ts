import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recordingTerminal } from '../recording-terminal.ts';
import { start } from '../start.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-rebuild-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function type(typed: readonly string[], signal?: AbortSignal, onErr?: () => void) {
  const terminal = recordingTerminal({
    cwd: folder,
    ...(signal === undefined ? {} : { signal }),
    ...(onErr === undefined ? {} : { onErr }),
  });
  const status = await start([...typed, '--data-dir', 'data'], { ...terminal, watched: false });
  return { status, stdout: terminal.stdout(), stderr: terminal.stderr() };
}

/** A truck that stays for forty minutes; gates may be a week late. */
function visit(day: string): string {
  const lines = ['IN 08:00', 'OUT 08:40'].map((gate) => {
    const [direction, time] = gate.split(' ');
    return JSON.stringify({
      ...{ topic: 'gate.transactions', id: `${day}-${direction}`, direction },
      eventTime: `${day}T${time}:00+08:00`,
      recordedAt: `${day}T${time}:05+08:00`,
      ...{ facility: 'BLCT1', plate: '浙B12345-2' },
      boxes: [{ container: 'CSQU3054383', sizeType: '22G1' }],
    });
  });
  const file = `${day}.jsonl`;
  writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
  return file;
}

async function visits(): Promise<number> {
  const { stdout } = await type([
    'query',
    '--json',
    'SELECT count() AS visits FROM mart_truck_visits',
  ]);
  const [row] = JSON.parse(stdout) as { visits: number | string }[];
  return Number(row?.visits);
}

async function letters(): Promise<{ stage: string; code: string }[]> {
  return JSON.parse((await type(['dead-letters', 'list', '--json'])).stdout);
}

test('what came too late is taken in when its letters are driven again, beside a running pipeline', async () => {
  expect(await type(['ingest', visit('2026-03-20')])).toMatchObject({ status: 0 });
  await type(['ingest', visit('2026-03-02')]);
  expect(await visits()).toBe(1);
  expect(await letters()).toMatchObject([
    { stage: 'settle-gate-transactions', code: 'late' },
    { stage: 'settle-gate-transactions', code: 'late' },
  ]);
  const stop = new AbortController();
  const up = Promise.withResolvers<void>();
  const owner = type(['run'], stop.signal, () => up.resolve());
  await Promise.race([up.promise, owner]);
  const redriven = await type(['dead-letters', 'redrive', '--code', 'late', '--json']);
  expect(JSON.parse(redriven.stdout)).toEqual({ redriven: 2, refused: 0, cut: 0, left: 0 });
  expect(await visits()).toBe(2);
  expect(await letters()).toEqual([]);
  // The tasks went on: what comes now is folded.
  await type(['ingest', visit('2026-03-21')]);
  expect(await visits()).toBe(3);
  stop.abort();
  expect((await owner).status).toBe(0);
}, 120_000);

test('a rebuild says that nothing has changed, or what it folded anew', async () => {
  expect(await type(['rebuild'])).toMatchObject({ status: 0 });
  expect((await type(['rebuild'])).stdout).toContain('nothing to rebuild');
  const { stdout, status } = await type(['rebuild', '--processor', 'truck-visits']);
  expect(status).toBe(0);
  expect(stdout).toContain('Folded anew: truck-visits, appointment-outcomes');
  expect(stdout).toContain('0 rows new, 0 changed, 0 withdrawn, 9 the same.');
  const again = await type(['rebuild', '--processor', 'truck-visits', '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ sinceMs: null, resumed: false });
  expect(await visits()).toBe(3);
}, 120_000);

test('a processor that is not there is refused, and those that are there are named', async () => {
  const { status, stderr } = await type(['rebuild', '--processor', 'truck-visit']);
  expect(status).toBe(1);
  expect(stderr).toContain('truck-visits');
}, 60_000);
