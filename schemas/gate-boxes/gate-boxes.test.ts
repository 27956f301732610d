import { expect, test } from 'vitest';
import { aGateBox, roundTrip } from '../testing/index.ts';
import { gateBoxes } from './gate-boxes.ts';

test('a box at the gate survives the codec', () => {
  const box = aGateBox({ sizeType: null, seals: ['S1', 'S2'] });
  expect(roundTrip(gateBoxes, box)).toEqual(box);
});

test('a box that comes in and leaves within one minute came in first', () => {
  const [into, out] = [aGateBox({ direction: 'IN' }), aGateBox({ direction: 'OUT' })];
  expect(gateBoxes.rank(into)).toBeLessThan(gateBoxes.rank(out));
});

test('a passage is told by the gate at its own time', () => {
  expect(gateBoxes.spanMs).toBe(0);
  expect(gateBoxes.key(aGateBox({ container: 'NBXU1234568' }))).toBe('NBXU1234568');
});
