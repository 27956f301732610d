import { expect, test } from 'vitest';
import { aQuayMove, roundTrip } from '../testing/index.ts';
import { quayMoves } from './quay-moves.ts';

test('a move over the quay survives the codec', () => {
  const move = aQuayMove({ teu: 2.25 });
  expect(roundTrip(quayMoves, move)).toEqual(move);
});

test('the table is sorted by terminal group, whose throughput is asked for', () => {
  expect(quayMoves.placing).toEqual(['facilityGroup', 'eventTime']);
  expect(quayMoves.key(aQuayMove({ container: 'NBXU1234568' }))).toBe('NBXU1234568');
});
