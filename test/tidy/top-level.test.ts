import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { topLevelBreaches } from './top-level.ts';
import { ROOT, readTree } from './tree.ts';

/** What git tracks; without git, or where it refuses a folder that is another's, the text files that are there. */
function paths(): string[] {
  const { status, stdout } = spawnSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' });
  const isTracked = existsSync(join(ROOT, '.git')) && status === 0;
  return isTracked ? stdout.trim().split('\n') : readTree().map(({ path }) => path);
}

test('nothing lies in the root but what belongs there', () => {
  expect(topLevelBreaches(paths())).toEqual([]);
});

test('what was left in the root is named', () => {
  expect(topLevelBreaches(['sinks/table.ts', 'README.md'])).toEqual([]);
  expect(topLevelBreaches(['some-1.0-py3-none-any.whl', 'notes/a.md', 'notes/b.md'])).toEqual([
    'some-1.0-py3-none-any.whl: put it in a room, take it out of git, or name it in top-level.ts.',
    'notes: put it in a room, take it out of git, or name it in top-level.ts.',
  ]);
});
