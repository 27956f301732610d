import { expect, test } from 'vitest';
import { hashOf, randomOf, shareOf } from './random.ts';

const draws = (seed: number, name: string) => {
  const random = randomOf(seed, name);
  return Array.from({ length: 2_000 }, () => random.next());
};
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('the same seed and name give the same numbers', () => {
  expect(draws(1, 'world')).toEqual(draws(1, 'world'));
});

test('another seed or another name gives other numbers', () => {
  expect(draws(2, 'world')).not.toEqual(draws(1, 'world'));
  expect(draws(1, 'noise')).not.toEqual(draws(1, 'world'));
});

test('numbers are spread evenly from 0 up to 1', () => {
  const values = draws(1, 'world');
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(mean(values)).toBeCloseTo(0.5, 1);
  const tenths = Map.groupBy(values, (value) => Math.floor(value * 10));
  for (const tenth of tenths.values()) expect(Math.abs(tenth.length - 200)).toBeLessThan(60);
});

test('whole numbers reach both ends', () => {
  const random = randomOf(1, 'dice');
  const thrown = new Set(Array.from({ length: 500 }, () => random.whole(1, 6)));
  expect([...thrown].sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('half of the draws around a median lie below it', () => {
  const random = randomOf(1, 'dwell');
  const values = Array.from({ length: 4_000 }, () => random.around(30, 0.5));
  const below = values.filter((value) => value < 30).length / values.length;
  expect(below).toBeCloseTo(0.5, 1);
  expect(mean(values)).toBeGreaterThan(31);
});

test('normal draws have mean 0 and deviation 1', () => {
  const random = randomOf(1, 'noise');
  const values = Array.from({ length: 4_000 }, () => random.normal());
  expect(Math.abs(mean(values))).toBeLessThan(0.05);
  expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
});

test('shares need no state and differ between neighbours', () => {
  expect(shareOf(1, 2, 3)).toBe(shareOf(1, 2, 3));
  const shares = Array.from({ length: 1_000 }, (_, number) => shareOf(1, 2, number));
  expect(new Set(shares).size).toBe(1_000);
  expect(mean(shares)).toBeCloseTo(0.5, 1);
  expect(hashOf(1, 'a')).not.toBe(hashOf(1, 'b'));
});
