import { type BoxTrip, MINUTE_MS, type TraversalDelay, type TripDelay } from '@landbridge/schemas';
import { aTraversalDelay, aTruckTrip, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { foldKeepingBytes } from '../truck-movements/testing/fold-keeping-bytes.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { tripDelays } from './trip-delays.ts';

const BOX = 'CSQU3054383';
const OTHER_BOX = 'NBXU1234568';

function driver() {
  return testDriver(tripDelays, madeReference());
}
function delays(from: ReturnType<typeof driver>): TripDelay[] {
  return from.rows<TripDelay>('delay');
}
/** The n-th minute-long kilometre of the trip, driven in two minutes. */
function part(n: number, set: Parameters<typeof aTraversalDelay>[0] = {}) {
  return aTraversalDelay({
    eventTime: at('08:00') + n * 2 * MINUTE_MS,
    segment: `S${n}`,
    travelMs: 2 * MINUTE_MS,
    lengthM: 1000,
    referenceMs: MINUTE_MS,
    trafficDelayMs: 30_000,
    ...set,
  });
}
function unknownPart(n: number) {
  return part(n, { attributed: false, trafficDelayMs: null });
}

test('splits the delay of a trip into traffic, queue, stops and what nothing explains', () => {
  const port = driver();
  port.pipe(
    'trip',
    aTruckTrip({ endAt: at('08:20'), queueMs: 5 * MINUTE_MS, stopMs: 11 * MINUTE_MS }),
  );
  port.pipe('part', part(1), part(2));
  expect(delays(port)).toMatchObject([
    {
      eventTime: at('08:00'),
      tripMs: 20 * MINUTE_MS,
      referenceMs: 2 * MINUTE_MS,
      delayMs: 18 * MINUTE_MS,
      trafficDelayMs: MINUTE_MS,
      queueMs: 5 * MINUTE_MS,
      stopMs: 11 * MINUTE_MS,
      residualMs: MINUTE_MS,
      distanceM: 2000,
      traversals: 2,
    },
  ]);
});

test('keeps the sign of a residual below zero', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:01') }));
  port.pipe('part', part(0, { trafficDelayMs: 50_000 }));
  expect(delays(port)).toMatchObject([{ delayMs: 0, residualMs: -50_000 }]);
});

test('publishes how much of time and way had a reading', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:06') }));
  port.pipe('part', part(1), unknownPart(2), part(3, { lengthM: 2000 }));
  expect(delays(port)).toMatchObject([
    { coverageTime: 4 / 6, coverageDistance: 0.75, unknownM: 1000, trafficDelayMs: MINUTE_MS },
  ]);
});

test('attribution coverage is of the moving time: queue and stops need no reading', () => {
  const port = driver();
  const waited = { queueMs: 5 * MINUTE_MS, stopMs: 11 * MINUTE_MS };
  port.pipe('trip', aTruckTrip({ endAt: at('08:20'), ...waited }));
  port.pipe('part', part(1), part(2));
  expect(delays(port)).toMatchObject([{ coverageTime: 1, coverageDistance: 1, unknownM: 0 }]);
});

test('attribution coverage counts the way off the known roads, where nothing has a reading', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('09:00'), traversals: 1, offRoadM: 40_000 }));
  port.pipe('part', part(1));
  expect(delays(port)).toMatchObject([
    { coverageTime: 2 / 60, coverageDistance: 1 / 41, unknownM: 40_000, distanceM: 1000 },
  ]);
});

test('attribution coverage never exceeds one, though a queue may stand on a known road', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:04'), queueMs: 2 * MINUTE_MS }));
  port.pipe('part', part(1), part(2));
  expect(delays(port)).toMatchObject([{ coverageTime: 1 }]);
});

test('a trip without a single traversal is not covered at all', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:20') }));
  expect(delays(port)).toMatchObject([
    { coverageTime: 0, coverageDistance: null, referenceMs: 0, delayMs: 20 * MINUTE_MS },
  ]);
});

test('leaves the share of time unknown for a truck that did nothing but wait', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:20'), queueMs: 20 * MINUTE_MS }));
  expect(delays(port)).toMatchObject([{ coverageTime: null, unknownM: 0 }]);
});

