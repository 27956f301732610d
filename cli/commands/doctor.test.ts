import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { storeSettings } from '../folder-settings.ts';
import { recordOwner } from '../owner/socket-place.ts';
import { recordingTerminal } from '../recording-terminal.ts';
import { doctorCommand, type Finding, folder, memory } from './doctor.ts';

afterEach(() => void vi.unstubAllEnvs());

async function ask(dataDir: string, reference?: string): Promise<[number, Finding[]]> {
  const terminal = recordingTerminal();
  if (doctorCommand.where !== 'anywhere') throw new Error('the doctor needs no folder');
  const status = await doctorCommand.run({
    positionals: [],
    values: { 'data-dir': dataDir, reference, json: true },
    terminal,
  });
  return [status, JSON.parse(terminal.stdout()) as Finding[]];
}

test('finds this machine fit, and a folder that is not there yet is no fault', async () => {
  const [status, findings] = await ask(join(tmpdir(), 'lb-not-there', 'yet'));
  expect(findings.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(status).toBe(0);
  expect(findings.map(({ check }) => check)).toEqual([
    'machine',
    'memory',
    'disk',
    'data folder',
    'owner',
    'reference data',
    'embedded log',
    'embedded warehouse',
  ]);
}, 60_000);

test('a reference folder that does not load fails it, with the reason as advice', async () => {
  const [status, findings] = await ask(tmpdir(), '/nowhere');
  expect(status).toBe(1);
  expect(findings.find(({ check }) => check === 'reference data')?.advice).toContain('/nowhere');
}, 60_000);

test('looks at the reference data that the folder is run with, unless other data is named', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lb-doctor-'));
  const settings = { partitions: 1, reference: '/nowhere' };
  storeSettings(dataDir, settings, { keepsReference: true });
  const [status, findings] = await ask(dataDir);
  expect(status).toBe(1);
  expect(findings.find(({ check }) => check === 'reference data')?.advice).toContain('/nowhere');
  expect((await ask(dataDir, 'ningbo'))[0]).toBe(0);
  rmSync(dataDir, { recursive: true });
}, 60_000);

test('tells of an owner that was killed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lb-doctor-'));
  recordOwner(dataDir, { pid: 4_000_000, socket: join(dataDir, 'owner.sock') });
  const [, findings] = await ask(dataDir);
  expect(findings.find(({ check }) => check === 'owner')?.found).toContain('without closing');
  rmSync(dataDir, { recursive: true });
}, 60_000);

test('warns of too little memory and of a folder that others may read', () => {
  expect(memory(3 * 2 ** 30)).toMatchObject({ state: 'warning' });
  expect(memory(4 * 2 ** 30)).toMatchObject({ state: 'ok' });
  expect(memory(2 ** 34)).toMatchObject({ state: 'ok', found: '16.0 GiB' });
  const dataDir = mkdtempSync(join(tmpdir(), 'lb-doctor-'));
  expect(folder(dataDir)).toMatchObject([{ state: 'ok' }]);
  chmodSync(dataDir, 0o755);
  expect(folder(dataDir)).toMatchObject([{ state: 'warning' }]);
  rmSync(dataDir, { recursive: true });
});

test('a server that is not there fails it, and who we are is told to nobody', async () => {
  vi.stubEnv('LANDBRIDGE_CLICKHOUSE_URL', 'http://127.0.0.1:1');
  vi.stubEnv('LANDBRIDGE_CLICKHOUSE_USERNAME', 'who');
  vi.stubEnv('LANDBRIDGE_CLICKHOUSE_PASSWORD', 'proof');
  vi.stubEnv('LANDBRIDGE_PSEUDONYM_KEY', 'sixteen letters!');
  const [status, findings] = await ask(join(tmpdir(), 'lb-not-there', 'yet'));
  expect(status).toBe(1);
  const server = findings.find(({ check }) => check === 'clickhouse');
  expect(server).toMatchObject({
    state: 'failed',
    advice: expect.stringContaining('ECONNREFUSED'),
  });
  expect(JSON.stringify(findings)).not.toContain('proof');
}, 60_000);
