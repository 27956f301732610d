import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import {
  BOX,
  DOCK,
  driver,
  gate,
  LEFT_AT,
  outbound,
  passages,
  START,
  traversals,
  trips,
  YARD,
} from './testing/driven-truck.ts';
import { madeReference } from './testing/made-reference.ts';
import { driving, standing, wayOf } from './testing/truck-way.ts';
import { truckMovements } from './truck-movements.ts';

test('carries the boxes that the gate saw leave until the plant', () => {
  const { port } = driver(...outbound, driving(4400, 1400));
  port.pipe('gate', gate('OUT', LEFT_AT + SECOND_MS, BOX));
  const [there, back] = trips(port);
  expect(there).toMatchObject({ containers: [BOX], load: 'LADEN' });
  expect(there?.causes).toContain(`gate.transactions/gate:OUT:${LEFT_AT + SECOND_MS}`);
  expect(back).toMatchObject({ originPlace: 'CX01', containers: [], load: 'BOBTAIL' });
  const aboard = traversals(port).filter(({ trip }) => trip === there?.trip);
  expect(aboard.map(({ containers }) => containers)).toEqual([[BOX], [BOX], [BOX]]);
  expect(passages(port)[1]).toMatchObject({ place: 'CX01', containers: [BOX] });
});

test('puts boxes of one pass of the gate together, and forgets those of the pass before', () => {
  const { port } = driver(...outbound);
  port.pipe(
    'gate',
    gate('OUT', START - 20 * MINUTE_MS, 'ABCU1234560'),
    gate('OUT', START + 10 * SECOND_MS, BOX),
    gate('OUT', START + 50 * SECOND_MS, 'NBXU1234568'),
  );
  expect(trips(port)[0]?.containers).toEqual([BOX, 'NBXU1234568']);
});

test('knows of no boxes aboard a truck that is first heard of long after it left the gate', () => {
  const { port } = driver(driving(600, 4200), standing(3, DOCK));
  port.pipe('gate', gate('OUT', START - 3 * HOUR_MS, BOX));
  expect(trips(port)).toMatchObject([{ containers: [] }]);
});

test('adds boxes to a trip that began before the gate let the truck out', () => {
  const { port } = driver(...outbound);
  port.pipe('gate', gate('OUT', LEFT_AT + 2 * MINUTE_MS, BOX));
  expect(trips(port)).toMatchObject([{ containers: [BOX] }]);
});

test('learns at the gate in what the truck brought, just before or after it arrives', () => {
  const inbound = [standing(3, DOCK), driving(4400, 200), standing(3, YARD)];
  for (const lag of [-10 * SECOND_MS, 5 * MINUTE_MS]) {
    const { port, positions } = driver(...inbound);
    const arrivedAt = positions.at(-3)?.eventTime ?? 0;
    port.pipe('gate', gate('IN', arrivedAt + lag, BOX));
    expect(trips(port)).toMatchObject([
      { destinationPlace: 'BLTCT', endAt: arrivedAt, containers: [BOX], load: 'LADEN' },
    ]);
  }
});

test('a box without a readable number is a load, and none that could be followed', () => {
  const { port } = driver(...outbound);
  port.pipe('gate', gate('OUT', LEFT_AT, '', BOX, ''));
  expect(trips(port)).toMatchObject([{ containers: [BOX], load: 'LADEN' }]);
  const inbound = driver(standing(3, DOCK), driving(4400, 200), standing(3, YARD));
  const arrivedAt = inbound.positions.at(-3)?.eventTime ?? 0;
  inbound.port.pipe('gate', gate('IN', arrivedAt, ''));
  expect(trips(inbound.port)).toMatchObject([{ containers: [], load: 'LADEN' }]);
});

test('does not put boxes on a trip whose truck was silent for hours before the gate', () => {
  const { port, positions } = driver(standing(3, YARD), driving(0, 3000));
  port.pipe('gate', gate('IN', (positions.at(-1)?.eventTime ?? 0) + 3 * HOUR_MS, BOX));
  expect(trips(port)).toMatchObject([{ endAt: null, containers: [] }]);
});

test('does not state a traversal whose end shows more than six hours after its entry', () => {
  const port = testDriver(truckMovements, madeReference());
  port.pipe('position', ...wayOf(START, [...standing(3, YARD), ...driving(0, 3000)]));
  port.pipe('position', ...wayOf(START + 7 * HOUR_MS, driving(3600, 4200)));
  const before = traversals(port).filter(({ eventTime }) => eventTime < START + HOUR_MS);
  expect(before.map(({ segment }) => segment)).toEqual(['gate-fork']);
});

test('says nothing of a gate transaction alone', () => {
  const { port } = driver();
  port.pipe('gate', gate('IN', START, BOX), gate('OUT', START + HOUR_MS, BOX));
  for (const output of ['traversal', 'trip', 'passage']) expect(port.rows(output)).toEqual([]);
});

test('moves a trip to the right boxes when the gate corrects itself', () => {
  const { port } = driver(...outbound);
  const out = gate('OUT', LEFT_AT, 'NBXU1234568');
  port.pipe('gate', out);
  port.pipe('gate', { ...gate('OUT', LEFT_AT, BOX), id: out.id, revision: 2 } as typeof out);
  expect(trips(port)).toMatchObject([{ containers: [BOX] }]);
  port.retract('gate', out.id);
  expect(trips(port)).toMatchObject([{ containers: [] }]);
});
