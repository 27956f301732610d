import { expect, test } from 'vitest';
import { Decoding } from '../testing/decoding.ts';
import { aCodeco } from './codeco-builder.ts';
import { edifact } from './edifact.ts';

const decode = (time: string) => new Decoding(edifact, aCodeco({ times: [`DTM+7:${time}'`] }));

test('reads UTC with a year of two digits, as formats 301 and 302 have it', () => {
  for (const time of ['2603110120UTC:301', '260311012000UTC:302']) {
    expect(decode(time).stated[0]?.fact.eventTime).toBe(Date.UTC(2026, 2, 11, 1, 20));
  }
});

test('blames the zone only where it is one that is not read', () => {
  const reasonOf = (time: string) => decode(time).rejects[0]?.reason;
  expect(reasonOf('202603110920CST:303')).toContain('zone CST is not read');
  expect(reasonOf('20260311UTC:303')).toContain('which is no date and time');
});
