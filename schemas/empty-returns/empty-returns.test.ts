import { expect, test } from 'vitest';
import { anEmptyReturn, roundTrip } from '../testing/index.ts';
import { emptyReturns } from './empty-returns.ts';

test('a return survives the codec', () => {
  const back = anEmptyReturn({ expectedDepot: 'NBDEP2', wrongDepot: true });
  expect(roundTrip(emptyReturns, back)).toEqual(back);
});

test('a box that is still away has no return', () => {
  expect(anEmptyReturn({ returnedAt: null })).toMatchObject({ returnMs: null, outcome: null });
});
