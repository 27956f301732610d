import { expect, test } from 'vitest';
import { anAppointmentOutcome, at, roundTrip } from '../testing/index.ts';
import { appointmentOutcomes } from './appointment-outcomes.ts';

test('an outcome survives the codec', () => {
  const outcome = anAppointmentOutcome({
    outcome: 'EARLY',
    offsetMs: -3_600_000,
    arrivedAt: at('07:00'),
  });
  expect(roundTrip(appointmentOutcomes, outcome)).toEqual(outcome);
});

test('an open appointment says from when on it is a no-show, and never that it is one', () => {
  expect(anAppointmentOutcome()).toMatchObject({ outcome: 'OPEN', noShowAt: at('13:00') });
  expect(appointmentOutcomes.key(anAppointmentOutcome({ appointment: 'A-7' }))).toBe('A-7');
});