test('says nothing of a trip under way, but which boxes are on their way', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ containers: [BOX] }));
  port.pipe('part', part(1));
  expect(delays(port)).toEqual([]);
  expect(port.rows('emission')).toEqual([]);
  expect(port.rows<BoxTrip>('boxTrip')).toMatchObject([
    { container: BOX, startAt: at('08:00'), endAt: null, tripMs: null, distanceM: 0 },
  ]);
});

test('waits for as many parts as the trip says it has', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:20'), traversals: 2, containers: [BOX] }));
  port.pipe('part', part(1));
  expect(delays(port)).toEqual([]);
  expect(port.rows<BoxTrip>('boxTrip')).toMatchObject([{ endAt: null }]);
  port.pipe('part', part(2));
  expect(delays(port)).toMatchObject([{ traversals: 2, trafficDelayMs: MINUTE_MS }]);
  expect(port.rows<BoxTrip>('boxTrip')).toMatchObject([{ endAt: at('08:20'), distanceM: 2000 }]);
});

test('states a trip once however many parts it has, and again when a part changes', () => {
  const stated: TripDelay[] = [];
  const silent = Object.assign(() => undefined, { withdraw: () => undefined });
  const take = Object.assign((row: TripDelay) => stated.push(row), { withdraw: () => undefined });
  const emit = { delay: take, boxTrip: silent, emission: silent };
  const fold = (parts: readonly TraversalDelay[]) => {
    const [ofTrip, ofPart] = tripDelays.inputs;
    const context = { reference: madeReference() };
    const trip = aTruckTrip({ endAt: at('09:00'), traversals: parts.length });
    let state = ofTrip?.on(tripDelays.initial(), trip, emit, context);
    for (const each of parts) state = ofPart?.on(state, each, emit, context);
  };
  const parts = Array.from({ length: 40 }, (_, n) => part(n));
  fold(parts);
  expect(stated.map(({ traversals }) => traversals)).toEqual([40]);
  fold(parts.with(3, part(3, { trafficDelayMs: 0 })));
  expect(stated.map(({ trafficDelayMs }) => trafficDelayMs)).toEqual([40 * 30_000, 39 * 30_000]);
});

test('takes the end from the newer statement of the same trip', () => {
  const port = driver();
  const trip = aTruckTrip();
  port.pipe('trip', trip);
  port.pipe('part', part(1));
  port.pipe('trip', { ...trip, revision: 2, endAt: at('08:30') } as typeof trip);
  expect(delays(port)).toMatchObject([{ tripMs: 30 * MINUTE_MS, traversals: 1 }]);
  port.pipe('trip', { ...trip, revision: 3, endAt: at('08:40') } as typeof trip);
  expect(delays(port)).toMatchObject([{ tripMs: 40 * MINUTE_MS, traversals: 1 }]);
});

test('gives the residual of delay_total = traffic + gate queue + stops + residual, never forced to zero', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:30'), queueMs: 4 * MINUTE_MS, stopMs: MINUTE_MS }));
  port.pipe('part', part(1), unknownPart(2), part(3, { trafficDelayMs: 2 * MINUTE_MS }));
  const [delay] = delays(port);
  const { trafficDelayMs = 0, queueMs = 0, stopMs = 0, residualMs } = delay ?? {};
  expect(residualMs).toBe(20 * MINUTE_MS - 30_000);
  expect(delay?.delayMs).toBe(trafficDelayMs + queueMs + stopMs + (residualMs ?? 0));
});

test('what the feed does not explain is residual, and so is a segment that it knows nothing of', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:04'), queueMs: 0, stopMs: 0 }));
  // Of each minute lost the feed explains a half of the first, and nothing of the second.
  port.pipe('part', part(1), unknownPart(2));
  expect(delays(port)).toMatchObject([
    { delayMs: 2 * MINUTE_MS, trafficDelayMs: 30_000, residualMs: 90_000, unknownM: 1000 },
  ]);
});

test('traffic data that comes after the trip closed makes a revision', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:20'), traversals: 2 }));
  port.pipe('part', part(1), unknownPart(2));
  expect(delays(port)).toMatchObject([{ trafficDelayMs: 30_000, coverageDistance: 0.5 }]);
  port.pipe('part', { ...part(2), revision: 2 });
  expect(delays(port)).toMatchObject([{ trafficDelayMs: 60_000, coverageDistance: 1 }]);
});

