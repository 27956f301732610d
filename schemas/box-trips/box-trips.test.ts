import { expect, test } from 'vitest';
import { aBoxTrip, at, roundTrip } from '../testing/index.ts';
import { boxTrips } from './box-trips.ts';

test("a box's trip survives the codec", () => {
  const trip = aBoxTrip({ residualMs: -60_000 });
  expect(roundTrip(boxTrips, trip)).toEqual(trip);
});

test('a trip belongs to the box: two boxes aboard make two rows', () => {
  const rows = ['CSQU3054383', 'NBXU1234568'].map((container) => aBoxTrip({ container }));
  expect(rows.map((row) => boxTrips.key(row))).toEqual(['CSQU3054383', 'NBXU1234568']);
  expect(new Set(rows.map((row) => row.id)).size).toBe(2);
});

test('a trip may have begun a week before the event that tells of it', () => {
  expect(boxTrips.spanMs).toBeGreaterThanOrEqual(at('2026-03-18 08:00') - at('2026-03-11 08:00'));
});
