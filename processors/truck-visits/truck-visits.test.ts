import { HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { aGateBoxDetail, at, FACILITY, PLATE } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { foldKeepingBytes } from '../truck-movements/testing/fold-keeping-bytes.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { driver, gate, queue, stay, visits } from './testing/visiting-truck.ts';
import { truckVisits } from './truck-visits.ts';
import type { VisitsState } from './visit-state.ts';

test('measures queue, turn and visit time from the first fix in the queue to the gate-out', () => {
  const port = driver();
  port.pipe('passage', queue('08:00', '08:19'), stay('08:20', '09:01'));
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00'));
  expect(visits(port)).toMatchObject([
    {
      id: `${PLATE}/jsonl:${FACILITY}:IN-08:20`,
      eventTime: at('08:20'),
      plate: PLATE,
      facility: FACILITY,
      queueStartAt: at('08:00'),
      gateInAt: at('08:20'),
      gateOutAt: at('09:00'),
      queueMs: 20 * MINUTE_MS,
      turnMs: 40 * MINUTE_MS,
      visitMs: HOUR_MS,
      quality: 'COMPLETE',
      qualityRule: null,
      transactions: 2,
    },
  ]);
});

test('keeps a visit open until something ends it', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'));
  port.pipe('passage', stay('08:21', null));
  expect(visits(port)).toMatchObject([
    { gateOutAt: null, turnMs: null, visitMs: null, quality: 'COMPLETE', endEventId: null },
  ]);
});

test('groups the boxes of one pass of the gate into one visit', () => {
  const port = driver();
  const [first, second, third] = ['CSQU3054383', 'NBXU1234568', 'ABCU1234560'];
  port.pipe(
    'gate',
    gate('IN', '08:20', { boxes: [aGateBoxDetail({ container: first })] }),
    gate('IN', '08:23', { boxes: [aGateBoxDetail({ container: second })] }),
    gate('OUT', '09:00', { boxes: [aGateBoxDetail({ container: third })] }),
    gate('OUT', '09:02', { trouble: true, appointmentId: 'A-7' }),
  );
  expect(visits(port)).toMatchObject([
    {
      gateInAt: at('08:20'),
      gateOutAt: at('09:02'),
      boxesIn: [first, second],
      boxesOut: [third],
      transactions: 4,
      trouble: true,
      appointmentId: 'A-7',
      startEventId: `jsonl:${FACILITY}:IN-08:20`,
      endEventId: `jsonl:${FACILITY}:OUT-09:02`,
    },
  ]);
});

test('begins a new visit with a gate-in five minutes after the last', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'), gate('IN', '08:25'));
  expect(visits(port)).toMatchObject([{ gateOutAt: null }, { gateOutAt: null }]);
});

test('begins a new visit with a gate-in right after a gate-out', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00'), gate('IN', '09:03'));
  expect(visits(port)).toMatchObject([{ gateOutAt: at('09:00') }, { gateInAt: at('09:03') }]);
});

test('infers a missing gate-out from the end of the stay behind the gate', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'));
  const passage = stay('08:21', '09:05');
  port.pipe('passage', passage);
  expect(visits(port)).toMatchObject([
    {
      gateOutAt: at('09:05'),
      turnMs: 45 * MINUTE_MS,
      quality: 'END_INFERRED',
      qualityRule: 'GEOFENCE_EXIT',
      endEventId: passage.id,
    },
  ]);
});

test('prefers the gate-out to the geofence when it comes after all', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'));
  port.pipe('passage', stay('08:19', '09:05'));
  port.pipe('gate', gate('OUT', '09:06'));
  expect(visits(port)).toMatchObject([{ gateOutAt: at('09:06'), quality: 'COMPLETE' }]);
});

test('infers a missing gate-in from the start of the stay behind the gate', () => {
  const port = driver();
  const passage = stay('08:21', '09:00');
  port.pipe('passage', queue('08:00', '08:20'), passage);
  port.pipe('gate', gate('OUT', '09:00'));
  expect(visits(port)).toMatchObject([
    {
      id: `${PLATE}/jsonl:${FACILITY}:OUT-09:00`,
      eventTime: at('08:21'),
      queueStartAt: at('08:00'),
      gateInAt: at('08:21'),
      queueMs: 21 * MINUTE_MS,
      turnMs: 39 * MINUTE_MS,
      quality: 'START_INFERRED',
      qualityRule: 'GEOFENCE_ENTRY',
      startEventId: passage.id,
    },
  ]);
});

