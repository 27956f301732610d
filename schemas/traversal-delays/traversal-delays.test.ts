import { expect, test } from 'vitest';
import { aTraversalDelay, roundTrip } from '../testing/index.ts';
import { traversalDelays } from './traversal-delays.ts';

test('a traversal with its delay survives the codec', () => {
  const delay = aTraversalDelay({ attributed: false });
  expect(roundTrip(traversalDelays, delay)).toEqual(delay);
});

test('delays of a trip share its key; the table is sorted by segment, which planners ask for', () => {
  expect(traversalDelays.key(aTraversalDelay({ trip: 'T1' }))).toBe('T1');
  expect(traversalDelays.placing).toEqual(['segment', 'eventTime']);
});

test('without a reading in force there is no delay, not a delay of zero', () => {
  const unknown = roundTrip(traversalDelays, aTraversalDelay({ attributed: false }));
  expect(unknown).toMatchObject({ trafficDelayMs: null, speedKmh: null, conditionAgeMs: null });
});
