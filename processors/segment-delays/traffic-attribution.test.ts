import type { Segment } from '@landbridge/infra';
import { MINUTE_MS, SECOND_MS, type TraversalDelay } from '@landbridge/schemas';
import { aTrafficCondition, aTruckTraversal, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { type ReferenceKind, referenceSpeed, speedOfLevel } from './reference-time.ts';
import { segmentDelays } from './segment-delays.ts';

// The edge cases of traffic-attributed delay, each under the name that the definition gives it.

const segment = 'fork-middle';
// 1500 m at the free flow of 72 km/h.
const REFERENCE_MS = 75 * SECOND_MS;

/** A traversal of five minutes that begins at 08:01, with readings of the segment. */
function delayOf(
  readings: readonly Parameters<typeof aTrafficCondition>[0][],
  set: Parameters<typeof aTruckTraversal>[0] = {},
): TraversalDelay {
  const port = testDriver(segmentDelays, madeReference());
  port.pipe('traffic', ...readings.map((each) => aTrafficCondition({ segment, ...each })));
  const eventTime = at('08:01');
  const travelMs = 300 * SECOND_MS;
  port.pipe('traversal', aTruckTraversal({ segment, eventTime, lengthM: 1500, travelMs, ...set }));
  const [delay] = port.rows<TraversalDelay>('delay');
  if (delay === undefined) throw new Error('The traversal has no row.');
  return delay;
}

function madeSegment(set: Partial<Segment> = {}): Segment {
  const [first] = madeReference().segments;
  if (first === undefined) throw new Error('The made-up map has no road.');
  return { ...first, ...set };
}

test("a driver's pause on a free road is not traffic", () => {
  expect(delayOf([{ speedKmh: 72 }])).toMatchObject({ attributed: true, trafficDelayMs: 0 });
});

test('a corrected feed speed changes the figure', () => {
  const port = testDriver(segmentDelays, madeReference());
  const traversal = { segment, eventTime: at('08:01'), lengthM: 1500, travelMs: 300_000 };
  const reading = aTrafficCondition({ segment, speedKmh: 72 });
  port.pipe('traffic', reading);
  port.pipe('traversal', aTruckTraversal(traversal));
  port.pipe('traffic', { ...reading, revision: 2, speedKmh: 36 } as typeof reading);
  expect(port.rows('delay')).toMatchObject([{ trafficDelayMs: 150_000 - REFERENCE_MS }]);
});

test('a standstill reading counts all of the truck over the reference: max(0, t_actual - t_ref)', () => {
  expect(delayOf([{ speedKmh: 0 }]).trafficDelayMs).toBe(300_000 - REFERENCE_MS);
  expect(delayOf([{ speedKmh: 0 }], { travelMs: 60_000 }).trafficDelayMs).toBe(0);
});

test('a reading that no vehicle is behind is no standstill', () => {
  expect(delayOf([{ speedKmh: null, samples: 0 }])).toMatchObject({ attributed: false });
});

test.each([-1, 201, 300])('a reading of %i km/h is a fault, and says nothing', (speedKmh) => {
  expect(delayOf([{ speedKmh, samples: 12 }])).toMatchObject({
    attributed: false,
    trafficDelayMs: null,
  });
});

test('only a level: the middle of its band, by class of road', () => {
  const speeds = (['EXPRESSWAY', 'ARTERIAL', 'SECONDARY'] as const).map((roadClass) =>
    [1, 2, 3, 4, 5].map((level) => speedOfLevel(madeSegment({ class: roadClass }), level)),
  );
  expect(speeds).toEqual([
    [68.5, 57.5, 42.5, 27.5, 10],
    [56, 35, 25, 17.5, 7.5],
    [53.5, 30, 20, 12.5, 5],
  ]);
});

test('a level beside a speed is not asked', () => {
  expect(delayOf([{ speedKmh: 36, level: 5 }])).toMatchObject({ speedKmh: 36, level: 5 });
  expect(delayOf([{ speedKmh: 36, level: 5 }]).trafficDelayMs).toBe(150_000 - REFERENCE_MS);
});

test('the reading valid at the segment-entry time counts, with a tolerance of twice the feed interval', () => {
  const five = { intervalMs: 5 * MINUTE_MS, speedKmh: 36 };
  expect(delayOf([{ ...five, eventTime: at('07:51') }])).toMatchObject({
    attributed: true,
    conditionAgeMs: 10 * MINUTE_MS,
  });
  expect(delayOf([{ ...five, eventTime: at('07:50:59') }])).toMatchObject({ attributed: false });
});

test('a reading that says nothing takes the place of one before: what it does not know is unknown', () => {
  const readings = [{ speedKmh: 36 }, { eventTime: at('08:00:30'), speedKmh: null }];
  expect(delayOf(readings)).toMatchObject({ attributed: false, trafficDelayMs: null });
});

test('the max(0) is per segment: one driven faster than the reference takes nothing from others', () => {
  expect(delayOf([{ speedKmh: 36 }], { travelMs: 50_000 }).trafficDelayMs).toBe(0);
});

test.each<[ReferenceKind, Partial<Segment>, ReferenceKind, number]>([
  ['FREE_FLOW', {}, 'FREE_FLOW', 72],
  ['FREE_FLOW', { freeFlowKmh: 0 }, 'LIMIT', 80],
  ['LIMIT', {}, 'LIMIT', 80],
  ['THRESHOLD', {}, 'THRESHOLD', 48],
  ['THRESHOLD', { limitKmh: 40 }, 'THRESHOLD', 32.2],
])('t_ref by %s of %o is %s, %f km/h, and the kind is stored', (asked, set, kind, speedKmh) => {
  expect(referenceSpeed(madeSegment(set), asked)).toEqual({ kind, speedKmh });
});
