import { expect, test } from 'vitest';
import { anOrderReference, at, roundTrip } from '../testing/index.ts';
import { orderReferences } from './order-references.ts';

test('a reference of an order survives the codec', () => {
  const stated = anOrderReference({ neededBy: at('2026-03-14 08:00'), cluster: null });
  expect(roundTrip(orderReferences, stated)).toEqual(stated);
});

test('an order meets the boxes of its booking under the booking', () => {
  expect(orderReferences.key(anOrderReference())).toBe('BKG:B-1');
});
