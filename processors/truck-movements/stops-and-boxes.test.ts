import { MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import { aGateBoxDetail } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import {
  ARRIVED_AT,
  BOX,
  DOCK,
  driver,
  gate,
  LEFT_AT,
  outbound,
  traversals,
  trips,
  YARD,
} from './testing/driven-truck.ts';
import { driving, standing } from './testing/truck-way.ts';

// Stops, and which box is where: the edge cases of delivery latency that a truck's positions decide.

const OTHER_BOX = 'NBXU1234568';

test('a stop is below 5 km/h within 150 m for more than ten minutes: ten minutes are none', () => {
  const { port } = driver(
    standing(3, YARD),
    driving(0, 1800),
    standing(21, 2000, 100),
    driving(2400, 4200),
    standing(3, DOCK),
  );
  expect(trips(port)).toMatchObject([{ stops: 0, stopMs: 0 }]);
});

test('a stand on the carriageway is traffic and no stop: its minutes are those of the segment', () => {
  const { port } = driver(
    standing(3, YARD),
    driving(0, 1800),
    standing(25, 2000, -5),
    driving(2600, 4200),
    standing(3, DOCK),
  );
  const [trip] = trips(port);
  expect(trip).toMatchObject({ stops: 0, stopMs: 0, destinationPlace: 'CX01' });
  const stood = traversals(port).find(({ segment }) => segment === 'fork-middle');
  expect(stood?.stoppedMs).toBeGreaterThan(11 * MINUTE_MS);
  expect(stood?.travelMs).toBeGreaterThan(12 * MINUTE_MS);
});

test('a jam of an hour on the carriageway ends no trip, and is in the traversal of its segment', () => {
  const { port } = driver(
    standing(3, YARD),
    driving(0, 1800),
    standing(120, 2000, -5),
    driving(2600, 4200),
    standing(3, DOCK),
  );
  expect(trips(port)).toMatchObject([{ stops: 0, stopMs: 0, destinationPlace: 'CX01' }]);
  const stood = traversals(port).find(({ segment }) => segment === 'fork-middle');
  expect(stood?.stoppedMs).toBeGreaterThan(58 * MINUTE_MS);
});

test('a truck parked on the road for more than two hours has ended its trip', () => {
  const { port } = driver(
    standing(3, YARD),
    driving(0, 1800),
    standing(250, 2000, -5),
    driving(2600, 4200),
    standing(3, DOCK),
  );
  expect(trips(port)).toMatchObject([{ destinationPlace: null }, { destinationPlace: 'CX01' }]);
});

test('minutes of a stop off the carriageway are in no traversal', () => {
  const { port } = driver(
    standing(3, YARD),
    driving(0, 1800),
    standing(25, 2000, 100),
    driving(2400, 4200),
    standing(3, DOCK),
  );
  const [trip] = trips(port);
  expect(trip?.stopMs).toBe(12 * MINUTE_MS);
  const moving = traversals(port).reduce((sum, { travelMs }) => sum + travelMs, 0);
  const tripMs = (trip?.endAt ?? 0) - (trip?.startAt ?? 0);
  expect(moving + (trip?.stopMs ?? 0)).toBeLessThan(tripMs);
});

test('drop-and-hook: the box ends its way at the plant, and the truck goes on without it', () => {
  const { port } = driver(...outbound, driving(4400, -200), standing(3, YARD));
  port.pipe('gate', gate('OUT', LEFT_AT, BOX));
  expect(trips(port)).toMatchObject([
    { destinationPlace: 'CX01', endAt: ARRIVED_AT, containers: [BOX], load: 'LADEN' },
    { originPlace: 'CX01', containers: [], load: 'BOBTAIL' },
  ]);
});

test('drop-and-hook: the box hooked at the plant is known when it gates in', () => {
  const { port, positions } = driver(...outbound, driving(4400, -200), standing(3, YARD));
  port.pipe('gate', gate('OUT', LEFT_AT, BOX));
  port.pipe('gate', gate('IN', (positions.at(-3)?.eventTime ?? 0) + SECOND_MS, OTHER_BOX));
  expect(trips(port)).toMatchObject([{ containers: [BOX] }, { containers: [OTHER_BOX] }]);
});

test('a box stays aboard over a rest that cuts the trip in two', () => {
  const { port } = driver(
    standing(3, YARD),
    driving(0, 1800),
    standing(70, 2000, 100),
    driving(2400, 4200),
    standing(3, DOCK),
  );
  port.pipe('gate', gate('OUT', LEFT_AT, BOX));
  expect(trips(port)).toMatchObject([{ containers: [BOX] }, { containers: [BOX], load: 'LADEN' }]);
});

test('two 20 ft boxes share one trip and all its minutes', () => {
  const { port } = driver(...outbound);
  port.pipe('gate', gate('OUT', LEFT_AT, BOX, OTHER_BOX));
  expect(trips(port)).toMatchObject([{ containers: [BOX, OTHER_BOX] }]);
  for (const traversal of traversals(port)) {
    expect(traversal.containers).toEqual([BOX, OTHER_BOX]);
  }
});

test.each([
  [['EMPTY'], 'EMPTY'],
  [['EMPTY', 'LADEN'], 'LADEN'],
  [[null], 'LADEN'],
  [[], 'BOBTAIL'],
] as const)('boxes that are %o make a truck %s', (indicators, load) => {
  const { port } = driver(...outbound);
  const boxes = indicators.map((emptyIndicator, n) =>
    aGateBoxDetail({ container: n === 0 ? BOX : OTHER_BOX, emptyIndicator }),
  );
  port.pipe('gate', { ...gate('OUT', LEFT_AT), boxes } as ReturnType<typeof gate>);
  expect(trips(port)).toMatchObject([{ load }]);
});