test('infers no start from a truck that was first heard of inside', () => {
  const port = driver();
  port.pipe('passage', stay('08:21', '09:00', { entrySeen: false }));
  port.pipe('gate', gate('OUT', '09:00'));
  expect(visits(port)).toMatchObject([
    { gateInAt: null, turnMs: null, quality: 'NO_START', eventTime: at('09:00') },
  ]);
});

test('states a gate-out alone as a visit without start', () => {
  const port = driver();
  port.pipe('gate', gate('OUT', '09:00'));
  expect(visits(port)).toMatchObject([
    {
      gateInAt: null,
      gateOutAt: at('09:00'),
      turnMs: null,
      quality: 'NO_START',
      startEventId: null,
      causes: [`gate.transactions/jsonl:${FACILITY}:OUT-09:00`],
    },
  ]);
});

test('takes a gate-out a day after the gate-in for another visit', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '2026-03-10 08:00'), gate('OUT', '2026-03-11 08:01'));
  expect(visits(port)).toMatchObject([
    { gateOutAt: null, quality: 'COMPLETE' },
    { gateInAt: null, quality: 'NO_START' },
  ]);
});

test('rejects a visit whose inferred end lies before its gate-in, and shows no duration', () => {
  const port = driver();
  port.pipe('passage', stay('08:10', '08:18'));
  port.pipe('gate', gate('IN', '08:20'));
  expect(visits(port)).toMatchObject([
    {
      turnMs: null,
      visitMs: null,
      quality: 'REJECTED',
      qualityRule: 'GEOFENCE_EXIT_BEFORE_GATE_IN',
    },
  ]);
});

test('leaves a visit open when the truck enters another terminal, and pairs each with its own end', () => {
  const port = driver();
  port.pipe(
    'gate',
    gate('IN', '08:20'),
    gate('IN', '08:40', { facility: 'BLCT6' }),
    gate('OUT', '09:00', { facility: 'BLCT6' }),
  );
  expect(visits(port)).toMatchObject([
    { facility: FACILITY, gateOutAt: null },
    { facility: 'BLCT6', gateOutAt: at('09:00') },
  ]);
  port.pipe('gate', gate('OUT', '09:30'));
  expect(visits(port)).toMatchObject([{ gateOutAt: at('09:30') }, { facility: 'BLCT6' }]);
});

test('begins a second visit for a truck that came back unseen by the gate', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '11:00'));
  port.pipe('passage', stay('08:21', '09:00'), stay('10:00', '11:00'));
  expect(visits(port)).toMatchObject([
    { gateInAt: at('08:20'), gateOutAt: at('09:00'), quality: 'END_INFERRED' },
    { gateInAt: at('10:00'), gateOutAt: at('11:00'), quality: 'START_INFERRED' },
  ]);
});

test('takes positions that break off inside the yard for one stay', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'));
  port.pipe('passage', stay('08:21', '08:40'), stay('08:49', '09:05'));
  expect(visits(port)).toMatchObject([{ gateOutAt: at('09:05'), quality: 'END_INFERRED' }]);
});

test.each([
  ['left half an hour before', queue('07:00', '07:49')],
  ['of another terminal', queue('08:00', '08:19', { place: 'BLCT6' })],
  ['that began half a day before', queue('2026-03-10 20:19', null)],
])('ignores a queue %s', (_, passage) => {
  const port = driver();
  port.pipe('passage', passage);
  port.pipe('gate', gate('IN', '08:20'));
  expect(visits(port)).toMatchObject([{ queueStartAt: null, queueMs: null, visitMs: null }]);
});

test('lets one queue lead to one visit only', () => {
  const port = driver();
  port.pipe('passage', queue('08:00', '08:19'));
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '08:30'), gate('IN', '08:40'));
  expect(visits(port).map(({ queueStartAt }) => queueStartAt)).toEqual([at('08:00'), null]);
});

test('makes no visit of a passage alone, nor of a stay at a plant', () => {
  const port = driver();
  port.pipe('passage', queue('08:00', '08:19'), stay('08:20', '09:00'));
  port.pipe('passage', stay('10:00', '11:00', { placeKind: 'PLANT', place: 'CX01' }));
  expect(visits(port)).toEqual([]);
});

