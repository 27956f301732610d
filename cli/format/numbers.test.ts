import { expect, test } from 'vitest';
import { count, counted, decimal, percent } from './numbers.ts';

test('sets thousands apart', () => {
  expect(count(0)).toBe('0');
  expect(count(999)).toBe('999');
  expect(count(1_234_567)).toBe('1,234,567');
  expect(count(-1_234)).toBe('-1,234');
});

test('groups the whole part only', () => {
  expect(decimal(12_345.6789, 2)).toBe('12,345.68');
  expect(decimal(-0.5, 1)).toBe('-0.5');
  expect(decimal(1_000, 0)).toBe('1,000');
});

test('what is not known is a dash, never a zero', () => {
  expect(decimal(null, 1)).toBe('–');
  expect(percent(null)).toBe('–');
  expect(percent(0.125)).toBe('12.5 %');
});

test('counts with the right noun', () => {
  expect(counted(1, 'row')).toBe('1 row');
  expect(counted(2_000, 'row')).toBe('2,000 rows');
  expect(counted(0, 'delivery', 'deliveries')).toBe('0 deliveries');
});
