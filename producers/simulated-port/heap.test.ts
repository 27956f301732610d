import { expect, test } from 'vitest';
import { heap } from './heap.ts';
import { randomOf } from './random.ts';

test('gives out in order of time, and in order of arrival within one instant', () => {
  const agenda = heap<string>();
  agenda.put(3, 'c');
  agenda.put(1, 'a');
  agenda.put(3, 'd');
  agenda.put(2, 'b');
  expect(agenda.firstAt()).toBe(1);
  expect([1, 2, 3, 4].map(() => agenda.take())).toEqual(['a', 'b', 'c', 'd']);
  expect(agenda.take()).toBeUndefined();
  expect(agenda.firstAt()).toBe(Number.POSITIVE_INFINITY);
});

test('sorts whatever comes in between', () => {
  const random = randomOf(1, 'heap');
  const agenda = heap<number>();
  let last = 0;
  for (let round = 0; round < 2_000; round += 1) {
    const atMs = last + random.whole(0, 50);
    agenda.put(atMs, atMs);
    if (random.chance(0.4)) {
      const taken = agenda.take() ?? 0;
      expect(taken).toBeGreaterThanOrEqual(last);
      last = taken;
    }
  }
  const rest = Array.from({ length: agenda.size }, () => agenda.take() ?? 0);
  expect(rest).toEqual(rest.toSorted((one, other) => one - other));
});
