import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

// Linux has a file that is always full.
test.skipIf(!existsSync('/dev/full'))('a result that does not fit its file is no success', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'help'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect(stderr).toContain('What came out is not whole');
  expect(status).toBe(1);
});

test('a reader that has seen enough is no failure', () => {
  const piped = 'set -o pipefail; "$0" "$1" help | true';
  const { status, stderr } = spawnSync('bash', ['-c', piped, process.execPath, MAIN], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).not.toBe(1);
});
