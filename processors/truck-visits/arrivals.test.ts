import { HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import {
  aGateBoxDetail,
  aPlateAppointment,
  at,
  FACILITY,
  PLATE,
} from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { foldKeepingBytes } from '../truck-movements/testing/fold-keeping-bytes.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { arrivals, driver, gate, queue, stay } from './testing/visiting-truck.ts';
import { truckVisits } from './truck-visits.ts';

const BOX = 'CSQU3054383';
const visitOf = (id: string) => `${PLATE}/${id}`;

test('tells the appointment that the gate named of the arrival: start of the queue before gate-in', () => {
  const port = driver();
  port.pipe('passage', queue('08:00', '08:19'));
  const into = gate('IN', '08:20', { appointmentId: 'A-1' });
  port.pipe('gate', into);
  expect(arrivals(port)).toMatchObject([
    {
      id: `A-1/${visitOf(into.id)}`,
      appointment: 'A-1',
      appointmentId: 'A-1',
      linkedBy: 'GATE',
      visit: visitOf(into.id),
      eventTime: at('08:00'),
      arrivedAt: at('08:00'),
      arrivalBasis: 'QUEUE',
      gateAt: at('08:20'),
    },
  ]);
});

test('prefers queue arrival to gate-in, and says which it took', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20', { appointmentId: 'A-1' }));
  expect(arrivals(port)).toMatchObject([{ arrivedAt: at('08:20'), arrivalBasis: 'GATE' }]);
});

test('takes the geofence entry where the gate-in is missing, and says so', () => {
  const port = driver();
  port.pipe('passage', stay('08:21', '09:00'));
  port.pipe('gate', gate('OUT', '09:00', { appointmentId: 'A-1' }));
  expect(arrivals(port)).toMatchObject([{ arrivedAt: at('08:21'), arrivalBasis: 'GEOFENCE' }]);
});

test('does not take a queue that was joined after the entry for the arrival', () => {
  const port = driver();
  port.pipe('passage', stay('10:00', '10:40'), queue('10:46', '10:52'));
  port.pipe('gate', gate('OUT', '10:48', { appointmentId: 'A-1' }));
  expect(arrivals(port)).toMatchObject([{ arrivedAt: at('10:00'), arrivalBasis: 'GEOFENCE' }]);
});

test('does not know when a truck came that was seen only on its way out', () => {
  const port = driver();
  port.pipe('gate', gate('OUT', '09:00', { appointmentId: 'A-1' }));
  expect(arrivals(port)).toMatchObject([
    { eventTime: at('09:00'), arrivedAt: null, arrivalBasis: null, gateAt: at('09:00') },
  ]);
});

test('a dual move on two appointments arrives on both', () => {
  const port = driver();
  port.pipe(
    'gate',
    gate('IN', '08:20', { appointmentId: 'A-1' }),
    gate('OUT', '09:00', { appointmentId: 'A-2' }),
  );
  expect(
    arrivals(port)
      .map(({ appointment }) => appointment)
      .sort(),
  ).toEqual(['A-1', 'A-2']);
  expect(new Set(arrivals(port).map(({ visit }) => visit)).size).toBe(1);
});

test('a visit without an appointment is a walk-in, under a key of its own', () => {
  const port = driver();
  const into = gate('IN', '08:20');
  port.pipe('gate', into, gate('OUT', '09:00'));
  expect(arrivals(port)).toMatchObject([
    { appointment: `walk-in:${visitOf(into.id)}`, appointmentId: null, linkedBy: null },
  ]);
});

test('withdraws the walk-in when the way out names the appointment', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00', { appointmentId: 'A-1' }));
  expect(arrivals(port).map(({ appointment }) => appointment)).toEqual(['A-1']);
});

test('a depot gives no slots: whoever comes there is no walk-in', () => {
  const facility = { ...madeReference().facilities[1], id: 'NBDEP1', kind: 'DEPOT' as const };
  const reference = { ...madeReference(), facility: () => facility as never };
  const port = testDriver(truckVisits, reference);
  port.pipe('gate', gate('IN', '08:20', { facility: 'NBDEP1' }));
  expect(port.rows('visit')).toHaveLength(1);
  expect(arrivals(port)).toEqual([]);
});

test('finds the slot of the truck where the gate names no appointment', () => {
  const port = driver();
  const slot = aPlateAppointment();
  port.pipe('slot', slot);
  port.pipe('gate', gate('IN', '08:20'));
  expect(arrivals(port)).toMatchObject([{ appointment: 'A-1', linkedBy: 'PLATE', causeCount: 2 }]);
  expect(arrivals(port)[0]?.causes).toContain(`plate.appointments/${slot.id}`);
});

test('what the gate names goes before the slot of the truck', () => {
  const port = driver();
  port.pipe('slot', aPlateAppointment());
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00', { appointmentId: 'A-9' }));
  expect(arrivals(port).map(({ appointment }) => appointment)).toEqual(['A-9']);
});

test.each([
  ['of another terminal', aPlateAppointment({ facility: 'BLCT6' })],
  ['that was given up', aPlateAppointment({ stands: false })],
  ['of more than six hours later', aPlateAppointment({ slotStart: at('15:00') })],
  ['that was told after the truck had come', aPlateAppointment({ eventTime: at('08:21') })],
])('does not take a slot %s', (_, slot) => {
  const port = driver();
  port.pipe('slot', slot);
  port.pipe('gate', gate('IN', '08:20'));
  expect(arrivals(port)).toMatchObject([{ appointmentId: null }]);
});

