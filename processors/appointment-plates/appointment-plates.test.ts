import type { PlateAppointment } from '@landbridge/schemas';
import { aTruckAppointment, at, PLATE } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { foldKeepingBytes } from '../truck-movements/testing/fold-keeping-bytes.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { appointmentPlates } from './appointment-plates.ts';

const OTHER = '浙B99999-2';

function driver() {
  return testDriver(appointmentPlates, madeReference());
}
function stated(version: number, set: Parameters<typeof aTruckAppointment>[0] = {}) {
  const eventTime = at('2026-03-10 20:00') + version * 60_000;
  return aTruckAppointment({ version, eventTime, ...set });
}
function slots(from: ReturnType<typeof driver>) {
  return from
    .rows<PlateAppointment>('slot')
    .sort((a, b) => a.eventTime - b.eventTime)
    .map(({ plate, stands, slotStart }) => ({ plate, stands, slotStart }));
}

test('tells the truck of each version of its slot, at the time it was stated', () => {
  const port = driver();
  const [first, moved] = [stated(1), stated(2, { status: 'RESCHEDULED', slotStart: at('10:00') })];
  port.pipe('statement', first, moved);
  expect(port.rows('slot')).toMatchObject([
    {
      id: `${PLATE}/${first.id}`,
      eventTime: first.eventTime,
      stands: true,
      slotStart: at('08:00'),
    },
    {
      id: `${PLATE}/${moved.id}`,
      eventTime: moved.eventTime,
      stands: true,
      slotStart: at('10:00'),
    },
  ]);
});

test('says nothing while no truck is named, and all once it is', () => {
  const port = driver();
  port.pipe('statement', stated(1, { plate: null }));
  expect(slots(port)).toEqual([]);
  port.pipe('statement', stated(2));
  expect(slots(port)).toMatchObject([{ plate: PLATE, stands: true }]);
});

test('grants nothing by a request', () => {
  const port = driver();
  port.pipe('statement', stated(1, { status: 'REQUESTED' }));
  expect(slots(port)).toEqual([]);
  port.pipe('statement', stated(2, { plate: null }));
  expect(slots(port)).toMatchObject([{ plate: PLATE, stands: true }]);
});

test('leaves the slot with its truck when a later version names none', () => {
  const port = driver();
  port.pipe('statement', stated(1), stated(2, { status: 'RESCHEDULED', plate: null }));
  expect(slots(port).map(({ plate }) => plate)).toEqual([PLATE, PLATE]);
});

test('takes the slot from the first truck when another is named', () => {
  const port = driver();
  port.pipe('statement', stated(1), stated(2, { plate: OTHER }));
  expect(slots(port).filter(({ plate }) => plate === PLATE)).toMatchObject([
    { stands: true },
    { stands: false },
  ]);
  expect(slots(port).filter(({ plate }) => plate === OTHER)).toMatchObject([{ stands: true }]);
});

test.each(['CANCELLED', 'TERMINAL_CANCELLED'] as const)(
  'takes a slot back that is %s',
  (status) => {
    const port = driver();
    port.pipe('statement', stated(1), stated(2, { status, plate: null }));
    expect(slots(port)).toMatchObject([{ stands: true }, { stands: false }]);
  },
);

test('of versions of one minute each truck is told the highest, whatever their ids', () => {
  const moment = at('2026-03-10 20:00');
  const moved = (version: number, slotStart: number) =>
    stated(version, { status: 'RESCHEDULED', eventTime: moment, slotStart });
  const port = driver();
  port.pipe('statement', moved(10, at('14:00')), moved(9, at('08:00')), moved(2, at('06:00')));
  expect(slots(port)).toEqual([{ plate: PLATE, stands: true, slotStart: at('14:00') }]);
});

test('a slot that goes from truck to truck within a minute is told to each as it stands after it', () => {
  const moment = { eventTime: at('2026-03-10 20:00') };
  const port = driver();
  port.pipe('statement', stated(9, moment), stated(10, { ...moment, plate: OTHER }));
  expect(slots(port)).toMatchObject([
    { plate: PLATE, stands: false },
    { plate: OTHER, stands: true },
  ]);
  port.pipe('statement', stated(11, moment));
  expect(slots(port)).toMatchObject([
    { plate: PLATE, stands: true },
    { plate: OTHER, stands: false },
  ]);
});

test('folds alike when its state is frozen and kept as bytes between events', () => {
  const port = driver();
  const statements = [stated(1), stated(2, { plate: OTHER }), stated(3, { status: 'CANCELLED' })];
  port.pipe('statement', ...statements);
  const kept = foldKeepingBytes(appointmentPlates, { statement: statements });
  expect(kept['slot']).toEqual(port.rows('slot'));
});
