import { expect, test } from 'vitest';
import { aTruckAppointment, at, roundTrip } from '../testing/index.ts';
import { truckAppointments } from './truck-appointments.ts';

test('an appointment survives the codec', () => {
  const appointment = aTruckAppointment({ status: 'RESCHEDULED', container: null });
  expect(roundTrip(truckAppointments, appointment)).toEqual(appointment);
});

test('each version of an appointment is a fact of its own under one key', () => {
  const versions = [1, 2].map((version) => aTruckAppointment({ version }));
  expect(new Set(versions.map((event) => event.id)).size).toBe(2);
  expect(new Set(versions.map((event) => truckAppointments.key(event))).size).toBe(1);
});

test('an appointment stands when it was stated, not at its slot', () => {
  const stated = aTruckAppointment({ eventTime: at('2026-03-10 20:00'), slotStart: at('08:00') });
  expect(stated).toMatchObject({ eventTime: at('2026-03-10 20:00'), slotEnd: at('09:00') });
});

test('versions of one minute rank by number, and beyond the highest rank alike', () => {
  const ranks = [1, 9, 10, 255, 1000, -1].map((version) =>
    truckAppointments.rank(aTruckAppointment({ version })),
  );
  expect(ranks).toEqual([1, 9, 10, 255, 255, 0]);
});
