import { expect, test } from 'vitest';
import {
  alongLine,
  distanceM,
  headingDeg,
  lineLengthM,
  moved,
  projectOnLine,
  ringHolds,
  turnDeg,
} from './geo.ts';
import type { Point } from './reference.ts';

const HERE: Point = [121.85, 29.9];

test('a degree of latitude is about 111.2 km', () => {
  expect(distanceM([121, 29], [121, 30])).toBeCloseTo(111_195, -1);
});

test('moving a point and measuring agree', () => {
  const there = moved(HERE, { eastM: 3_000, northM: -4_000 });
  expect(distanceM(HERE, there)).toBeCloseTo(5_000, 0);
});

test.each([
  [0, 100, 0],
  [100, 0, 90],
  [0, -100, 180],
  [-100, 0, 270],
  [100, 100, 45],
])('%d m east and %d m north is a course of %d degrees', (eastM, northM, course) => {
  expect(headingDeg({ from: HERE, to: moved(HERE, { eastM, northM }) })).toBeCloseTo(course, 1);
});

test('the turn between two courses is the smaller one', () => {
  expect(turnDeg(350, 10)).toBe(20);
  expect(turnDeg(10, 350)).toBe(20);
  expect(turnDeg(0, 180)).toBe(180);
});

test('a point on a line and its projection agree', () => {
  const line = [
    HERE,
    moved(HERE, { eastM: 1_000, northM: 0 }),
    moved(HERE, { eastM: 1_000, northM: 500 }),
  ];
  expect(lineLengthM(line)).toBeCloseTo(1_500, 0);
  const { point, headingDeg: course } = alongLine(line, 1_200);
  expect(course).toBeCloseTo(0, 1);
  const aside = projectOnLine(line, moved(point, { eastM: 30, northM: 0 }));
  expect(aside.distanceM).toBeCloseTo(30, 0);
  expect(aside.offsetM).toBeCloseTo(1_200, 0);
  expect(alongLine(line, 9_999).point).toEqual(line[2]);
  expect(projectOnLine(line, moved(HERE, { eastM: -40, northM: 0 })).offsetM).toBe(0);
});

test('a ring holds what is inside it', () => {
  const ring: Point[] = [
    [0, 0],
    [4, 0],
    [4, 4],
    [2, 1],
    [0, 4],
    [0, 0],
  ];
  expect(ringHolds(ring, [1, 1])).toBe(true);
  expect(ringHolds(ring, [2, 3])).toBe(false);
  expect(ringHolds(ring, [5, 1])).toBe(false);
});
