import { expect, test } from 'vitest';
import { boxFields, containerEventOf } from './container-event.ts';

test('leaves unknown what the source does not say', () => {
  const event = containerEventOf({
    id: 'f:1',
    eventTime: 1,
    source: 'f',
    recordedAt: 2,
    subject: 'CSQU3054383',
    eventType: 'EQUIPMENT',
    eventCode: 'GTIN',
    eventCodeText: 'GTIN',
    classifier: 'ACT',
    tzSource: 'EXPLICIT',
    precision: 'MINUTE',
    flags: ['B', 'A', 'B'],
  });
  expect(event).toMatchObject({ retracted: false, teu: null, seals: [], idQuality: 'MISSING' });
  expect(event.flags).toEqual(['A', 'B']);
});

test('flags a failed check digit and an unknown size and keeps both texts', () => {
  const flags = new Set<string>();
  const fields = boxFields({ container: 'TESI 112027-4', sizeType: '40HQ' }, flags);
  expect(fields).toEqual({
    container: 'TESI1120274',
    containerText: 'TESI 112027-4',
    idQuality: 'CHECK_DIGIT_FAILED',
    sizeTypeText: '40HQ',
    sizeType: null,
    teu: null,
  });
  expect([...flags].sort()).toEqual(['CHECK_DIGIT_FAILED', 'UNKNOWN_SIZE']);
});

test('does not flag what is not stated', () => {
  const flags = new Set<string>();
  expect(boxFields({ container: null, sizeType: null }, flags).idQuality).toBe('MISSING');
  expect(flags.size).toBe(0);
});
