import { expect, test } from 'vitest';
import { at } from './at.ts';

test('a time without a day is on the default day, in Ningbo', () => {
  expect(at('08:00')).toBe(Date.parse('2026-03-11T00:00:00Z'));
  expect(at('08:00:30.250')).toBe(at('08:00') + 30_250);
});

test('a day may be named', () => {
  expect(at('2026-03-12 08:00')).toBe(Date.parse('2026-03-12T00:00:00Z'));
});

test('what is no moment is refused', () => {
  for (const moment of ['8:00', '08:00Z', '2026-03-12', '25:00']) {
    expect(() => at(moment)).toThrow(`'${moment}' is not a moment`);
  }
});
