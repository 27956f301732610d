import { expect, test } from 'vitest';
import { isNested, shown } from './shown.ts';

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { x: value };
  return value;
}

test.each([
  ['a text', '"a text"'],
  [17, '17'],
  [null, 'null'],
  [{ a: [1] }, '{"a":[1]}'],
  [undefined, 'nothing'],
])('shows %j as JSON', (value, text) => {
  expect(shown(value)).toBe(text);
});

test('cuts what is long', () => {
  expect(shown('x'.repeat(1 << 20))).toBe(`"${'x'.repeat(79)}…`);
  expect(shown(Array(1000).fill(1))).toHaveLength(81);
});

test('names what is nested without end', () => {
  expect(shown(nested(100_001))).toBe('a deeply nested list');
  expect(shown(nested(100_000))).toBe('a deeply nested object');
  expect([isNested(nested(100)), isNested(nested(101))]).toEqual([false, true]);
});
