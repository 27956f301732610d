import { expect, test } from 'vitest';
import { sizeOf } from './size-type.ts';

test.each([
  ['12G1', 0.5],
  ['22G1', 1],
  ['22GP', 1],
  ['32G1', 1.5],
  ['42G0', 2],
  ['45R1', 2],
  ['4EG1', 2],
  ['L5G1', 2.25],
  ['22T6', 1],
  ['42P3', 2],
  ['22GB', 1],
  ['45GB', 2],
  ['L5GB', 2.25],
  ['22K2', 1],
])('reads %s as a code of %d TEU', (code, teu) => {
  expect(sizeOf(code)).toEqual({ sizeType: code, teu, rare: false });
});

test.each([
  ['M2G1', 2.4],
  ['N5G1', 2.45],
  ['P5G1', 2.65],
])('reads %s as %d TEU and calls it rare', (code, teu) => {
  expect(sizeOf(code)).toEqual({ sizeType: code, teu, rare: true });
});

test.each([
  ['2210', 1],
  ['2200', 1],
  ['4310', 2],
  ['9510', 2.25],
])('maps the numeric code %s of before 1995 to %d TEU without a new code', (code, teu) => {
  expect(sizeOf(code)).toEqual({ sizeType: null, teu, rare: false });
});

test.each(['0000', '40HQ', "20' DRY VAN", '', '1310', '22G', 'XXXX'])(
  'leaves the size of "%s" unknown',
  (text) => {
    expect(sizeOf(text)).toEqual({ sizeType: null, teu: null, rare: false });
  },
);

test('leaves a missing size unknown', () => {
  expect(sizeOf(null).teu).toBeNull();
});

test('takes lower case and blanks around a code', () => {
  expect(sizeOf(' 22g1 ').sizeType).toBe('22G1');
});
