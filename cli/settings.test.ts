import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedLog, readConfig } from '@landbridge/infra';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { recordingTerminal } from './recording-terminal.ts';
import { start } from './start.ts';

vi.mock('@landbridge/infra', async (original) => {
  const infra = await original<typeof import('@landbridge/infra')>();
  return { ...infra, openEmbeddedLog: vi.fn(infra.openEmbeddedLog) };
});

const cwd = mkdtempSync(join(tmpdir(), 'lb-settings-'));
const gate = {
  ...{ topic: 'gate.transactions', id: 'in', direction: 'IN', facility: 'BLCT1' },
  ...{ eventTime: '2026-03-11T08:00:00+08:00', recordedAt: '2026-03-11T08:00:05+08:00' },
  ...{ plate: '浙B12345-2', boxes: [{ container: 'CSQU3054383', sizeType: '22G1' }] },
};

beforeAll(() => writeFileSync(join(cwd, 'gates.jsonl'), `${JSON.stringify(gate)}\n`));
afterAll(() => rmSync(cwd, { recursive: true }));
afterEach(() => void vi.unstubAllEnvs());

async function type(...typed: string[]) {
  const terminal = recordingTerminal({ cwd });
  const status = await start(typed, { ...terminal, watched: false });
  return { status, stdout: terminal.stdout(), stderr: terminal.stderr() };
}

/** What a new folder calls the truck that came. */
async function pseudonymIn(dataDir: string): Promise<string> {
  await type('ingest', 'gates.jsonl', '--data-dir', dataDir);
  const asked = await type(
    'query',
    '--csv',
    'SELECT plate FROM mart_gate_transactions',
    '--data-dir',
    dataDir,
  );
  const [, plate = ''] = asked.stdout.split('\r\n');
  expect(plate).toMatch(/^#[0-9A-F]+$/);
  return plate;
}

test('LANDBRIDGE_PSEUDONYM_KEY gives the same pseudonyms in every folder', async () => {
  vi.stubEnv('LANDBRIDGE_PSEUDONYM_KEY', 'a secret of ours');
  const [one, other] = [await pseudonymIn('one'), await pseudonymIn('other')];
  expect(other).toBe(one);
  vi.stubEnv('LANDBRIDGE_PSEUDONYM_KEY', 'another secret!!');
  expect(await pseudonymIn('third')).not.toBe(one);
});

test('LANDBRIDGE_MAP_SIZE, LANDBRIDGE_LOG_SIZE and LANDBRIDGE_SYNC reach the log', async () => {
  vi.stubEnv('LANDBRIDGE_MAP_SIZE', '256MiB');
  vi.stubEnv('LANDBRIDGE_LOG_SIZE', '64MiB');
  vi.stubEnv('LANDBRIDGE_SYNC', 'process');
  expect(await type('ingest', 'gates.jsonl', '--data-dir', 'small')).toMatchObject({ status: 0 });
  const bounds = { mapSizeBytes: 256 << 20, bytesMax: 64 << 20, durable: false };
  expect(openEmbeddedLog).toHaveBeenLastCalledWith(expect.objectContaining(bounds));
});

test('a bound that one append could exceed is refused', async () => {
  vi.stubEnv('LANDBRIDGE_LOG_SIZE', '1MiB');
  const { status, stderr } = await type('ingest', 'gates.jsonl', '--data-dir', 'tiny');
  expect(status).toBe(1);
  expect(stderr).toContain('LANDBRIDGE_LOG_SIZE is "1MiB": it is at least 64MiB');
});

test('every setting is told of in the README', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  vi.stubEnv('LANDBRIDGE_X', 'unknown');
  const told =
    /known are (.*?)\. Correct/.exec(String(catching(readConfig)))?.[1]?.split(', ') ?? [];
  expect(told.length).toBeGreaterThan(10);
  expect(told.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
