import { expect, test } from 'vitest';
import { checkContainer } from '../normalise/container-number.ts';
import { isImoNumber } from '../normalise/place.ts';
import { boxMaker, checkDigitOf, imoOf, weighted } from './boxes.ts';
import { randomOf } from './random.ts';

test.each([
  ['CSQU305438', 3],
  ['NBXU123456', 8],
  ['ABCU123456', 0],
  ['ABCU246810', 0],
])('the check digit of %s is %i', (number, digit) => {
  expect(checkDigitOf(number)).toBe(digit);
});

test('makes containers with valid numbers, each once', () => {
  const makeBox = boxMaker(randomOf(1, 'boxes'));
  const boxes = Array.from({ length: 5_000 }, () => makeBox());
  expect(new Set(boxes.map(({ container }) => container)).size).toBe(5_000);
  for (const { container } of boxes.slice(0, 200)) {
    expect(checkContainer(container).idQuality).toBe('OK');
  }
});

test('makes a small box on request', () => {
  const makeBox = boxMaker(randomOf(1, 'boxes'));
  const boxes = Array.from({ length: 50 }, () => makeBox({ small: true }));
  expect(boxes.every(({ sizeType, teu }) => sizeType === '22G1' && teu === 1)).toBe(true);
});

test('about 1.6 TEU make a box', () => {
  const makeBox = boxMaker(randomOf(1, 'boxes'));
  const teu = Array.from({ length: 3_000 }, () => makeBox().teu);
  expect(teu.reduce((sum, each) => sum + each, 0) / teu.length).toBeCloseTo(1.65, 1);
});

test('vessels have IMO numbers that pass their check', () => {
  for (let number = 1; number < 500; number += 7) expect(isImoNumber(imoOf(number))).toBe(true);
});

test('picks rows by their share, and none for what the shares leave', () => {
  const random = randomOf(1, 'shares');
  const rows = [
    ['a', 0.5],
    ['b', 0.25],
  ] as const;
  const picked = Array.from({ length: 4_000 }, () => weighted(random, rows)?.[0] ?? 'none');
  const share = (name: string) => picked.filter((each) => each === name).length / 4_000;
  expect([share('a'), share('b'), share('none')].map((each) => Math.round(each * 20))).toEqual([
    10, 5, 5,
  ]);
});
