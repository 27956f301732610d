import { expect, test } from 'vitest';
import { format203Of, localDayOf, localIsoOf, utcIsoOf } from './times.ts';

test.each([
  '2026-03-11T09:20:05+08:00',
  '2024-02-29T23:59:59+08:00',
  '2026-01-01T00:00:00+08:00',
  '2025-12-31T16:00:00+08:00',
])('writes %s as it was read', (text) => {
  const atMs = Date.parse(text);
  expect(localIsoOf(atMs)).toBe(text);
  expect(Date.parse(utcIsoOf(atMs))).toBe(atMs);
  expect(format203Of(atMs)).toBe(text.slice(0, 16).replaceAll(/[-:T]/g, ''));
});

test('a local day begins at midnight in Ningbo', () => {
  const midnight = Date.parse('2026-03-11T00:00:00+08:00');
  expect(localDayOf(midnight)).toBe(midnight);
  expect(localDayOf(midnight + 86_399_999)).toBe(midnight);
  expect(localDayOf(midnight - 1)).toBe(midnight - 86_400_000);
});
