import { MINUTE_MS, SECOND_MS, type TraversalDelay } from '@landbridge/schemas';
import { aTrafficCondition, aTruckTraversal, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { foldKeepingBytes } from '../truck-movements/testing/fold-keeping-bytes.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { segmentDelays } from './segment-delays.ts';

const segment = 'fork-middle';
// 1500 m at the free flow of 72 km/h.
const REFERENCE_MS = 75 * SECOND_MS;

function driver() {
  return testDriver(segmentDelays, madeReference());
}
function driven(set: Parameters<typeof aTruckTraversal>[0] = {}) {
  return aTruckTraversal({ segment, lengthM: 1500, travelMs: 200 * SECOND_MS, ...set });
}
function reading(set: Parameters<typeof aTrafficCondition>[0] = {}) {
  return aTrafficCondition({ segment, speedKmh: 36, ...set });
}
function only(from: ReturnType<typeof driver>): TraversalDelay {
  const rows = from.rows<TraversalDelay>('delay');
  expect(rows).toHaveLength(1);
  return rows[0] as TraversalDelay;
}

test('attributes what the feed explains of the driven time over the reference time', () => {
  const port = driver();
  port.pipe('traffic', reading());
  port.pipe('traversal', driven({ eventTime: at('08:01') }));
  expect(only(port)).toMatchObject({
    eventTime: at('08:01'),
    segment,
    referenceMs: REFERENCE_MS,
    referenceKind: 'FREE_FLOW',
    attributed: true,
    speedKmh: 36,
    level: null,
    conditionAgeMs: MINUTE_MS,
    // 1500 m at 36 km/h are 150 s; the other 50 s the driver spent otherwise.
    trafficDelayMs: 150 * SECOND_MS - REFERENCE_MS,
  });
});

test('never attributes more than the truck really took', () => {
  const port = driver();
  port.pipe('traffic', reading({ speedKmh: 10 }));
  port.pipe('traversal', driven({ travelMs: 90 * SECOND_MS }));
  expect(only(port).trafficDelayMs).toBe(90 * SECOND_MS - REFERENCE_MS);
});

test('attributes nothing, rather than less than nothing, to a segment driven faster than the reference', () => {
  const port = driver();
  port.pipe('traffic', reading());
  port.pipe('traversal', driven({ travelMs: 60 * SECOND_MS }));
  expect(only(port)).toMatchObject({ attributed: true, trafficDelayMs: 0 });
});

test('attributes all of the time over the reference to a standstill', () => {
  const port = driver();
  port.pipe('traffic', reading({ speedKmh: 0 }));
  port.pipe('traversal', driven());
  expect(only(port)).toMatchObject({
    speedKmh: 0,
    trafficDelayMs: 200 * SECOND_MS - REFERENCE_MS,
  });
});

test.each([
  // Expressway bands: free flow 72 to 65, 65 to 50, 50 to 35, 35 to 20, 20 to 0.
  [1, 68.5],
  [2, 57.5],
  [3, 42.5],
  [4, 27.5],
  [5, 10],
])('takes level %i for the middle of its band, %f km/h', (level, speedKmh) => {
  const port = driver();
  port.pipe('traffic', reading({ speedKmh: null, level }));
  port.pipe('traversal', driven({ travelMs: 3600 * SECOND_MS }));
  const bandMs = Math.round((1500 / speedKmh) * 3600);
  expect(only(port)).toMatchObject({
    level,
    speedKmh: null,
    trafficDelayMs: bandMs - REFERENCE_MS,
  });
});

test('measures a part of a segment by the metres driven', () => {
  const port = driver();
  port.pipe('traffic', reading());
  port.pipe('traversal', driven({ lengthM: 500, segmentLengthM: 1500, travelMs: 60 * SECOND_MS }));
  expect(only(port)).toMatchObject({ referenceMs: 25_000, trafficDelayMs: 50_000 - 25_000 });
});

test('joins the reading in force at entry, not a later one', () => {
  const port = driver();
  port.pipe('traffic', reading({ eventTime: at('08:02'), speedKmh: 20 }), reading());
  port.pipe('traversal', driven({ eventTime: at('08:01:59') }));
  expect(only(port).speedKmh).toBe(36);
});

test('joins a reading of the very moment of entry', () => {
  const port = driver();
  port.pipe('traversal', driven({ eventTime: at('08:02') }));
  port.pipe('traffic', reading(), reading({ eventTime: at('08:02'), speedKmh: 20 }));
  expect(only(port)).toMatchObject({ speedKmh: 20, conditionAgeMs: 0 });
});

test('holds a reading in force for two intervals of its feed', () => {
  const port = driver();
  port.pipe('traffic', reading());
  port.pipe('traversal', driven({ eventTime: at('08:04') }));
  expect(only(port)).toMatchObject({ attributed: true, conditionAgeMs: 4 * MINUTE_MS });
});

test.each([
  ['an old reading', [reading()], at('08:04:01')],
  ['no reading', [], at('08:01')],
  ['a reading of neither speed nor level', [reading({ speedKmh: null })], at('08:01')],
  ['a level beyond the scale', [reading({ speedKmh: null, level: 6 })], at('08:01')],
  ['a reading that comes after the entry', [reading()], at('07:59')],
])('leaves the delay unknown with %s', (_, readings, eventTime) => {
  const port = driver();
  port.pipe('traffic', ...readings);
  const traversal = driven({ eventTime });
  port.pipe('traversal', traversal);
  expect(only(port)).toMatchObject({
    attributed: false,
    speedKmh: null,
    level: null,
    conditionAgeMs: null,
    trafficDelayMs: null,
    referenceMs: REFERENCE_MS,
    causes: [`truck.traversals/${traversal.id}`],
    causeCount: 1,
  });
});

test('joins anew when the feed corrects the speed of a past interval', () => {
  const port = driver();
  port.pipe('traversal', driven());
  port.pipe('traffic', reading());
  port.pipe('traffic', { ...reading({ speedKmh: 45 }), revision: 2 });
  expect(only(port).trafficDelayMs).toBe(120 * SECOND_MS - REFERENCE_MS);
});

test('falls back to the reading before when one is withdrawn', () => {
  const port = driver();
  const wrong = reading({ eventTime: at('08:02'), speedKmh: 5 });
  port.pipe('traffic', reading(), wrong);
  port.pipe('traversal', driven({ eventTime: at('08:03') }));
  port.retract('traffic', wrong.id);
  expect(only(port)).toMatchObject({ speedKmh: 36, conditionAgeMs: 3 * MINUTE_MS });
});

test('names the traversal and the reading, under an id that holds trip and traversal', () => {
  const port = driver();
  const traversal = driven();
  const condition = reading();
  port.pipe('traffic', condition);
  port.pipe('traversal', traversal);
  expect(only(port)).toMatchObject({
    id: `${traversal.trip}/${traversal.id}`,
    trip: traversal.trip,
    plate: traversal.plate,
    causes: [`truck.traversals/${traversal.id}`, `traffic.conditions/${condition.id}`],
    causeCount: 2,
  });
});

test('falls back to the posted limit where the road snapshot has no free flow', () => {
  const [road] = madeReference().segments.filter(({ id }) => id === segment);
  if (road === undefined) throw new Error('The made-up map lacks the segment.');
  const port = testDriver(
    segmentDelays,
    madeReference({ segments: [{ ...road, freeFlowKmh: 0, limitKmh: 60 }] }),
  );
  port.pipe('traversal', driven());
  expect(only(port)).toMatchObject({ referenceKind: 'LIMIT', referenceMs: 90_000 });
});

test('returns the same state for a traversal, so that nothing after it is folded again', () => {
  const [, input] = segmentDelays.inputs;
  const state = Object.freeze(segmentDelays.initial());
  const emit = { delay: () => undefined };
  expect(input?.on(state, driven(), emit, { reference: madeReference() })).toBe(state);
});

test('folds alike when its state is frozen and kept as bytes between events', () => {
  const port = driver();
  const readings = [reading(), reading({ eventTime: at('08:02'), speedKmh: null, level: 3 })];
  const traversals = [
    driven(),
    driven({ eventTime: at('08:03') }),
    driven({ eventTime: at('09:00') }),
  ];
  port.pipe('traffic', ...readings);
  port.pipe('traversal', ...traversals);
  const kept = foldKeepingBytes(segmentDelays, { traffic: readings, traversal: traversals });
  expect(kept['delay']).toEqual(port.rows('delay'));
});
