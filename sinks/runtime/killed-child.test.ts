import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemPause } from '@landbridge/infra';
import { seededRandom } from '@landbridge/infra/testing';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = fileURLToPath(new URL('./killed-child.ts', import.meta.url));
const KILLS = 5;

/** Runs the child; kills it so many milliseconds after it began to land, or lets it end. */
function runChild(killAfterMs: number | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (killAfterMs !== undefined && output.startsWith('landing')) {
        void systemPause(killAfterMs).then(() => child.kill('SIGKILL'));
      }
    });
    child.on('error', reject);
    child.on('exit', () => resolve(output));
  });
}

test('has every version once after kill -9 at any moment', async () => {
  const seed = Number(process.env['SEED'] ?? 1);
  const random = seededRandom(seed);
  for (let i = 0; i < KILLS; i++) await runChild(Math.floor(random.next() * 250));
  const output = await runChild(undefined);
  expect(JSON.parse(output.trim().split('\n').at(-1) ?? ''), `SEED=${seed}`).toEqual([
    { standing: 50, rows: 50, versions: 1250, places: 1250 },
  ]);
}, 120_000);
