import { expect, test } from 'vitest';
import { disturbanceLines, letterLines, runLines } from './show-result.ts';
import type { SimulationResult } from './simulate.ts';

const result: SimulationResult = {
  deliveries: 20,
  accepted: 1_000,
  known: 10,
  deadLettered: 2,
  disturbances: { duplicates: 10, broken: 0 },
  engine: { refolded: 7 },
  rowsLanded: 3_000,
  seconds: 2,
  complete: true,
};

test('says how much came, how fast, and how much of it was new', () => {
  expect(runLines(result)).toEqual([
    '1,000 source events in 20 deliveries, 2.0 s (500 events/s until the last row could be queried).',
    '990 new, 10 known already, 2 set aside by sources. 3,000 rows landed, 7 steps folded again.',
  ]);
});

test('says so when all of it was there already', () => {
  expect(runLines({ ...result, known: 1_000 }).at(-1)).toContain('the same figures');
});

test('tells only of disturbances that there were', () => {
  const lines = disturbanceLines(result);
  expect(lines).toHaveLength(3);
  expect(lines[2]).toMatch(/^duplicates +10 +told again, counted once$/);
  expect(disturbanceLines({ ...result, disturbances: {} })).toEqual(['The day was undisturbed.']);
});

test('counts dead letters by reason', () => {
  expect(letterLines({})).toEqual(['No dead letters.']);
  expect(letterLines({ malformed: 2, late: 1 })).toEqual(['3 dead letters: 2 malformed, 1 late.']);
});
