import { expect, test } from 'vitest';
import { at, aYardDwell, roundTrip } from '../testing/index.ts';
import { yardDwells } from './yard-dwells.ts';

test('a stay survives the codec', () => {
  const dwell = aYardDwell({ endAt: at('2026-03-14 08:00'), teu: null });
  expect(roundTrip(yardDwells, dwell)).toEqual(dwell);
});

test('an open stay has no end, and keeps its id when it closes', () => {
  const [open, closed] = [aYardDwell(), aYardDwell({ endAt: at('2026-03-14 08:00') })];
  expect([open.endAt, open.dwellMs]).toEqual([null, null]);
  expect(closed.id).toBe(open.id);
  expect(yardDwells.key(closed)).toBe(closed.container);
});

test('a stay without a start stands at its end', () => {
  const stay = aYardDwell({ startAt: null, endAt: at('09:00') });
  expect(stay).toMatchObject({ eventTime: at('09:00'), quality: 'NO_START', dwellMs: null });
});
