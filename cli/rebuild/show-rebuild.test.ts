import type { RebuildReport } from '@landbridge/processors';
import { expect, test } from 'vitest';
import { showRebuild } from './show-rebuild.ts';

const nothing: RebuildReport = {
  changes: { processors: [], removed: [], reference: [] },
  ...{ rebuilt: [], kept: ['a'], topics: [], sinceMs: null, resumed: false },
};
const row = { same: 0, added: 0, changed: 0, withdrawn: 0, leftAlone: 0 };

test('a rebuild without cause says so, and how to force one', () => {
  expect(showRebuild(nothing).join('\n')).toContain('--processor NAME');
});

test('what changed, was folded anew and differs is named', () => {
  const lines = showRebuild({
    ...nothing,
    changes: {
      processors: [{ name: 'yard-dwells', why: 'version 1 is now 2' }],
      removed: ['old-dwells'],
      reference: ['plants.json'],
    },
    rebuilt: ['yard-dwells'],
    topics: [
      { ...row, topic: 'yard.dwells', same: 1_000, added: 1, changed: 2, withdrawn: 3 },
      { ...row, topic: 'dead.letters', same: 7 },
    ],
  });
  const text = lines.join('\n');
  expect(text).toContain('Changed: yard-dwells (version 1 is now 2).');
  expect(text).toContain('Gone: old-dwells.');
  expect(text).toContain('Changed: reference data (plants.json).');
  expect(text).toContain('Left as they were: a.');
  expect(lines.filter((line) => line.startsWith('yard.dwells'))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('dead.letters'))).toHaveLength(0);
  expect(text).toContain('1 row new, 2 changed, 3 withdrawn, 1,007 the same.');
});

test('rows from before what the log holds are told of', () => {
  const text = showRebuild({
    ...nothing,
    rebuilt: ['a'],
    topics: [{ ...row, topic: 'a.b', leftAlone: 12 }],
    sinceMs: Date.UTC(2026, 2, 11, 16),
    resumed: true,
  }).join('\n');
  expect(text).toContain('Went on with a rebuild');
  expect(text).toContain('before 2026-03-12 00:00');
  expect(text).toContain('12 rows');
});