test('takes the slot as it stood when the truck came, though it was moved afterwards', () => {
  const port = driver();
  const moved = aPlateAppointment({ eventTime: at('10:00'), slotStart: at('20:00') });
  port.pipe('slot', aPlateAppointment(), moved);
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00'));
  expect(arrivals(port)).toMatchObject([{ appointment: 'A-1' }]);
});

test('takes the slot nearest in time, and the next one for the next visit', () => {
  const port = driver();
  port.pipe(
    'slot',
    aPlateAppointment({ appointmentId: 'A-2', slotStart: at('10:00') }),
    aPlateAppointment({ eventTime: at('2026-03-10 21:00') }),
  );
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '08:50'), gate('IN', '09:10'));
  expect(arrivals(port).map(({ appointment }) => appointment)).toEqual(['A-1', 'A-2']);
});

test('takes the slot for a box of the visit before one nearer in time', () => {
  const port = driver();
  port.pipe(
    'slot',
    aPlateAppointment({ appointmentId: 'A-2', slotStart: at('10:00'), container: BOX }),
    aPlateAppointment({ eventTime: at('2026-03-10 21:00') }),
  );
  port.pipe('gate', gate('IN', '08:20'));
  expect(arrivals(port)).toMatchObject([{ appointment: 'A-1' }]);
  port.pipe('gate', gate('OUT', '09:00', { boxes: [aGateBoxDetail({ container: BOX })] }));
  expect(arrivals(port)).toMatchObject([{ appointment: 'A-2' }]);
});

test('a slot that a gate named for one visit is not taken for another', () => {
  const port = driver();
  port.pipe('slot', aPlateAppointment());
  port.pipe('gate', gate('IN', '08:20', { appointmentId: 'A-1' }), gate('OUT', '08:50'));
  port.pipe('gate', gate('IN', '09:20'));
  expect(arrivals(port).map(({ appointmentId }) => appointmentId)).toEqual(['A-1', null]);
});

test('a dual move on two slots of the truck came on both, where gates name only the boxes', () => {
  const port = driver();
  const [dropped, fetched] = [BOX, 'NBXU1234568'];
  port.pipe(
    'slot',
    aPlateAppointment({ appointmentId: 'DROP', container: dropped }),
    aPlateAppointment({ appointmentId: 'PICK', container: fetched }),
    aPlateAppointment({ appointmentId: 'LATER', container: null }),
  );
  const boxes = (container: string) => ({ boxes: [aGateBoxDetail({ container })] });
  port.pipe('gate', gate('IN', '08:20', boxes(dropped)), gate('OUT', '08:50', boxes(fetched)));
  const both = arrivals(port).sort((one, other) => (one.appointment < other.appointment ? -1 : 1));
  expect(both).toMatchObject([
    { appointment: 'DROP', linkedBy: 'PLATE', causeCount: 3 },
    { appointment: 'PICK', linkedBy: 'PLATE', causeCount: 3 },
  ]);
  port.pipe('gate', gate('IN', '09:30'));
  expect(arrivals(port).map(({ appointment }) => appointment)).toContain('LATER');
});

test('a day of slots that were all told the day before is kept, each for its visit', () => {
  const port = driver();
  const hours = Array.from({ length: 12 }, (_, n) => at('06:00') + n * HOUR_MS);
  port.pipe(
    'slot',
    ...hours.map((slotStart, n) =>
      aPlateAppointment({
        appointmentId: `A-${n}`,
        eventTime: at('2026-03-10 14:00') + n,
        slotStart,
      }),
    ),
  );
  hours.forEach((hour, n) => {
    const into = gate('IN', '00:00', { id: `in-${n}`, eventTime: hour + 10 * MINUTE_MS });
    port.pipe(
      'gate',
      into,
      gate('OUT', '00:00', { id: `out-${n}`, eventTime: into.eventTime + 1 }),
    );
  });
  expect(arrivals(port).map(({ appointment }) => appointment)).toEqual(
    hours.map((_, n) => `A-${n}`),
  );
});

test('of more than 32 slots of a truck the one furthest ahead is forgotten', () => {
  const port = driver();
  const slots = Array.from({ length: 33 }, (_, n) =>
    aPlateAppointment({
      appointmentId: `A-${n}`,
      eventTime: at('2026-03-10 20:00') + n,
      slotStart: n === 5 ? at('2026-03-12 08:00') : at('08:00'),
      facility: n < 6 ? FACILITY : 'BLCT6',
    }),
  );
  port.pipe('slot', ...slots);
  const next = { id: 'next', eventTime: at('2026-03-12 08:20') };
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '08:40'), gate('IN', '08:20', next));
  expect(arrivals(port).map(({ appointmentId }) => appointmentId)).toEqual(['A-0', null]);
});

test('keeps visits of trucks without a plate apart by their appointment', () => {
  const port = driver();
  const nameless = { subject: 'appointment:A-1', plate: null, appointmentId: 'A-1' };
  port.pipe('gate', gate('IN', '08:20', nameless));
  expect(arrivals(port)).toMatchObject([{ appointment: 'A-1', plate: 'appointment:A-1' }]);
});

test('folds alike with slots when its state is frozen and kept as bytes between events', () => {
  const port = driver();
  const slots = [
    aPlateAppointment({ container: BOX }),
    aPlateAppointment({ appointmentId: 'A-2' }),
  ];
  const gates = [gate('IN', '08:20'), gate('OUT', '09:00', { appointmentId: 'A-2' })];
  port.pipe('slot', ...slots);
  port.pipe('gate', ...gates);
  const kept = foldKeepingBytes(truckVisits, { slot: slots, gate: gates });
  expect(kept['arrival']).toEqual(port.rows('arrival'));
});
