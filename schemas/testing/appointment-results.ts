import type { AppointmentArrival } from '../appointment-arrivals/appointment-arrivals.ts';
import type { AppointmentOutcome } from '../appointment-outcomes/appointment-outcomes.ts';
import { HOUR_MS } from '../durations.ts';
import type { PlateAppointment } from '../plate-appointments/plate-appointments.ts';
import { at } from './at.ts';
import { CONTAINER, FACILITY, groupOf, PLATE, resultHeader } from './defaults.ts';

/** A truck that was given the slot from 08:00 to 09:00 the evening before. */
export function aPlateAppointment(set: Partial<PlateAppointment> = {}): PlateAppointment {
  const plate = set.plate ?? PLATE;
  const appointmentId = set.appointmentId ?? 'A-1';
  const eventTime = set.eventTime ?? at('2026-03-10 20:00');
  const slotStart = set.slotStart ?? at('08:00');
  const statement = `jsonl:${appointmentId}:${eventTime}`;
  return {
    ...resultHeader(eventTime),
    id: `${plate}/${statement}`,
    plate,
    appointmentId,
    stands: true,
    facility: FACILITY,
    slotStart,
    slotEnd: slotStart + HOUR_MS,
    container: null,
    causes: [`truck.appointments/${statement}`],
    causeCount: 1,
    ...set,
  };
}

/** A truck that queued from 08:00 on for its appointment, which the gate named. */
export function anAppointmentArrival(set: Partial<AppointmentArrival> = {}): AppointmentArrival {
  const appointment = set.appointment ?? 'A-1';
  const plate = set.plate ?? PLATE;
  const arrivedAt = set.arrivedAt === undefined ? at('08:00') : set.arrivedAt;
  const gateAt = set.gateAt ?? arrivedAt ?? at('08:00');
  const visit = set.visit ?? `${plate}/jsonl:${gateAt}`;
  const isWalkIn = appointment.startsWith('walk-in:');
  return {
    ...resultHeader(arrivedAt ?? gateAt),
    id: `${appointment}/${visit}`,
    appointment,
    appointmentId: isWalkIn ? null : appointment,
    linkedBy: isWalkIn ? null : 'GATE',
    visit,
    plate,
    facility: FACILITY,
    facilityGroup: groupOf(FACILITY),
    arrivedAt,
    arrivalBasis: arrivedAt === null ? null : 'QUEUE',
    gateAt,
    causes: [`gate.transactions/jsonl:${gateAt}`],
    causeCount: 1,
    ...set,
  };
}

/** A slot from 08:00 to 09:00 that nobody has come for yet. */
export function anAppointmentOutcome(set: Partial<AppointmentOutcome> = {}): AppointmentOutcome {
  const appointment = set.appointment ?? 'A-1';
  const slotStart = set.slotStart === undefined ? at('08:00') : set.slotStart;
  const slotEnd = slotStart === null ? null : slotStart + HOUR_MS;
  return {
    ...resultHeader(slotStart ?? set.arrivedAt ?? at('08:00')),
    id: appointment,
    appointment,
    appointmentId: appointment,
    outcome: 'OPEN',
    rule: null,
    confirmed: true,
    versions: 1,
    judgedVersion: 1,
    facility: FACILITY,
    facilityGroup: groupOf(FACILITY),
    moveType: 'PICKUP_FULL',
    container: CONTAINER,
    plate: PLATE,
    haulier: null,
    slotStart,
    slotEnd,
    noShowAt: slotEnd === null ? null : slotEnd + 4 * HOUR_MS,
    arrivedAt: null,
    arrivalBasis: null,
    offsetMs: null,
    cancelledAt: null,
    visit: null,
    arrivals: 0,
    causes: [`truck.appointments/jsonl:${appointment}:1`],
    causeCount: 1,
    ...set,
  };
}
