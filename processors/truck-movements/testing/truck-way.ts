import { headingDeg } from '@landbridge/infra';
import { SECOND_MS, type TruckPosition } from '@landbridge/schemas';
import { aTruckPosition } from '@landbridge/schemas/testing';
import { pointAt } from './made-reference.ts';

const EVERY_MS = 30 * SECOND_MS;

/** A spot on the made-up map, metres east and north; what a test does not set follows from the next spot. */
export type Spot = { east: number; north?: number; set?: Partial<TruckPosition> };

/** Positions half a minute apart at the given spots, with the speed and course of the way to the next one. */
export function wayOf(startAt: number, spots: readonly Spot[]): TruckPosition[] {
  return spots.map((spot, n) => {
    const here = pointAt(spot.east, spot.north ?? 0);
    const next = spots[n + 1] ?? spots[n];
    const there = pointAt(next?.east ?? spot.east, next?.north ?? 0);
    const metres = Math.hypot(
      (next?.east ?? spot.east) - spot.east,
      (next?.north ?? 0) - (spot.north ?? 0),
    );
    return aTruckPosition({
      eventTime: startAt + n * EVERY_MS,
      lon: here[0],
      lat: here[1],
      speedKmh: (metres / EVERY_MS) * 3600,
      headingDeg: metres < 1 ? 0 : headingDeg({ from: here, to: there }),
      ...spot.set,
    });
  });
}

/** So many positions on one spot. */
export function standing(count: number, east: number, north = 0): Spot[] {
  return Array.from({ length: count }, () => ({ east, north }));
}

/** Positions along the main road, 600 m (72 km/h) apart: on the right side of it in either direction. */
export function driving(fromEast: number, toEast: number): Spot[] {
  const eastward = toEast > fromEast;
  const count = Math.floor(Math.abs(toEast - fromEast) / 600) + 1;
  return Array.from({ length: count }, (_, n) => ({
    east: fromEast + n * (eastward ? 600 : -600),
    north: eastward ? -5 : 5,
  }));
}
