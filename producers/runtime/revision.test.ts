import fc from 'fast-check';
import { expect, test } from 'vitest';
import { revisionOf, withDigest } from './revision.ts';

const AT = Date.UTC(2026, 2, 11);
const statement = { statedAt: AT, retracted: false, decoderVersion: 1, digest: 7 };

test('counts the later statement over the earlier, whatever else they say', () => {
  const later = revisionOf({ ...statement, statedAt: AT + 1000, decoderVersion: 0, digest: 0 });
  expect(later).toBeGreaterThan(
    revisionOf({ statedAt: AT, retracted: true, decoderVersion: 63, digest: 16_383 }),
  );
});

test('counts a withdrawal over what was stated in the same second', () => {
  expect(revisionOf({ ...statement, retracted: true, digest: 0 })).toBeGreaterThan(
    revisionOf({ ...statement, decoderVersion: 63, digest: 16_383 }),
  );
});

test('counts a newer reading of one statement over an older', () => {
  expect(revisionOf({ ...statement, decoderVersion: 2, digest: 0 })).toBeGreaterThan(
    revisionOf({ ...statement, decoderVersion: 1, digest: 16_383 }),
  );
});

test('parts two contents of one second by their digest', () => {
  expect(revisionOf({ ...statement, digest: 8 })).not.toBe(revisionOf(statement));
});

test('is a whole number that a double holds exactly', () => {
  const any = fc.record({
    statedAt: fc.integer({ min: 0, max: 2 ** 32 * 1000 }),
    retracted: fc.boolean(),
    decoderVersion: fc.nat(63),
    digest: fc.nat(0xffff_ffff),
  });
  fc.assert(
    fc.property(any, (some) => Number.isSafeInteger(revisionOf(some))),
    { seed: Number(process.env['SEED'] ?? 1) },
  );
});

test('takes its digest afterwards, too', () => {
  const undigested = revisionOf({ ...statement, digest: 0 });
  expect(withDigest(undigested, 0xffff_ffff)).toBe(revisionOf({ ...statement, digest: 16_383 }));
});
