import { expect, test } from 'vitest';
import { aContainerMove, at, roundTrip } from '../testing/index.ts';
import { containerMoves } from './container-moves.ts';

test('a move survives the codec', () => {
  const move = aContainerMove({ trade: 'TRANSSHIPMENT', transshipment: true });
  expect(roundTrip(containerMoves, move)).toEqual(move);
});

test('moves of one minute stand in the order in which a box can make them', () => {
  const ranks = ['DISC', 'GTOT', 'GTIN', 'LOAD'].map((move) =>
    containerMoves.rank(aContainerMove({ move })),
  );
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
});

test('a coarser statement that comes first may set the move back by an hour at least', () => {
  expect(containerMoves.spanMs).toBeGreaterThanOrEqual(at('09:00') - at('08:00'));
});
