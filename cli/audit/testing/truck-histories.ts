import {
  type AppointmentArrival,
  type GateTransaction,
  MINUTE_MS,
  type PlateAppointment,
  type TruckAppointment,
  type TruckPassage,
} from '@landbridge/schemas';
import {
  aGateBoxDetail,
  aGateTransaction,
  anAppointmentArrival,
  aPlateAppointment,
  aTruckAppointment,
  aTruckPassage,
  at,
} from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { eachOnce, histories } from './box-histories.ts';

const START = at('00:00');
/** Mostly of one, so that what happens there meets; of more than a truck could be at in a day. */
const FACILITIES = [
  ...(['BLTCT', 'BLTCT', 'BLTCT', 'BLTCT', 'BLCT6', 'NBDEP1'] as const),
  ...(['YZCT7', 'DXCT4', 'NBDEP2'] as const),
] as const;
const APPOINTMENTS = ['A-1', 'A-2', 'A-3'] as const;

/** Minutes of one morning mostly, so that gates, queues, stays and slots lie near each other. */
const minute = fc.oneof(
  { weight: 9, arbitrary: fc.nat(360) },
  { weight: 1, arbitrary: fc.nat(4_000) },
);
const momentOf = (minutes: number) => START + minutes * MINUTE_MS;

/** What gates, queues and yards see of many trucks, and what slots these have. */
export function visitsOfTrucks() {
  return { slot: slotsOfTrucks(), gate: gatesOfTrucks(), passage: passagesOfTrucks() };
}

function gatesOfTrucks(): GateTransaction[] {
  const gate = fc.record({
    minute,
    direction: fc.constantFrom(...(['IN', 'IN', 'OUT'] as const)),
    facility: fc.constantFrom(...FACILITIES, null),
    containers: fc.array(fc.constantFrom('CSQU3054383', 'NBXU1234568', ''), { maxLength: 2 }),
    appointmentId: fc.constantFrom(...APPOINTMENTS, null, null, null),
    trouble: fc.constantFrom(true, false, false),
  });
  return eachOnce(
    histories(gate).flatMap((gates, truck) =>
      gates.map(({ minute: minutes, containers, ...set }, number) =>
        aGateTransaction({
          ...set,
          plate: plateOf(truck),
          transactionId: `T-${truck}-${number}`,
          eventTime: momentOf(minutes),
          boxes: containers.map((container) => aGateBoxDetail({ container })),
        }),
      ),
    ),
  );
}

function passagesOfTrucks(): TruckPassage[] {
  const passage = fc.record({
    minute,
    minutes: fc.option(fc.nat(90)),
    place: fc.constantFrom(...FACILITIES),
    placeKind: fc.constantFrom(...(['QUEUE', 'TERMINAL', 'TERMINAL', 'PLANT'] as const)),
    entrySeen: fc.constantFrom(true, true, false),
  });
  return eachOnce(
    histories(passage).flatMap((passages, truck) =>
      passages.map(({ minute: from, minutes, ...set }) =>
        aTruckPassage({
          ...set,
          plate: plateOf(truck),
          eventTime: momentOf(from),
          leftAt: minutes === null ? null : momentOf(from + minutes),
        }),
      ),
    ),
  );
}

function slotsOfTrucks(): PlateAppointment[] {
  const slot = fc.record({
    minute,
    slotMinute: fc.nat(700),
    slotMinutes: fc.constantFrom(30, 60),
    appointmentId: fc.constantFrom(...APPOINTMENTS),
    facility: fc.constantFrom(...FACILITIES, null),
    container: fc.constantFrom('CSQU3054383', 'NBXU1234568', null),
    stands: fc.constantFrom(true, true, true, false),
  });
  return eachOnce(
    histories(slot).flatMap((slots, truck) =>
      slots.map(({ minute: minutes, slotMinute, slotMinutes, ...set }) =>
        aPlateAppointment({
          ...set,
          plate: plateOf(truck),
          eventTime: momentOf(minutes),
          slotStart: momentOf(slotMinute),
          slotEnd: momentOf(slotMinute + slotMinutes),
        }),
      ),
    ),
  );
}

/** What is stated of many appointments, and the arrivals on them. */
export function outcomesOfAppointments() {
  const statement = fc.record({
    minute,
    slotMinute: fc.nat(700),
    status: fc.constantFrom(
      ...(['REQUESTED', 'CONFIRMED', 'CONFIRMED', 'RESCHEDULED'] as const),
      ...(['CANCELLED', 'TERMINAL_CANCELLED'] as const),
    ),
    facility: fc.constantFrom(...FACILITIES, null),
    plate: fc.constantFrom('浙B12345', '浙B54321', null),
    container: fc.constantFrom('CSQU3054383', null),
    haulier: fc.constantFrom('H-1', null),
  });
  const coming = fc.record({
    minute,
    isSeen: fc.constantFrom(true, true, false),
    waitMinutes: fc.nat(60),
  });
  const statements: TruckAppointment[] = histories(statement).flatMap((stated, number) =>
    stated.map(({ minute: minutes, slotMinute, ...set }, version) =>
      aTruckAppointment({
        ...set,
        appointmentId: `A-${number}`,
        version,
        eventTime: momentOf(minutes),
        slotStart: momentOf(slotMinute),
      }),
    ),
  );
  const arrivals: AppointmentArrival[] = histories(coming).flatMap((came, number) =>
    came.slice(0, 2).map(({ minute: minutes, isSeen, waitMinutes }) =>
      anAppointmentArrival({
        appointment: number % 5 === 0 ? `walk-in:${number}` : `A-${number}`,
        arrivedAt: isSeen ? momentOf(minutes) : null,
        gateAt: momentOf(minutes + waitMinutes),
      }),
    ),
  );
  return { statement: statements, arrival: eachOnce(arrivals) };
}

function plateOf(truck: number): string {
  return `浙B${10_000 + truck}`;
}
