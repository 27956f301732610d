import { expect, test } from 'vitest';
import { aPlateAppointment, at, roundTrip } from '../testing/index.ts';
import { plateAppointments } from './plate-appointments.ts';

test('a slot of a truck survives the codec', () => {
  const slot = aPlateAppointment({ container: 'CSQU3054383' });
  expect(roundTrip(plateAppointments, slot)).toEqual(slot);
});

test('each statement is a row of its own, so that a visit meets the slot as it was known then', () => {
  const slots = ['2026-03-10 20:00', '07:00'].map((time) =>
    aPlateAppointment({ eventTime: at(time) }),
  );
  expect(new Set(slots.map(({ id }) => id)).size).toBe(2);
  expect(new Set(slots.map((slot) => plateAppointments.key(slot))).size).toBe(1);
});
