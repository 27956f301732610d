import { expect, test } from 'vitest';
import { nextRecordsMax } from './commit-size.ts';

const limits = { commitRecordsMax: 8_000, commitPutBytesMax: 1_000_000 };

test('a commit that put twice the bound is followed by one of half its records', () => {
  expect(nextRecordsMax({ taken: 8_000, putBytes: 2_000_000 }, limits)).toBe(4_000);
});

test('where little is put the most records are taken again', () => {
  expect(nextRecordsMax({ taken: 4_000, putBytes: 100_000 }, limits)).toBe(8_000);
  expect(nextRecordsMax({ taken: 10, putBytes: 0 }, limits)).toBe(8_000);
});

test('however much was put, an eighth is taken', () => {
  expect(nextRecordsMax({ taken: 100, putBytes: 1_000_000_000 }, limits)).toBe(1_000);
});
