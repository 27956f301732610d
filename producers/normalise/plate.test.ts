import { expect, test } from 'vitest';
import { normalisePlate, plateKey, plateKeyOf } from './plate.ts';

test('makes a key of plate and colour', () => {
  expect(plateKey('浙B12345', 2)).toBe('浙B12345-2');
});

test('keeps two colours of one text apart', () => {
  expect(plateKey('浙B12345', 1)).not.toBe(plateKey('浙B12345', 2));
});

test('takes dots, blanks, case and full-width letters out of a plate', () => {
  expect(normalisePlate('浙b·123 45')).toBe('浙B12345');
  expect(normalisePlate('浙Ｂ12345')).toBe('浙B12345');
});

test('takes a colour that the text ends with', () => {
  expect(plateKeyOf('浙B12345-5', 2)).toBe('浙B12345-5');
  expect(plateKeyOf('浙B12345-92', 2)).toBe('浙B12345-92');
});

test('does not take any number for a colour', () => {
  expect(plateKeyOf('12-AB-77', 2)).toBe('12AB77-2');
});

test('answers the same when asked again with another colour', () => {
  expect(plateKeyOf('浙A00001', 2)).toBe('浙A00001-2');
  expect(plateKeyOf('浙A00001', 1)).toBe('浙A00001-1');
  expect(plateKeyOf('浙A00001-3', 2)).toBe('浙A00001-3');
  expect(plateKeyOf('浙A00001-3', 1)).toBe('浙A00001-3');
});
