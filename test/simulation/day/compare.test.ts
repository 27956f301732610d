import { expect, test } from 'vitest';
import { differencesOf } from './compare.ts';
import type { LandedTable } from './landed.ts';

const stays: LandedTable = {
  table: 'yard_dwells',
  rows: [
    ['a', '1'],
    ['b', '2'],
  ],
};

test('equal rows are no difference, in whatever order they lie', () => {
  expect(differencesOf([stays], [{ ...stays, rows: stays.rows.toReversed() }])).toEqual([]);
});

test('a row that is missing, one too many and one with other content are told by table and id', () => {
  const other: LandedTable = {
    table: 'yard_dwells',
    rows: [
      ['b', '3'],
      ['c', '1'],
    ],
  };
  expect(differencesOf([stays], [other])).toEqual([
    'yard_dwells lacks: a',
    'yard_dwells should not have: c',
    'yard_dwells says otherwise: b',
  ]);
});

test('of many ids the first few are named', () => {
  const rows = Array.from({ length: 9 }, (_, number) => [`r${number}`, ''] as const);
  expect(differencesOf([{ table: 'quay_moves', rows }], [])).toEqual([
    'quay_moves lacks: r0, r1, r2, r3, r4, … (9 rows)',
  ]);
});
