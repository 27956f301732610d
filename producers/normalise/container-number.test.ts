import { expect, test } from 'vitest';
import { checkContainer, checkDigit, normaliseContainer } from './container-number.ts';

test.each([
  ['CSQU3054383', 3],
  ['NBXU1234568', 8],
  ['ABCU1234560', 0],
  ['ABCU2468100', 0],
  ['KBCU1234560', 0],
])('computes the check digit of %s as %i and takes the number', (number, digit) => {
  expect(checkDigit(number)).toBe(digit);
  expect(checkContainer(number)).toEqual({ container: number, idQuality: 'OK' });
});

test.each([
  ['TESI1120274', 7],
  ['MSTI6415664', 0],
  ['TRHU4561222', 5],
])('keeps %s, whose digit should be %i, and says that its check failed', (number, digit) => {
  expect(checkDigit(number)).toBe(digit);
  expect(checkContainer(number).idQuality).toBe('CHECK_DIGIT_FAILED');
});

test('takes a category letter that ISO 6346 does not know for a failed check', () => {
  // The digit of CSQA305438 is right, the category is none of U, J and Z.
  const digit = checkDigit('CSQA3054380');
  expect(checkContainer(`CSQA305438${digit}`).idQuality).toBe('CHECK_DIGIT_FAILED');
});

test('skips every multiple of eleven in the letter values', () => {
  const values = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => {
    // A lone letter in the first place counts once; digits of zero add nothing.
    for (let value = 10; value <= 38; value++) {
      if ((value % 11) % 10 === checkDigit(`${letter}0000000000`) && value === expected(letter))
        return value;
    }
    return -1;
  });
  expect(values).not.toContain(-1);
  expect(values).not.toContain(11);
  expect(values).not.toContain(22);
  expect(values).not.toContain(33);
});

test('normalises blanks, hyphens, case and full-width characters away', () => {
  expect(normaliseContainer(' csqu 305438-3 ')).toBe('CSQU3054383');
  expect(normaliseContainer('ＣＳＱＵ3054383')).toBe('CSQU3054383');
});

test('keeps what is no ISO number at all', () => {
  expect(checkContainer('SOC 12')).toEqual({ container: 'SOC12', idQuality: 'NOT_ISO' });
});

function expected(letter: string): number {
  const table = [
    10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36,
    37, 38,
  ];
  return table[letter.charCodeAt(0) - 65] ?? -1;
}
