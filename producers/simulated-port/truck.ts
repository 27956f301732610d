import type { Point } from '@landbridge/infra';
import { DAY_MS, HOUR_MS } from '@landbridge/schemas';
import type { Box } from './boxes.ts';
import type { Settings } from './options.ts';
import { hashOf, randomOf, shareOf } from './random.ts';
import { localDayOf } from './times.ts';

/** A truck and where it is. */
export type Truck = {
  readonly plate: string;
  readonly colour: number;
  /** Plate and colour, as keys have it. */
  readonly plateKey: string;
  readonly haulier: string;
  /** Feed of its haulier's positions. */
  readonly feed: string;
  /** How fast its driver goes where the road is free, as a share of the free-flow speed. */
  readonly pace: number;
  /** Its positions come every half minute, so many milliseconds past it. */
  readonly phaseMs: number;
  /** Hash of the plate, for chance that belongs to the truck. */
  readonly salt: number;
  /** When its shift begins, milliseconds of the local day. */
  readonly shiftMs: number;
  /** Node of the road network where it stands. */
  node: string;
  /** Where exactly. */
  spot: Point;
  boxes: Box[];
};

/** Trucks of the fleet at scale 1: about seven in eight of them work on a day. */
const FLEET = 500;
const WORKING_SHARE = 0.875;
/** A driver takes no new job after so many hours. */
const SHIFT_HOURS = 9.5;
const HAULIERS = ['Haitong', 'Yongda', 'Beigang', 'Siming', 'Dongqian', 'Jiangbei', 'Meigang'];

/** The fleet: vehicles of the reference data, and beyond them made-up ones. */
export function fleetOf({ reference, seed, scale }: Settings): Truck[] {
  const depots = reference.facilities.filter(({ kind }) => kind === 'DEPOT');
  const size = Math.max(3, Math.round(FLEET * scale));
  return Array.from({ length: size }, (_, index): Truck => {
    const known = reference.vehicles[index];
    const plate = known?.plate ?? `浙B${String(index).padStart(6, '0')}`;
    const colour = known?.colour ?? 2;
    const random = randomOf(seed, `truck ${index}`);
    // Most begin early, some about noon, a few in the evening: the port works round the clock.
    const shift = random.pick([5, 6, 6.5, 7, 7, 7.5, 8, 8, 9, 10, 13, 15, 18, 21, 0.5]);
    const depot = random.pick(depots);
    return {
      plate,
      colour,
      plateKey: `${plate}-${colour}`,
      haulier: HAULIERS[index % HAULIERS.length] as string,
      feed: index % 3 === 0 ? 'gps-south' : 'gps-north',
      pace: random.between(0.9, 1.04),
      phaseMs: random.whole(0, 29) * 1000,
      salt: hashOf(seed, plate),
      shiftMs: shift * HOUR_MS,
      node: `${depot.id}.gate`,
      spot: depot.point,
      boxes: [],
    };
  });
}

/** Whether a truck takes a job now: on its days, in its shift. */
export function isOnShift(truck: Truck, atMs: number): boolean {
  const midnight = localDayOf(atMs - truck.shiftMs);
  const sinceMs = atMs - midnight - truck.shiftMs;
  const works = shareOf(truck.salt, Math.round(midnight / DAY_MS), 7) < WORKING_SHARE;
  return works && sinceMs < SHIFT_HOURS * HOUR_MS;
}
