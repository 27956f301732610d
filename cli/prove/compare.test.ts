import { expect, test } from 'vitest';
import { compareRuns, verdictLines } from './compare.ts';

const clean = {
  name: 'clean',
  tables: [
    { table: 'yard_dwells', rows: 2, hash: 'aaaaaaaaaaaaaaaa' },
    { table: 'quay_moves', rows: 0, hash: '0' },
  ],
};

test('runs are equal where every table has the same rows', () => {
  const verdicts = compareRuns([clean, { ...clean, name: 'killed' }]);
  expect(verdicts.map(({ table, equal }) => [table, equal])).toEqual([
    ['quay_moves', true],
    ['yard_dwells', true],
  ]);
});

test('another hash, another count, a missing and an additional table are differences', () => {
  const other = (tables: typeof clean.tables) =>
    compareRuns([clean, { name: 'other', tables }]).filter(({ equal }) => !equal);
  const [dwells, moves] = clean.tables;
  if (dwells === undefined || moves === undefined) throw new Error('two tables');
  expect(other([{ ...dwells, hash: 'b' }, moves])).toMatchObject([{ table: 'yard_dwells' }]);
  expect(other([{ ...dwells, rows: 3 }, moves])).toMatchObject([{ table: 'yard_dwells' }]);
  expect(other([dwells])).toMatchObject([{ table: 'quay_moves', hashes: ['0', null] }]);
  expect(other([dwells, moves, { ...moves, table: 'truck_trips' }])).toHaveLength(1);
});

test('shows the hashes side by side', () => {
  const runs = [clean, { name: 'killed', tables: [] }];
  const lines = verdictLines(runs, compareRuns(runs));
  expect(lines[0]).toMatch(/^table +rows +clean +killed$/);
  expect(lines.at(-1)).toBe('yard_dwells     2  aaaaaaaaaaaa  missing  DIFFERENT');
});
