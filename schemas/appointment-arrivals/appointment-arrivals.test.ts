import { expect, test } from 'vitest';
import { anAppointmentArrival, at, roundTrip } from '../testing/index.ts';
import { appointmentArrivals } from './appointment-arrivals.ts';

test('an arrival survives the codec', () => {
  const arrival = anAppointmentArrival({ arrivalBasis: 'GEOFENCE' });
  expect(roundTrip(appointmentArrivals, arrival)).toEqual(arrival);
});

test('a truck that was seen only on its way out stands at its gate-out', () => {
  const arrival = anAppointmentArrival({ arrivedAt: null, gateAt: at('09:00') });
  expect(arrival).toMatchObject({ eventTime: at('09:00'), arrivalBasis: null });
});

test('a truck without an appointment has a key of its own', () => {
  const arrival = anAppointmentArrival({ appointment: 'walk-in:V-1' });
  expect(arrival).toMatchObject({ appointmentId: null, linkedBy: null });
  expect(appointmentArrivals.key(arrival)).toBe('walk-in:V-1');
});
