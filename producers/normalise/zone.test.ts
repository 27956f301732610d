import { HOUR_MS } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { instantOf, isZone, offsetAt } from './zone.ts';

const utc = (text: string) => Date.parse(`${text}Z`);

test('knows the zones of the IANA database and no others', () => {
  expect(isZone('Asia/Shanghai')).toBe(true);
  expect(isZone('Asia/Ningbo')).toBe(false);
});

test('gives the offset of a zone without daylight saving', () => {
  expect(offsetAt('Asia/Shanghai', utc('2026-03-11T00:00'))).toBe(8 * HOUR_MS);
  expect(offsetAt('Asia/Shanghai', utc('2026-07-11T00:00'))).toBe(8 * HOUR_MS);
});

test('gives the offset that daylight saving demands', () => {
  expect(offsetAt('Europe/Madrid', utc('2023-08-11T12:00'))).toBe(2 * HOUR_MS);
  expect(offsetAt('Europe/Madrid', utc('2023-01-11T12:00'))).toBe(HOUR_MS);
  expect(offsetAt('America/St_Johns', utc('2023-01-11T12:00'))).toBe(-3.5 * HOUR_MS);
});

test('changes the offset at the very instant of the change', () => {
  expect(offsetAt('Europe/Berlin', utc('2026-03-29T00:59:59'))).toBe(HOUR_MS);
  expect(offsetAt('Europe/Berlin', utc('2026-03-29T01:00'))).toBe(2 * HOUR_MS);
});

test('takes UTC for a zone that does not exist', () => {
  expect(offsetAt('Nowhere/At_All', utc('2026-03-29T01:00'))).toBe(0);
});

test('finds the instant of a local time', () => {
  expect(instantOf(utc('2026-03-11T09:20'), 'Asia/Shanghai')).toBe(utc('2026-03-11T01:20'));
  expect(instantOf(utc('2023-08-11T14:47'), 'Europe/Madrid')).toBe(utc('2023-08-11T12:47'));
});

test('takes the first of two equal local times when clocks go back', () => {
  expect(instantOf(utc('2026-10-25T02:30'), 'Europe/Berlin')).toBe(utc('2026-10-25T00:30'));
});

test('takes a skipped local time by the offset before the change', () => {
  expect(instantOf(utc('2026-03-29T02:30'), 'Europe/Berlin')).toBe(utc('2026-03-29T01:30'));
});
