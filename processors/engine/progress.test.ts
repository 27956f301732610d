import { expect, test } from 'vitest';
import { boundOf, HOLD_MS, type InputProgress, newProgress } from './progress.ts';

const DAY = 86_400_000;
const rest = { before: Number.NEGATIVE_INFINITY, holdMs: 7 * DAY, upstreamTasks: 2 };

function fact(given: Partial<InputProgress>, lateDays = 1) {
  return {
    progress: { ...newProgress(), began: 0, ...given },
    kind: { allowedLatenessMs: lateDays * DAY },
  };
}

function derived(given: Partial<InputProgress>) {
  return {
    progress: { ...newProgress(), began: 0, ...given },
    kind: { allowedLatenessMs: undefined },
  };
}

test('the bound is the smallest front less lateness', () => {
  expect(boundOf([fact({ front: 10 * DAY }), fact({ front: 9 * DAY }, 3)], rest)).toBe(6 * DAY);
});

test('the bound never falls', () => {
  expect(boundOf([fact({ front: 10 * DAY })], { ...rest, before: 20 * DAY })).toBe(20 * DAY);
});

test('an input that is not read to its end counts, however far it lies behind', () => {
  const behind = fact({ front: DAY, atEnd: false });
  expect(boundOf([fact({ front: 30 * DAY }), behind], rest)).toBe(0);
});

test('an input that is read to its end counts until it lies the hold behind the furthest', () => {
  const idle = fact({ front: 10 * DAY, atEnd: true });
  expect(boundOf([fact({ front: 17 * DAY }), idle], rest)).toBe(9 * DAY);
  expect(boundOf([fact({ front: 17 * DAY + 1 }), idle], rest)).toBe(16 * DAY + 1);
});

test('an input without a record stands where the furthest began', () => {
  const empty = { ...fact({ atEnd: true }), progress: { ...newProgress(), atEnd: true } };
  const young = fact({ front: 13 * DAY, began: 8 * DAY });
  expect(boundOf([young, empty], rest)).toBe(Number.NEGATIVE_INFINITY);
  const old = fact({ front: 16 * DAY, began: 8 * DAY });
  expect(boundOf([old, empty], rest)).toBe(15 * DAY);
});

test('a derived input counts by the lowest mark, once every upstream task has told one', () => {
  const one = derived({ front: 9 * DAY, marks: { 0: 5 * DAY } });
  expect(boundOf([one], rest)).toBe(Number.NEGATIVE_INFINITY);
  const both = derived({ front: 9 * DAY, marks: { 0: 5 * DAY, 1: 4 * DAY } });
  expect(boundOf([both], rest)).toBe(4 * DAY);
});

test('an input without records holds the bound where the furthest has told marks only', () => {
  const told = { ...newProgress(), marks: { 0: 100_000_000_000 }, atEnd: true };
  const silent = { ...newProgress(), atEnd: true };
  const bound = boundOf(
    [
      { progress: told, kind: { allowedLatenessMs: undefined } },
      { progress: silent, kind: { allowedLatenessMs: 1_000 } },
    ],
    { before: Number.NEGATIVE_INFINITY, holdMs: HOLD_MS, upstreamTasks: 1 },
  );
  expect(bound).toBe(Number.NEGATIVE_INFINITY);
});
