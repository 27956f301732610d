import { expect, test } from 'vitest';
import { aCallBox, roundTrip } from '../testing/index.ts';
import { callBoxes } from './call-boxes.ts';

test('a box of a call survives the codec', () => {
  const box = aCallBox({ status: 'LOADED', facility: null });
  expect(roundTrip(callBoxes, box)).toEqual(box);
});

test('what is said of a box at a call stands under the call', () => {
  expect(callBoxes.key(aCallBox({ callId: 'CALL-9' }))).toBe('CALL-9');
});
