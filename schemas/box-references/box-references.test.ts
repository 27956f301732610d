import { expect, test } from 'vitest';
import { aBoxReference, roundTrip } from '../testing/index.ts';
import { boxReferences } from './box-references.ts';

test('a reference of a box survives the codec', () => {
  const stated = aBoxReference({ reference: 'PO:4711' });
  expect(roundTrip(boxReferences, stated)).toEqual(stated);
});

test('boxes of one booking meet under it', () => {
  const rows = ['NBXU1234568', 'CSQU3054383'].map((container) => aBoxReference({ container }));
  expect(new Set(rows.map((row) => boxReferences.key(row))).size).toBe(1);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
});
