import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recordingTerminal } from './recording-terminal.ts';
import { folds, lands, noSinks, noWarehouse, ROLES, takesIn } from './roles.ts';
import { start } from './start.ts';

test('one role does everything, and each other one thing', () => {
  const parts = (role: (typeof ROLES)[number]) => [takesIn(role), folds(role), lands(role)];
  expect(ROLES.map(parts)).toEqual([
    [true, true, true],
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ]);
});

test('a process without tables says where to ask, and has nothing to land', async () => {
  const warehouse = noWarehouse('processors');
  await expect(warehouse.query('SELECT 1')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('role processors'),
  });
  await noSinks().idle();
  await warehouse.close();
});

test('a role for a log that is not shared is refused', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'lb-roles-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const terminal = recordingTerminal({ cwd });
  const status = await start(['run', '--role', 'sinks'], { ...terminal, watched: false });
  expect({ status, said: terminal.stderr() }).toMatchObject({
    status: 2,
    said: expect.stringContaining('LANDBRIDGE_KAFKA_BROKERS'),
  });
});
