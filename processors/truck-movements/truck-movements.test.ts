import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type TruckPosition } from '@landbridge/schemas';
import { PLATE } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import {
  ARRIVED_AT,
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
import { foldKeepingBytes } from './testing/fold-keeping-bytes.ts';
import { madeReference } from './testing/made-reference.ts';
import { driving, type Spot, standing, wayOf } from './testing/truck-way.ts';
import { truckMovements } from './truck-movements.ts';

test('states a traversal for each segment driven, with times from the distance between fixes', () => {
  const { port, id } = driver(...outbound);
  const rows = traversals(port);
  expect(rows.map(({ segment }) => segment)).toEqual(['gate-fork', 'fork-middle', 'middle-dock']);
  const [, second] = rows;
  // The fork lies 1500 m on, half-way between the fixes at 1200 m and 1800 m; the first fix is on the road at 90 s.
  const forkAt = START + 90 * SECOND_MS + 75 * SECOND_MS;
  expect(Math.abs((second?.eventTime ?? 0) - forkAt)).toBeLessThan(SECOND_MS);
  expect(second).toMatchObject({
    plate: PLATE,
    lengthM: second?.segmentLengthM,
    stoppedMs: 0,
    // The fix at 3000 m lies on the node: it still counts for the segment that ends there.
    positions: 3,
    containers: [],
    id: `fork-middle/${id(6)}`,
    causes: [`truck.positions/${id(6)}`, `truck.positions/${id(9)}`],
  });
  expect(Math.abs((second?.travelMs ?? 0) - 75 * SECOND_MS)).toBeLessThan(SECOND_MS);
  expect(second?.leftAt).toBe((second?.eventTime ?? 0) + (second?.travelMs ?? 0));
});

test('states the last segment with the metres that were driven', () => {
  const { port } = driver(standing(3, YARD), driving(0, 4200), standing(4, 4200, 60));
  const last = traversals(port).at(-1);
  expect(last).toMatchObject({ segment: 'middle-dock', segmentLengthM: 1500 });
  expect(last?.lengthM).toBeCloseTo(1200, -1);
});

test('states a trip from the last fix in the terminal to the first at the plant', () => {
  const { port, id } = driver(...outbound);
  const rows = traversals(port);
  expect(trips(port)).toEqual([
    {
      id: `${PLATE}/${id(2)}`,
      trip: `${PLATE}/${id(2)}`,
      plate: PLATE,
      eventTime: LEFT_AT,
      startAt: LEFT_AT,
      endAt: ARRIVED_AT,
      originPlace: 'BLTCT',
      destinationPlace: 'CX01',
      offRoadM: expect.any(Number),
      distanceM: rows.reduce((sum, { lengthM }) => Math.round((sum + lengthM) * 10) / 10, 0),
      movingMs: rows.reduce((sum, { travelMs }) => sum + travelMs, 0),
      stopMs: 0,
      queueMs: 0,
      stops: 0,
      traversals: 3,
      containers: [],
      load: 'BOBTAIL',
      quality: 'COMPLETE',
      causes: [`truck.positions/${id(2)}`, `truck.positions/${id(11)}`],
      causeCount: 2,
    },
  ]);
  expect(rows.map(({ trip }) => trip)).toEqual(Array(3).fill(`${PLATE}/${id(2)}`));
});

test('states the stays in terminal and plant, from the first fix inside to the last', () => {
  const { port, id } = driver(...outbound);
  expect(passages(port)).toMatchObject([
    {
      id: `${PLATE}/${id(0)}`,
      place: 'BLTCT',
      placeKind: 'TERMINAL',
      eventTime: START,
      leftAt: LEFT_AT,
      entrySeen: false,
    },
    { place: 'CX01', placeKind: 'PLANT', eventTime: ARRIVED_AT, leftAt: null, entrySeen: true },
  ]);
});

test('follows the other carriageway by course, though it lies ten metres away', () => {
  const { port } = driver(standing(3, DOCK), driving(4400, -200), standing(3, YARD));
  expect(traversals(port).map(({ segment }) => segment)).toEqual([
    'dock-middle',
    'middle-fork',
    'fork-gate',
  ]);
});

test('follows the branch that the truck took', () => {
  const branch: Spot[] = [
    { east: 600, north: -5 },
    { east: 1200, north: -5 },
    { east: 1800, north: 100 },
    { east: 2370, north: 305 },
    { east: 2900, north: 500 },
    { east: 3450, north: 770 },
    { east: 4000, north: 1045 },
  ];
  const { port } = driver(standing(3, YARD), branch, standing(70, 4390, 1290));
  expect(traversals(port).map(({ segment }) => segment)).toEqual([
    'gate-fork',
    'fork-branch',
    'branch-village',
  ]);
});

test('fills in segments without a fix of their own, in the order driven', () => {
  const spots = driving(0, 4200).filter((_, n) => n < 2 || n > 5);
  const positions = wayOf(START + 90 * SECOND_MS, driving(0, 4200)).filter(
    (_, n) => n < 2 || n > 5,
  );
  const port = testDriver(truckMovements, madeReference());
  expect(spots).toHaveLength(4);
  port.pipe('position', ...wayOf(START, standing(3, YARD)), ...positions);
  port.pipe('position', ...wayOf(START + 330 * SECOND_MS, standing(3, DOCK)));
  expect(traversals(port)).toMatchObject([
    { segment: 'gate-fork' },
    { segment: 'fork-middle', positions: 0, lengthM: 1500 },
    { segment: 'middle-dock' },
  ]);
  const [, filled] = traversals(port);
  expect(Math.abs((filled?.travelMs ?? 0) - 75 * SECOND_MS)).toBeLessThan(5 * SECOND_MS);
});

test('invents nothing over a gap of more than ten minutes', () => {
  const before = wayOf(START, [...standing(3, YARD), ...driving(0, 1200)]);
  const after = wayOf(START + 20 * MINUTE_MS, [...driving(3600, 4200), ...standing(3, DOCK)]);
  const port = testDriver(truckMovements, madeReference());
  port.pipe('position', ...before, ...after);
  expect(traversals(port)).toMatchObject([{ segment: 'gate-fork' }, { segment: 'middle-dock' }]);
  for (const { lengthM, segmentLengthM } of traversals(port)) {
    expect(lengthM).toBeLessThan(segmentLengthM);
  }
  expect(trips(port)).toMatchObject([{ originPlace: 'BLTCT', destinationPlace: 'CX01' }]);
});

test.each<[string, Partial<TruckPosition>]>([
  ['without a valid fix', { fixValid: false }],
  ['at zero north, zero east', { lat: 0, lon: 0 }],
  ['hundreds of kilometres away', { lat: 33 }],
])('keeps a position %s out', (_, fault) => {
  const clean = driver(...outbound);
  const faulty = driver(...outbound);
  const [, , , , , fifth] = clean.positions;
  if (fifth === undefined) throw new Error('The way is too short.');
  faulty.port.pipe('position', { ...fifth, id: 'fault', eventTime: fifth.eventTime + 1, ...fault });
  for (const output of ['traversal', 'trip', 'passage']) {
    expect(faulty.port.rows(output)).toEqual(clean.port.rows(output));
  }
});

test('takes one fix beyond a fence for noise', () => {
  const { port } = driver(standing(2, -60), standing(1, -40), standing(2, -60));
  expect(trips(port)).toEqual([]);
  expect(passages(port)).toMatchObject([{ eventTime: START, leftAt: null }]);
});

test('passes through a geofence at speed without arriving', () => {
  const { port } = driver(driving(3600, 6000));
  expect(passages(port)).toEqual([]);
  expect(trips(port)).toMatchObject([{ destinationPlace: null, endAt: null }]);
});

test('measures the queue before the gate, and takes it out of the traversals', () => {
  const { port } = driver(
    standing(3, DOCK),
    driving(4400, 800),
    standing(20, 300),
    standing(3, YARD),
  );
  expect(passages(port).filter(({ placeKind }) => placeKind === 'QUEUE')).toMatchObject([
    { place: 'BLTCT', leftAt: passages(port).at(-1)?.eventTime ?? 0 },
  ]);
  expect(trips(port)).toMatchObject([
    { destinationPlace: 'BLTCT', queueMs: 10 * MINUTE_MS, stopMs: 0, stops: 0 },
  ]);
  const last = traversals(port).at(-1);
  expect(last).toMatchObject({ segment: 'fork-gate' });
  expect(last?.lengthM).toBeCloseTo(1200, -2);
});

test('sees no queue on the way out of the terminal', () => {
  const { port } = driver(
    standing(3, YARD),
    standing(1, 100),
    standing(1, 300),
    driving(600, 4200),
  );
  expect(passages(port).map(({ placeKind }) => placeKind)).toEqual(['TERMINAL']);
  expect(trips(port)).toMatchObject([{ queueMs: 0 }]);
});

test('counts a stand of more than ten minutes as a stop', () => {
  const { port } = driver(
    standing(3, YARD),
    driving(0, 1800),
    standing(25, 2000, 100),
    driving(2400, 4200),
    standing(3, DOCK),
  );
  expect(trips(port)).toMatchObject([{ stops: 1, stopMs: 12 * MINUTE_MS, quality: 'COMPLETE' }]);
});

test('ends a trip where a stop of more than half an hour began, and begins the next where it ended', () => {
  const { port } = driver(
    standing(3, YARD),
    driving(0, 1800),
    standing(70, 2000, 100),
    driving(2400, 4200),
    standing(3, DOCK),
  );
  const stoodFrom = START + 7 * 30 * SECOND_MS;
  expect(trips(port)).toMatchObject([
    { endAt: stoodFrom, destinationPlace: null, stopMs: 0, quality: 'COMPLETE' },
    { originPlace: null, destinationPlace: 'CX01', quality: 'COMPLETE' },
  ]);
  expect(trips(port)[1]?.startAt).toBe(START + 76 * 30 * SECOND_MS);
});

test('ends no traversal later than the stand that ends the trip', () => {
  const { port } = driver(standing(3, YARD), driving(0, 1800), standing(250, 1900));
  const [trip] = trips(port);
  expect(traversals(port).at(-1)?.leftAt).toBeLessThanOrEqual(trip?.endAt ?? 0);
});

test('ends a trip with the last fix before two hours of silence, as inferred', () => {
  const port = testDriver(truckMovements, madeReference());
  port.pipe('position', ...wayOf(START, [...standing(3, YARD), ...driving(0, 1200)]));
  port.pipe('position', ...wayOf(START + 3 * HOUR_MS, driving(2400, 3600)));
  expect(trips(port)).toMatchObject([
    { endAt: START + 150 * SECOND_MS, destinationPlace: null, quality: 'END_INFERRED' },
    { endAt: null, quality: 'START_INFERRED' },
  ]);
});

test('labels the start of a truck first heard of on the road as inferred', () => {
  const { port } = driver(driving(600, 4200), standing(3, DOCK));
  expect(trips(port)).toMatchObject([{ originPlace: null, quality: 'START_INFERRED' }]);
});

test('knows where a trip began that began after a long stand', () => {
  const { port } = driver(standing(70, 2000, 100), driving(2400, 4200), standing(3, DOCK));
  expect(trips(port)).toMatchObject([{ originPlace: null, quality: 'COMPLETE' }]);
});

test('begins afresh with a truck that was silent for days', () => {
  const port = testDriver(truckMovements, madeReference());
  port.pipe('position', ...wayOf(START, standing(3, YARD)));
  port.pipe('position', ...wayOf(START + 71 * HOUR_MS, standing(3, YARD)));
  expect(passages(port)).toMatchObject([
    { eventTime: START, leftAt: null },
    { eventTime: START + 71 * HOUR_MS, entrySeen: false },
  ]);
});

test('goes on with a truck that is heard of long after it left a place where it stood for days', () => {
  const at = (days: number, east: number) => ({
    east,
    set: { eventTime: START + days * DAY_MS, speedKmh: 0 },
  });
  const inside = [0, 0.01, 2, 4, 5.5].map((days) => at(days, YARD));
  const { port } = driver(inside, [at(5.9, 1800), at(8, 1810), at(8.01, 1805)]);
  expect(port.letters()).toEqual([]);
  expect(passages(port)).toMatchObject([{ eventTime: START, leftAt: null }]);
});

test('takes the terminal that is in force, not one that it replaced', () => {
  const { port } = driver(standing(3, YARD));
  expect(passages(port).map(({ place }) => place)).toEqual(['BLTCT']);
});

test('gives the same rows when half of the positions are filled in later', () => {
  const whole = driver(...outbound, driving(4400, 200), standing(3, YARD));
  const port = testDriver(truckMovements, madeReference());
  port.pipe('position', ...whole.positions.filter((_, n) => n % 2 === 1));
  port.pipe('position', ...whole.positions.filter((_, n) => n % 2 === 0).reverse());
  for (const output of ['traversal', 'trip', 'passage']) {
    expect(port.rows(output)).toEqual(whole.port.rows(output));
  }
});

test('folds alike when its state is frozen and kept as bytes between events', () => {
  const { port, positions } = driver(
    ...outbound,
    driving(4400, 800),
    standing(20, 300),
    standing(3, YARD),
  );
  const gates = [gate('OUT', LEFT_AT, BOX), gate('IN', positions.at(-3)?.eventTime ?? 0, BOX)];
  port.pipe('gate', ...gates);
  const kept = foldKeepingBytes(truckMovements, { position: positions, gate: gates });
  for (const output of ['traversal', 'trip', 'passage']) {
    expect(kept[output]).toEqual(port.rows(output));
  }
});
