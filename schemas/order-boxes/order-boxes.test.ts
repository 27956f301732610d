import { expect, test } from 'vitest';
import { anOrderBox, at, roundTrip } from '../testing/index.ts';
import { orderBoxes } from './order-boxes.ts';

test('a box of an order survives the codec', () => {
  const box = anOrderBox({ neededBy: at('2026-03-14 08:00') });
  expect(roundTrip(orderBoxes, box)).toEqual(box);
});

test('one box may serve two orders', () => {
  const rows = ['PO-1', 'PO-2'].map((orderId) => anOrderBox({ orderId }));
  expect(new Set(rows.map((row) => orderBoxes.key(row))).size).toBe(1);
  expect(new Set(rows.map((row) => row.id)).size).toBe(2);
});
