import { expect, test } from 'vitest';
import { rankOfMove } from './move-rank.ts';

test('codes that are no moves come after all moves', () => {
  expect(rankOfMove('ARRI')).toBeGreaterThan(rankOfMove('LOAD'));
  expect(rankOfMove('ARRI')).toBe(rankOfMove('CONF'));
});