test('keeps a trip of more than five hundred kilometres whole', () => {
  const port = driver();
  const startAt = at('2026-03-10 20:00');
  port.pipe('trip', aTruckTrip({ startAt, endAt: at('08:00'), traversals: 300 }));
  const long = (n: number) =>
    part(n, {
      eventTime: startAt + n * 2 * MINUTE_MS,
      lengthM: 2000,
      trip: aTruckTrip({ startAt }).trip,
    });
  port.pipe('part', ...Array.from({ length: 300 }, (_, n) => long(n)));
  expect(delays(port)).toMatchObject([{ distanceM: 600_000, traversals: 300, causeCount: 301 }]);
});

test('gives each box aboard a row with the same minutes', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:20'), containers: [BOX, OTHER_BOX] }));
  port.pipe('part', part(1));
  const [delay] = delays(port);
  const boxes = port.rows<BoxTrip>('boxTrip');
  expect(boxes.map(({ id, container }) => [id, container])).toEqual([
    [`${BOX}/${delay?.trip}`, BOX],
    [`${OTHER_BOX}/${delay?.trip}`, OTHER_BOX],
  ]);
  for (const box of boxes) {
    expect(box).toMatchObject({
      tripMs: delay?.tripMs,
      trafficDelayMs: delay?.trafficDelayMs,
      residualMs: delay?.residualMs,
      coverageTime: delay?.coverageTime,
      causes: delay?.causes,
    });
  }
});

test('takes the row of a box back that was not aboard after all', () => {
  const port = driver();
  const trip = aTruckTrip({ endAt: at('08:20'), containers: [BOX] });
  port.pipe('trip', trip);
  port.pipe('part', part(1));
  port.pipe('trip', { ...trip, revision: 2, containers: [OTHER_BOX] } as typeof trip);
  expect(port.rows<BoxTrip>('boxTrip').map(({ container }) => container)).toEqual([OTHER_BOX]);
});

test('says nothing of parts whose trip is not known, and all of them once it is', () => {
  const port = driver();
  port.pipe('part', part(1), part(2));
  expect(delays(port)).toEqual([]);
  port.pipe('trip', aTruckTrip({ endAt: at('08:20') }));
  expect(delays(port)).toMatchObject([{ traversals: 2 }]);
});

test('counts a part that lies before the start of its trip', () => {
  const port = driver();
  port.pipe('part', part(-1));
  port.pipe('trip', aTruckTrip({ endAt: at('08:20') }));
  expect(delays(port)).toMatchObject([{ traversals: 1, trafficDelayMs: 30_000 }]);
});

test('takes back what a withdrawn traversal added', () => {
  const port = driver();
  port.pipe('trip', aTruckTrip({ endAt: at('08:20') }));
  port.pipe('part', part(1), part(2));
  port.retract('part', part(1).id);
  expect(delays(port)).toMatchObject([{ traversals: 1, trafficDelayMs: 30_000 }]);
});

test('names the trip and at most 63 of its parts, and counts them all', () => {
  const port = driver();
  const trip = aTruckTrip({ endAt: at('12:00') });
  port.pipe('trip', trip);
  port.pipe('part', ...Array.from({ length: 100 }, (_, n) => part(n)));
  const [delay] = delays(port);
  expect(delay?.causes).toHaveLength(64);
  expect(delay?.causes[0]).toBe(`truck.trips/${trip.id}`);
  expect(delay?.causes[1]).toBe(`traversal.delays/${part(0).id}`);
  expect(delay?.causeCount).toBe(101);
});

test('folds alike when its state is frozen and kept as bytes between events', () => {
  const port = driver();
  const trips = [aTruckTrip({ endAt: at('08:20'), containers: [BOX] })];
  const parts = [part(1), unknownPart(2), part(3)];
  port.pipe('trip', ...trips);
  port.pipe('part', ...parts);
  const kept = foldKeepingBytes(tripDelays, { trip: trips, part: parts });
  expect(kept['delay']).toEqual(delays(port));
  expect(kept['boxTrip']).toEqual(port.rows('boxTrip'));
  expect(kept['emission']).toEqual(port.rows('emission'));
});
