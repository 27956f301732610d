import type { TruckPassage, TruckTraversal, TruckTrip } from '@landbridge/schemas';
import { SECOND_MS } from '@landbridge/schemas';
import { aGateBoxDetail, aGateTransaction, at, PLATE } from '@landbridge/schemas/testing';
import { testDriver } from '../../testing/index.ts';
import { truckMovements } from '../truck-movements.ts';
import { madeReference } from './made-reference.ts';
import { driving, type Spot, standing, wayOf } from './truck-way.ts';

export const START = at('08:00');
export const BOX = 'CSQU3054383';
export const YARD = -500;
export const DOCK = 4800;

export function driver(...spots: readonly Spot[][]) {
  const port = testDriver(truckMovements, madeReference());
  const positions = wayOf(START, spots.flat());
  port.pipe('position', ...positions);
  return { port, positions, id: (n: number) => positions[n]?.id };
}
export type Port = ReturnType<typeof driver>['port'];

export function byTime<Row extends { eventTime: number }>(rows: Row[]): Row[] {
  return rows.sort((a, b) => a.eventTime - b.eventTime);
}
export function traversals(port: Port): TruckTraversal[] {
  return byTime(port.rows<TruckTraversal>('traversal'));
}
export function trips(port: Port): TruckTrip[] {
  return byTime(port.rows<TruckTrip>('trip'));
}
export function passages(port: Port): TruckPassage[] {
  return byTime(port.rows<TruckPassage>('passage'));
}
export function gate(direction: 'IN' | 'OUT', eventTime: number, ...boxes: string[]) {
  return aGateTransaction({
    id: `gate:${direction}:${eventTime}`,
    subject: PLATE,
    plate: PLATE,
    direction,
    facility: 'BLTCT',
    eventTime,
    boxes: boxes.map((container) => aGateBoxDetail({ container })),
  });
}

/** From the terminal over all three segments of the main road to the plant. */
export const outbound = [standing(3, YARD), driving(0, 4200), standing(3, DOCK)];
// Fix 2 is the last in the yard, fix 3 the first on the road, fix 11 the first at the dock.
export const LEFT_AT = START + 60 * SECOND_MS;
export const ARRIVED_AT = START + 11 * 30 * SECOND_MS;