test.each(['appointment:A-1', 'gate:BLTCT:77'])(
  'makes visits by the key %s without a plate',
  (subject) => {
    const port = driver();
    port.pipe(
      'gate',
      gate('IN', '08:20', { subject, plate: null }),
      gate('OUT', '09:00', { subject, plate: null }),
    );
    expect(visits(port)).toMatchObject([{ plate: subject, turnMs: 40 * MINUTE_MS }]);
  },
);

test('keeps the row when the time of its gate-in is corrected', () => {
  const port = driver();
  const into = gate('IN', '08:20');
  port.pipe('gate', into, gate('OUT', '09:00'));
  port.pipe('gate', { ...into, revision: 2, eventTime: at('08:30') } as typeof into);
  expect(visits(port)).toMatchObject([
    { id: `${PLATE}/${into.id}`, gateInAt: at('08:30'), turnMs: 30 * MINUTE_MS },
  ]);
});

test('opens the visit again when its gate-out is withdrawn', () => {
  const port = driver();
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00'));
  port.retract('gate', `jsonl:${FACILITY}:OUT-09:00`);
  expect(visits(port)).toMatchObject([{ gateOutAt: null, transactions: 1 }]);
});

test('names the gate transactions and passages it comes from', () => {
  const port = driver();
  const [waiting, inside] = [queue('08:00', '08:19'), stay('08:21', '09:01')];
  port.pipe('passage', waiting, inside);
  port.pipe('gate', gate('IN', '08:20'), gate('OUT', '09:00'));
  expect(visits(port)).toMatchObject([
    {
      causes: [
        `gate.transactions/jsonl:${FACILITY}:IN-08:20`,
        `gate.transactions/jsonl:${FACILITY}:OUT-09:00`,
        `truck.passages/${waiting.id}`,
        `truck.passages/${inside.id}`,
      ],
      causeCount: 4,
    },
  ]);
});

test('names sixteen transactions of a visit at most, and counts them all', () => {
  const port = driver();
  const many = Array.from({ length: 40 }, (_, n) =>
    gate('IN', '08:20', { id: `jsonl:${n}`, eventTime: at('08:00') + n * MINUTE_MS }),
  );
  port.pipe('gate', ...many);
  const [visit] = visits(port);
  expect(visit).toMatchObject({ transactions: 40, causeCount: 40 });
  expect(visit?.causes).toHaveLength(16);
});

test('remembers the last sixteen terminals and depots of a truck', () => {
  const port = driver();
  const places = Array.from({ length: 17 }, (_, n) => `P${n}`);
  port.pipe('gate', ...places.map((facility, n) => gate('IN', `08:${10 + n}`, { facility })));
  port.pipe('gate', gate('OUT', '09:00', { facility: 'P1' }));
  port.pipe('gate', gate('OUT', '09:10', { facility: 'P0' }));
  const ended = visits(port).filter(({ gateOutAt }) => gateOutAt !== null);
  expect(ended.map(({ facility, quality }) => [facility, quality])).toEqual([
    ['P1', 'COMPLETE'],
    ['P0', 'NO_START'],
  ]);
});

test('keeps no terminal in its state at which the truck was not for a day', () => {
  const input = truckVisits.inputs.find(({ name }) => name === 'gate');
  const ignore = Object.assign(() => undefined, { withdraw: () => undefined });
  const emit = { visit: ignore, arrival: ignore };
  const reference = madeReference();
  const state = [0, 24, 25].reduce((before, hour, n) => {
    const eventTime = at('08:00') + hour * HOUR_MS;
    const event = gate('IN', '08:00', { facility: `P${n}`, eventTime });
    return input?.on(before, event, emit, { reference });
  }, truckVisits.initial());
  expect((state as VisitsState).places.map(({ place }) => place)).toEqual(['P2', 'P1']);
});

test('folds alike when its state is frozen and kept as bytes between events', () => {
  const port = driver();
  const passages = [queue('08:00', '08:19'), stay('08:21', '09:01'), stay('10:00', null)];
  const gates = [
    gate('IN', '08:20'),
    gate('OUT', '09:00'),
    gate('IN', '10:01'),
    gate('OUT', '11:00'),
  ];
  port.pipe('passage', ...passages);
  port.pipe('gate', ...gates);
  const kept = foldKeepingBytes(truckVisits, { passage: passages, gate: gates });
  expect(kept['visit']?.sort((a, b) => a.eventTime - b.eventTime)).toEqual(visits(port));
});
