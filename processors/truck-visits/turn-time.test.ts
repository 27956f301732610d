import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import { aGateBoxDetail, at, FACILITY, PLATE } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { driver as driven, passages, YARD } from '../truck-movements/testing/driven-truck.ts';
import { driving, standing } from '../truck-movements/testing/truck-way.ts';
import { driver, gate, queue, stay, visits } from './testing/visiting-truck.ts';

// The edge cases of turn time, each under the name that the definition gives it.

const [FIRST, SECOND, THIRD] = ['CSQU3054383', 'NBXU1234568', 'ABCU1234560'] as const;
const boxes = (...containers: string[]) => ({
  boxes: containers.map((container) => aGateBoxDetail({ container })),
});

test('several transactions, drop and pick: one visit row, a dual move, the boxes both ways', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20', boxes(FIRST)), gate('OUT', '09:00', boxes(SECOND)));
  expect(visits(port)).toMatchObject([
    { transactions: 2, moves: 2, dual: true, boxesIn: [FIRST], boxesOut: [SECOND] },
  ]);
});

test('several transactions, two 20 ft on one chassis: one visit, two moves, not dual', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20', boxes(FIRST, SECOND)), gate('OUT', '09:00'));
  expect(visits(port)).toMatchObject([{ moves: 2, dual: false, turnMs: 40 * MINUTE_MS }]);
});

test('several transactions, boxes without a readable number: each is a move, one named twice is one', () => {
  const port = driver();
  port.pipe(
    'gate',
    gate('IN', '08:20', boxes('', FIRST, '')),
    gate('IN', '08:22', boxes(FIRST)),
    gate('OUT', '09:00', boxes('')),
    gate('OUT', '09:01', boxes('')),
  );
  expect(visits(port)).toMatchObject([
    { moves: 5, dual: true, boxesIn: ['', FIRST, ''], boxesOut: ['', ''] },
  ]);
});

test('gate events per container: grouped by plate, terminal and a gap of less than five minutes', () => {
  const port = driver();
  const late = { id: 'jsonl:late', eventTime: at('08:29') + 59 * SECOND_MS };
  port.pipe(
    'gate',
    gate('IN', '08:20', boxes(FIRST)),
    gate('IN', '08:25', { ...boxes(SECOND), eventTime: at('08:24') + 59 * SECOND_MS }),
    gate('IN', '08:29', { ...boxes(THIRD), ...late }),
    gate('IN', '08:26', { facility: 'BLCT6' }),
  );
  expect(visits(port)).toMatchObject([
    { facility: FACILITY, gateInAt: at('08:20'), boxesIn: [FIRST, SECOND] },
    { facility: 'BLCT6' },
    { facility: FACILITY, boxesIn: [THIRD] },
  ]);
});

test('gate events without a plate: grouped by appointment', () => {
  const port = driver();
  const of = (appointmentId: string) => ({
    subject: `appointment:${appointmentId}`,
    plate: null,
    appointmentId,
  });
  port.pipe(
    'gate',
    gate('IN', '08:20', { ...of('A-1'), ...boxes(FIRST) }),
    gate('IN', '08:21', { ...of('A-2'), ...boxes(SECOND) }),
    gate('OUT', '09:00', of('A-1')),
  );
  expect(visits(port)).toMatchObject([
    { plate: 'appointment:A-1', boxesIn: [FIRST], gateOutAt: at('09:00') },
    { plate: 'appointment:A-2', boxesIn: [SECOND], gateOutAt: null },
  ]);
});

test('missing gate-out: the geofence exit ends the visit, END_INFERRED', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'));
  port.pipe('passage', stay('08:19', '09:00'));
  expect(visits(port)).toMatchObject([
    { gateOutAt: at('09:00'), quality: 'END_INFERRED', qualityRule: 'GEOFENCE_EXIT' },
  ]);
});

test('missing gate-out without a geofence exit: the row stays open, CENSORED is for the query to say', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'), gate('IN', '2026-03-13 08:20'));
  const [open] = visits(port);
  expect(open).toMatchObject({ gateInAt: at('08:20'), gateOutAt: null, turnMs: null });
  expect(open?.quality).toBe('COMPLETE');
});

test('missing gate-in: the geofence entry begins the visit, START_INFERRED', () => {
  const port = driver();
  port.pipe('passage', stay('08:19', '09:00'));
  port.pipe('gate', gate('OUT', '09:00'));
  expect(visits(port)).toMatchObject([
    { gateInAt: at('08:19'), quality: 'START_INFERRED', qualityRule: 'GEOFENCE_ENTRY' },
  ]);
});

