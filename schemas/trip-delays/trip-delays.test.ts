import { expect, test } from 'vitest';
import { aTripDelay, at, roundTrip } from '../testing/index.ts';
import { tripDelays } from './trip-delays.ts';

test('the delay of a trip survives the codec', () => {
  const delay = aTripDelay({ residualMs: -60_000, coverageTime: null });
  expect(roundTrip(tripDelays, delay)).toEqual(delay);
});

test('what nothing explains may be negative', () => {
  const early = aTripDelay({ startAt: at('08:00'), endAt: at('08:40') });
  expect(early.residualMs).toBeLessThan(0);
  expect(roundTrip(tripDelays, early).residualMs).toBe(early.residualMs);
});

test('a trip has one row of delays, under its own id', () => {
  const delay = aTripDelay();
  expect([delay.id, tripDelays.key(delay)]).toEqual([delay.trip, delay.trip]);
});
