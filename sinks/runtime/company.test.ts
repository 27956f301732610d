import { expect, test } from 'vitest';
import { Company } from './company.ts';
import { SINK_LIMITS } from './limits.ts';

const LIMITS = { ...SINK_LIMITS, ageMs: 1000, ageMaxMs: 5000, fewRecords: 10, manyRecords: 100 };
const LOOK_MS = 250;

/** Looks until a round begins, and says after how long and for which tables. */
function waited(company: Company, { perLook, most }: { perLook: number; most: number }) {
  for (let looks = 1; looks <= 100; looks++) {
    const least = company.look({ arrived: looks * perLook, most });
    if (least !== undefined) return { ms: looks * LOOK_MS, least };
  }
  throw new Error('no round ever began');
}

test('what comes alone lands after the least time', () => {
  expect(waited(new Company(LIMITS), { perLook: 1, most: 5 })).toEqual({ ms: 1000, least: 1 });
});

test('small tables wait while much comes in, but not for ever', () => {
  expect(waited(new Company(LIMITS), { perLook: 50, most: 99 })).toEqual({ ms: 5000, least: 1 });
});

test('a table of which many wait lands at once, and alone', () => {
  expect(waited(new Company(LIMITS), { perLook: 50, most: 100 })).toEqual({ ms: 250, least: 100 });
});

test('the end of a burst lands a least time after it', () => {
  const company = new Company(LIMITS);
  for (const arrived of [50, 100, 150]) {
    expect(company.look({ arrived, most: 9 })).toBeUndefined();
  }
  const looks = [150, 151, 152, 153].map((arrived) => company.look({ arrived, most: 9 }));
  expect(looks).toEqual([undefined, undefined, undefined, 1]);
});

test('a long round makes the next ones rare, within the bound', () => {
  const company = new Company(LIMITS);
  company.took(1500);
  expect(waited(company, { perLook: 1, most: 5 })).toEqual({ ms: 3000, least: 1 });
  company.taken();
  company.took(60_000);
  expect(waited(company, { perLook: 1, most: 5 }).ms).toBe(5000);
});

test('nothing waits once all is taken', () => {
  const company = new Company(LIMITS);
  expect(company.isWaiting).toBe(false);
  company.look({ arrived: 1, most: 1 });
  expect(company.isWaiting).toBe(true);
  company.taken();
  expect(company.isWaiting).toBe(false);
});