test('missing gate-in and a jam outside on the way out: the queue counts that was before the entry', () => {
  const port = driver();
  port.pipe('passage', queue('09:20', '09:58'), stay('10:00', '10:40'), queue('10:46', '10:52'));
  port.pipe('gate', gate('OUT', '10:48'));
  expect(visits(port)).toMatchObject([
    {
      quality: 'START_INFERRED',
      queueStartAt: at('09:20'),
      queueMs: 40 * MINUTE_MS,
      turnMs: 48 * MINUTE_MS,
      visitMs: 88 * MINUTE_MS,
    },
  ]);
});

test('missing gate-in and a queue seen only on the way out: no queue, and no negative one', () => {
  const port = driver();
  port.pipe('passage', stay('10:00', '10:40'), queue('10:46', '10:52'));
  port.pipe('gate', gate('OUT', '10:48'));
  expect(visits(port)).toMatchObject([
    { gateInAt: at('10:00'), queueStartAt: null, queueMs: null, turnMs: 48 * MINUTE_MS },
  ]);
});

test('missing gates of a first visit: its queue leads to no later one', () => {
  const port = driver();
  port.pipe('passage', queue('09:20', '09:58'), stay('10:00', '10:40'), stay('11:00', '11:30'));
  port.pipe('gate', gate('OUT', '11:30'));
  expect(visits(port)).toMatchObject([{ gateInAt: at('11:00'), queueStartAt: null }]);
});

test('a truck that jams outside the gate on its way out gets no queue before it came', () => {
  const { port: road } = driven(
    driving(-3000, -1500),
    standing(20, YARD),
    standing(16, 300),
    driving(900, 4200),
  );
  const seen = passages(road);
  const [inside, outside] = ['TERMINAL', 'QUEUE'].map((kind) =>
    seen.find(({ placeKind }) => placeKind === kind),
  );
  expect(outside?.eventTime).toBeGreaterThan(inside?.leftAt ?? Number.NaN);
  const port = driver();
  port.pipe('passage', ...seen);
  const eventTime = (outside?.eventTime ?? 0) + MINUTE_MS;
  port.pipe('gate', gate('OUT', '08:20', { eventTime, facility: inside?.place ?? null }));
  expect(visits(port)).toMatchObject([{ gateInAt: inside?.eventTime, queueMs: null }]);
});

test('trouble transactions stay in, and are marked', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '10:20', { trouble: true }));
  expect(visits(port)).toMatchObject([{ trouble: true, turnMs: 2 * HOUR_MS, quality: 'COMPLETE' }]);
});

test('overnight parking and driver breaks are not subtracted, and a long visit is kept as it is', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '2026-03-10 18:00'), gate('OUT', '2026-03-11 08:00'));
  expect(visits(port)).toMatchObject([{ turnMs: 14 * HOUR_MS }]);
});

test('plate misreads: the two halves of a visit are never merged', () => {
  const port = driver();
  const misread = '浙B12346-2';
  port.pipe(
    'gate',
    gate('IN', '08:20'),
    gate('OUT', '09:00', { subject: misread, plate: misread }),
  );
  expect(visits(port)).toMatchObject([
    { plate: PLATE, gateOutAt: null },
    { plate: misread, gateInAt: null, quality: 'NO_START' },
  ]);
});

test('clock skew gate against GPS: each visit tells gate-in less geofence entry, signed', () => {
  const port = driver();
  port.pipe('passage', stay('08:18', '09:00'), stay('10:03', '11:00'));
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00'), gate('IN', '10:00'));
  expect(visits(port).map(({ gateOffsetMs }) => gateOffsetMs)).toEqual([
    2 * MINUTE_MS,
    -3 * MINUTE_MS,
  ]);
});

test('clock skew is not told of a truck that was first heard of inside, nor of a gate-in that is missing', () => {
  const port = driver();
  port.pipe('passage', stay('08:18', '09:00', { entrySeen: false }), stay('10:03', '11:00'));
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00'), gate('OUT', '11:00'));
  expect(visits(port).map(({ gateOffsetMs }) => gateOffsetMs)).toEqual([null, null]);
});

test('queue time ends at the gate-in and turn time at the gate-out: together they are the visit', () => {
  const port = driver();
  port.pipe('passage', queue('07:30', '08:19'));
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00'));
  const [visit] = visits(port);
  expect((visit?.queueMs ?? 0) + (visit?.turnMs ?? 0)).toBe(visit?.visitMs);
  expect(visit?.visitMs).toBe(90 * MINUTE_MS);
});

test('a truck that comes and goes behind the gate for more than a week still has its stays', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'));
  port.pipe(
    'passage',
    stay('08:21', '2026-03-14 08:00'),
    stay('2026-03-14 08:05', '2026-03-17 08:00'),
    stay('2026-03-17 08:05', '2026-03-19 08:00'),
    stay('2026-03-19 08:05', '2026-03-20 08:00'),
  );
  expect(port.letters()).toEqual([]);
  port.pipe('gate', gate('OUT', '2026-03-20 08:01'));
  expect(port.letters()).toEqual([]);
  expect(visits(port)).toHaveLength(2);
});
