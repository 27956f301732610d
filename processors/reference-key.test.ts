import { expect, test } from 'vitest';
import { referenceKey } from './reference-key.ts';

test('one number is one key, however it is written', () => {
  expect(referenceKey('BKG', ' bk-1 ')).toBe('BKG:BK-1');
  expect(referenceKey('PO', 'BK-1')).toBe('PO:BK-1');
});

test('nothing, blanks and endless numbers are no key', () => {
  expect([null, '', '  ', 'x'.repeat(65)].map((stated) => referenceKey('PO', stated))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
