import { expect, test } from 'vitest';
import { aTruckTrip, at, roundTrip } from '../testing/index.ts';
import { truckTrips } from './truck-trips.ts';

test('a trip survives the codec', () => {
  const trip = aTruckTrip({ endAt: at('09:00'), quality: 'END_INFERRED' });
  expect(roundTrip(truckTrips, trip)).toEqual(trip);
});

test('what closes a trip comes after what opened it', () => {
  const [open, closed] = [aTruckTrip(), aTruckTrip({ endAt: at('09:00') })];
  expect(truckTrips.rank(open)).toBeLessThan(truckTrips.rank(closed));
  expect(closed.id).toBe(open.id);
});

test('a trip is laden when a box is aboard', () => {
  expect(aTruckTrip({ containers: ['CSQU3054383'] }).load).toBe('LADEN');
  expect(truckTrips.key(aTruckTrip({ trip: 'T1' }))).toBe('T1');
});
