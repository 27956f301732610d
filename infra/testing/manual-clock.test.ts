import { expect, test } from 'vitest';
import { manualClock } from './manual-clock.ts';
import { seededRandom } from './seeded-random.ts';

test('a manual clock stands until it is moved, and may be set back', () => {
  const clock = manualClock(1000);
  expect(clock.nowMs()).toBe(1000);
  clock.advance(5);
  expect(clock.nowMs()).toBe(1005);
  clock.set(10);
  expect(clock.nowMs()).toBe(10);
  expect(() => clock.advance(-1)).toThrow('advances');
});

test('a seed gives the same even numbers every time, another seed others', () => {
  const take = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 10_000 }, () => random.next());
  };
  const numbers = take(1);
  expect(take(1)).toEqual(numbers);
  expect(take(2).slice(0, 5)).not.toEqual(numbers.slice(0, 5));
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  expect(mean).toBeCloseTo(0.5, 1);
});
