import { expect, test } from 'vitest';
import { aTruckTraversal, at, roundTrip } from '../testing/index.ts';
import { truckTraversals } from './truck-traversals.ts';

test('a traversal survives the codec', () => {
  const traversal = aTruckTraversal({ positions: 0, containers: ['CSQU3054383'] });
  expect(roundTrip(truckTraversals, traversal)).toEqual(traversal);
});

test('the key is the segment, where the traversal meets the traffic', () => {
  expect(truckTraversals.key(aTruckTraversal({ segment: 'G1523-E' }))).toBe('G1523-E');
  expect(truckTraversals.placing).toEqual(['segment', 'eventTime']);
});

test('two passes of one truck over one segment are two rows', () => {
  const passes = ['08:00', '09:00'].map((time) => aTruckTraversal({ eventTime: at(time) }));
  expect(new Set(passes.map((pass) => pass.id)).size).toBe(2);
});
