import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseInstant,
  shanghaiDay,
  shanghaiDayStart,
  shanghaiIso,
  shanghaiTime,
} from './shanghai.ts';

test('a report day begins at 16:00 UTC of the day before', () => {
  expect(shanghaiDayStart('2026-03-11')).toBe(Date.parse('2026-03-10T16:00:00Z'));
  expect(shanghaiDay(Date.parse('2026-03-10T16:00:00Z'))).toBe('2026-03-11');
  expect(shanghaiDay(Date.parse('2026-03-10T15:59:59.999Z'))).toBe('2026-03-10');
});

test('refuses what is no day of the calendar', () => {
  for (const text of ['2026-02-30', '2026-13-01', '11.03.2026', '2026-3-1', '']) {
    expect(shanghaiDayStart(text), text).toBeUndefined();
  }
  expect(shanghaiDayStart('2028-02-29')).toBeDefined();
});

test('shows an instant in Shanghai time', () => {
  expect(shanghaiTime(Date.parse('2026-03-11T00:05:59Z'))).toBe('2026-03-11 08:05');
  expect(shanghaiTime(Date.parse('2025-12-31T16:00:00Z'))).toBe('2026-01-01 00:00');
});

test('writes an instant that reads back the same', () => {
  const atMs = Date.parse('2026-03-11T00:05:59.070Z');
  expect(shanghaiIso(atMs)).toBe('2026-03-11T08:05:59.070+08:00');
  expect(parseInstant(shanghaiIso(atMs))).toBe(atMs);
});

test('reads an instant with a zone, without one, and a bare day as its end', () => {
  expect(parseInstant('2026-03-11T08:00:00Z')).toBe(Date.parse('2026-03-11T08:00:00Z'));
  expect(parseInstant('2026-03-11T08:00:00+02:00')).toBe(Date.parse('2026-03-11T06:00:00Z'));
  expect(parseInstant('2026-03-11 08:00')).toBe(Date.parse('2026-03-11T00:00:00Z'));
  expect(parseInstant('2026-03-11')).toBe(Date.parse('2026-03-11T16:00:00Z'));
  for (const text of ['yesterday', '2026-02-30T10:00', '2026-02-30 10:00Z', '2026-3-1T10:00']) {
    expect(parseInstant(text), text).toBeUndefined();
  }
});

test('the calendar agrees with the one of the language for every day of four centuries', () => {
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: 'Etc/GMT-8' });
  const days = fc.integer({ min: 0, max: 146_097 });
  fc.assert(
    fc.property(days, (day) => {
      const noonMs = day * 86_400_000;
      expect(shanghaiDay(noonMs)).toBe(calendar.format(noonMs));
    }),
    process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) },
  );
});
