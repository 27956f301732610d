import type { AppointmentArrival, TruckVisit } from '@landbridge/schemas';
import { aGateTransaction, aTruckPassage, at, FACILITY, PLATE } from '@landbridge/schemas/testing';
import { testDriver } from '../../testing/index.ts';
import { madeReference } from '../../truck-movements/testing/made-reference.ts';
import { truckVisits } from '../truck-visits.ts';

type Gate = Parameters<typeof aGateTransaction>[0];

export function driver() {
  return testDriver(truckVisits, madeReference());
}
export function gate(direction: 'IN' | 'OUT', moment: string, set: Gate = {}) {
  const facility = set?.facility ?? FACILITY;
  return aGateTransaction({
    id: `jsonl:${facility}:${direction}-${moment}`,
    subject: PLATE,
    plate: PLATE,
    direction,
    eventTime: at(moment),
    facility,
    boxes: [],
    ...set,
  });
}
export function queue(
  from: string,
  until: string | null,
  set: Parameters<typeof aTruckPassage>[0] = {},
) {
  return aTruckPassage({
    placeKind: 'QUEUE',
    eventTime: at(from),
    leftAt: until === null ? null : at(until),
    ...set,
  });
}
export function stay(
  from: string,
  until: string | null,
  set: Parameters<typeof aTruckPassage>[0] = {},
) {
  return queue(from, until, { placeKind: 'TERMINAL', ...set });
}
export function visits(from: ReturnType<typeof driver>): TruckVisit[] {
  return from.rows<TruckVisit>('visit').sort((a, b) => a.eventTime - b.eventTime);
}

export function arrivals(from: ReturnType<typeof driver>): AppointmentArrival[] {
  return from.rows<AppointmentArrival>('arrival').sort((a, b) => a.gateAt - b.gateAt);
}
