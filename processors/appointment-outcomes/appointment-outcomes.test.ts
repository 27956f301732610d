import { type AppointmentOutcome, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { anAppointmentArrival, aTruckAppointment, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { foldKeepingBytes } from '../truck-movements/testing/fold-keeping-bytes.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { appointmentOutcomes } from './appointment-outcomes.ts';

type Statement = Parameters<typeof aTruckAppointment>[0];

function driver() {
  return testDriver(appointmentOutcomes, madeReference());
}
/** A version of the appointment for 08:00 to 09:00. */
function stated(version: number, set: Statement = {}) {
  return aTruckAppointment({
    version,
    eventTime: at('2026-03-09 20:00') + version * 60_000,
    ...set,
  });
}
function cancelled(when: string, set: Statement = {}) {
  return stated(9, { status: 'CANCELLED', eventTime: at(when), ...set });
}
function came(when: string, set: Parameters<typeof anAppointmentArrival>[0] = {}) {
  return anAppointmentArrival({ arrivedAt: at(when), ...set });
}
function only(from: ReturnType<typeof driver>): AppointmentOutcome {
  const rows = from.rows<AppointmentOutcome>('outcome');
  expect(rows).toHaveLength(1);
  return rows[0] as AppointmentOutcome;
}

test('an appointment is open until a truck comes, and says from when on it is a no-show', () => {
  const port = driver();
  port.pipe('statement', stated(1));
  expect(only(port)).toMatchObject({
    id: 'A-1',
    eventTime: at('08:00'),
    outcome: 'OPEN',
    confirmed: true,
    noShowAt: at('13:00'),
    arrivedAt: null,
    offsetMs: null,
  });
});

test.each([
  ['ids that hold the version', 9, 10, 'tas:A-1:9', 'tas:A-1:10'],
  ['ids of the source', 1, 2, 'tas:f3', 'tas:0a'],
])(
  'rescheduled twice within a minute: the higher version counts, by %s',
  (_, one, other, ...ids) => {
    const moved = (version: number, id: string, from: string) =>
      aTruckAppointment({
        ...{ id, version, status: 'RESCHEDULED', eventTime: at('2026-03-09 20:00') },
        slotStart: at(from),
      });
    const port = driver();
    port.pipe('statement', moved(one, ids[0] ?? '', '08:00'), moved(other, ids[1] ?? '', '14:00'));
    port.pipe('arrival', came('14:10'));
    expect(only(port)).toMatchObject({ outcome: 'ON_TIME', judgedVersion: other, versions: 2 });
  },
);

test.each([
  ['07:29', 'EARLY', -31],
  ['07:30', 'ON_TIME', -30],
  ['08:00', 'ON_TIME', 0],
  ['08:59', 'ON_TIME', 0],
  ['09:30', 'ON_TIME', 30],
  ['09:31', 'LATE', 31],
] as const)(
  'EARLY, ON_TIME, LATE: an arrival at %s is %s, %i minutes off the nearest edge of the slot',
  (when, outcome, minutes) => {
    const port = driver();
    port.pipe('statement', stated(1));
    port.pipe('arrival', came(when));
    expect(only(port)).toMatchObject({
      outcome,
      offsetMs: minutes * MINUTE_MS,
      arrivedAt: at(when),
      arrivalBasis: 'QUEUE',
      arrivals: 1,
    });
  },
);

test('NO_SHOW is never stored: four hours after the slot the row is open still', () => {
  const port = driver();
  port.pipe('statement', stated(1), stated(2, { eventTime: at('14:00') }));
  expect(only(port)).toMatchObject({ outcome: 'OPEN', noShowAt: at('13:00') });
});

test('a gate-in after the no-show limit on the same appointment revises NO_SHOW to LATE', () => {
  const port = driver();
  port.pipe('statement', stated(1));
  port.pipe('arrival', came('15:00', { arrivalBasis: 'GATE' }));
  expect(only(port)).toMatchObject({ outcome: 'LATE', offsetMs: 6 * HOUR_MS });
});

test.each([
  ['2026-03-10 08:00', 'CANCELLED_IN_TIME'],
  ['2026-03-10 08:01', 'CANCELLED_LATE'],
  ['08:30', 'CANCELLED_LATE'],
] as const)(
  'CANCELLED_IN_TIME, CANCELLED_LATE: at %s it is %s, the limit is a day before the slot',
  (when, outcome) => {
    const port = driver();
    port.pipe('statement', stated(1), cancelled(when));
    expect(only(port)).toMatchObject({ outcome, cancelledAt: at(when), rule: null });
  },
);

test('a cancellation after the no-show limit changes nothing', () => {
  const port = driver();
  port.pipe('statement', stated(1), cancelled('13:01'));
  expect(only(port)).toMatchObject({ outcome: 'OPEN', cancelledAt: null, versions: 2 });
});

test('TERMINAL_CANCELLED is told apart, whenever it comes', () => {
  const port = driver();
  port.pipe('statement', stated(1), cancelled('07:59', { status: 'TERMINAL_CANCELLED' }));
  expect(only(port)).toMatchObject({ outcome: 'TERMINAL_CANCELLED' });
});

test('a request that was cancelled was never confirmed, and is in no share', () => {
  const port = driver();
  port.pipe('statement', stated(1, { status: 'REQUESTED' }), cancelled('07:59'));
  expect(only(port)).toMatchObject({ outcome: 'CANCELLED_LATE', confirmed: false });
});

test('a slot that is confirmed again after a cancellation stands', () => {
  const port = driver();
  port.pipe('statement', stated(1), cancelled('2026-03-10 21:00'));
  port.pipe('statement', stated(10, { eventTime: at('2026-03-10 22:00') }));
  port.pipe('arrival', came('08:10'));
  expect(only(port)).toMatchObject({ outcome: 'ON_TIME', cancelledAt: null, judgedVersion: 10 });
});

test('a truck that comes after its cancellation does not make it undone', () => {
  const port = driver();
  port.pipe('statement', stated(1), cancelled('07:00'));
  port.pipe('arrival', came('08:10'));
  expect(only(port)).toMatchObject({
    outcome: 'CANCELLED_LATE',
    rule: 'CAME_AFTER_CANCELLATION',
    arrivedAt: at('08:10'),
  });
});

test('rescheduled: compares with the last version confirmed before arrival, and keeps the version count', () => {
  const port = driver();
  const moved = { status: 'RESCHEDULED', slotStart: at('10:00') } as const;
  const tooLate = { ...moved, slotStart: at('12:00'), eventTime: at('10:45') };
  port.pipe('statement', stated(1), stated(2, moved), stated(3, tooLate));
  port.pipe('arrival', came('10:40'));
  expect(only(port)).toMatchObject({
    eventTime: at('10:00'),
    outcome: 'ON_TIME',
    judgedVersion: 2,
    versions: 3,
    slotStart: at('10:00'),
  });
});

test('a request that was not granted before the arrival is no slot', () => {
  const port = driver();
  const granted = stated(2, { eventTime: at('08:30') });
  port.pipe('statement', stated(1, { status: 'REQUESTED' }), granted);
  port.pipe('arrival', came('08:20'));
  expect(only(port)).toMatchObject({ outcome: 'WALK_IN', rule: 'NOT_CONFIRMED', confirmed: false });
});

test('WALK_IN: a gate without appointment', () => {
  const port = driver();
  port.pipe('arrival', came('08:20', { appointment: 'walk-in:V-1', visit: 'V-1' }));
  expect(only(port)).toMatchObject({
    id: 'walk-in:V-1',
    eventTime: at('08:20'),
    outcome: 'WALK_IN',
    rule: null,
    appointmentId: null,
    slotStart: null,
    offsetMs: null,
    visit: 'V-1',
  });
});

test('a gate that names an appointment nobody stated is a walk-in, until the statement comes', () => {
  const port = driver();
  port.pipe('arrival', came('08:20'));
  expect(only(port)).toMatchObject({ outcome: 'WALK_IN', rule: 'UNKNOWN_APPOINTMENT' });
  port.pipe('statement', stated(1));
  expect(only(port)).toMatchObject({ outcome: 'ON_TIME', rule: null });
});

test('a truck seen only on its way out came, but when is not known', () => {
  const port = driver();
  port.pipe('statement', stated(1));
  port.pipe('arrival', came('09:00', { arrivedAt: null, gateAt: at('12:00') }));
  expect(only(port)).toMatchObject({ outcome: 'UNTIMED', rule: 'GATE_OUT_ONLY', offsetMs: null });
});

test('the first of several visits on one appointment counts', () => {
  const port = driver();
  port.pipe('statement', stated(1));
  port.pipe('arrival', came('08:20', { visit: 'V-1' }), came('11:00', { visit: 'V-2' }));
  expect(only(port)).toMatchObject({ outcome: 'ON_TIME', visit: 'V-1', arrivals: 2 });
});

test('judges anew when a version is withdrawn, and when the arrival is', () => {
  const port = driver();
  const moved = stated(2, { status: 'RESCHEDULED', slotStart: at('10:00') });
  const arrival = came('08:20');
  port.pipe('statement', stated(1), moved);
  port.pipe('arrival', arrival);
  expect(only(port)).toMatchObject({ outcome: 'EARLY', offsetMs: -100 * MINUTE_MS });
  port.retract('statement', moved.id);
  expect(only(port)).toMatchObject({ outcome: 'ON_TIME', eventTime: at('08:00') });
  port.retract('arrival', arrival.id);
  expect(only(port)).toMatchObject({ outcome: 'OPEN' });
});

test('names the statements that count and the arrival, and counts them all', () => {
  const port = driver();
  const arrival = came('08:20');
  port.pipe('statement', stated(1), stated(2), stated(3));
  port.pipe('arrival', arrival);
  expect(only(port)).toMatchObject({
    causes: [
      `truck.appointments/${stated(1).id}`,
      `truck.appointments/${stated(3).id}`,
      `appointment.arrivals/${arrival.id}`,
    ],
    causeCount: 4,
  });
});

test('folds alike when its state is frozen and kept as bytes between events', () => {
  const port = driver();
  const statements = [stated(1), stated(2, { plate: null }), cancelled('2026-03-10 21:00')];
  const arrivals = [came('08:20'), came('11:00', { visit: 'V-2' })];
  port.pipe('statement', ...statements);
  port.pipe('arrival', ...arrivals);
  const kept = foldKeepingBytes(appointmentOutcomes, { statement: statements, arrival: arrivals });
  expect(kept['outcome']).toEqual(port.rows('outcome'));
});
