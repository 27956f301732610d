import { expect, test } from 'vitest';
import { aTrafficCondition, at, roundTrip } from '../testing/index.ts';
import { trafficConditions } from './traffic-conditions.ts';

test('a traffic reading survives the codec', () => {
  const condition = aTrafficCondition({ speedKmh: 0, level: 5 });
  expect(roundTrip(trafficConditions, condition)).toEqual(condition);
});

test('a standstill is a speed of zero, a missing speed is none', () => {
  expect(roundTrip(trafficConditions, aTrafficCondition({ speedKmh: 0 })).speedKmh).toBe(0);
  expect(roundTrip(trafficConditions, aTrafficCondition({ speedKmh: null })).speedKmh).toBeNull();
});

test('readings are timed: written directly, without a received twin', () => {
  expect(trafficConditions).toMatchObject({ kind: 'fact', received: undefined, ranked: false });
  expect(trafficConditions.allowedLatenessMs).toBe(at('2026-03-14 08:00') - at('08:00'));
  expect(trafficConditions.key(aTrafficCondition({ segment: 'G1523-E' }))).toBe('G1523-E');
});
