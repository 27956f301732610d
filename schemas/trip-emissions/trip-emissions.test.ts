import { expect, test } from 'vitest';
import { aTripEmission, roundTrip } from '../testing/index.ts';
import { tripEmissions } from './trip-emissions.ts';

test('the emissions of a trip survive the codec', () => {
  const emission = aTripEmission({ fuel: 'ELECTRIC', basis: 'TTW' });
  expect(roundTrip(tripEmissions, emission)).toEqual(emission);
});

test('free flow and delay add up, and the key is the trip', () => {
  const { co2eKg, co2eFreeFlowKg, co2eDelayKg } = aTripEmission();
  expect(co2eFreeFlowKg + co2eDelayKg).toBeCloseTo(co2eKg, 6);
  expect(tripEmissions.key(aTripEmission({ trip: 'T1' }))).toBe('T1');
});
