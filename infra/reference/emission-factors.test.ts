import { expect, test } from 'vitest';
import { factorOf, readEmissions } from './emission-factors.ts';
import { loadReference } from './load-reference.ts';

const factor = {
  unit: 'L',
  ladenPer100Km: 38,
  emptyPer100Km: 27,
  bobtailPer100Km: 22,
  idlePerHour: 2.5,
  kgCo2ePerUnit: 3.24,
  source: 'a test',
};
const others = [
  { ...factor, fuel: 'LNG' },
  { ...factor, fuel: 'ELECTRIC' },
];

function aSet(...diesel: readonly object[]) {
  const factors = [...diesel.map((each) => ({ ...factor, fuel: 'DIESEL', ...each })), ...others];
  return { set: 'made 1', basis: 'WTW', method: 'DEFAULT', factors };
}

test('the set of Ningbo is well to wheel, and says where its factors come from', () => {
  const { emissions } = loadReference();
  expect(emissions).toMatchObject({ basis: 'WTW', method: 'DEFAULT' });
  const diesel = factorOf(emissions, { fuel: 'DIESEL', atMs: 0 });
  expect(diesel).toMatchObject({ unit: 'L', ladenPer100Km: 38, kgCo2ePerUnit: 3.24 });
  expect(emissions.factors.every(({ source }) => source.length > 20)).toBe(true);
});

test('a factor holds from a time until another', () => {
  const turn = '2026-01-01T00:00:00+08:00';
  const set = readEmissions(aSet({ validUntil: turn }, { validFrom: turn, kgCo2ePerUnit: 3.1 }));
  const at = (time: string) => factorOf(set, { fuel: 'DIESEL', atMs: Date.parse(time) });
  expect(at('2025-12-31T15:59:59Z')?.kgCo2ePerUnit).toBe(3.24);
  expect(at('2025-12-31T16:00:00Z')?.kgCo2ePerUnit).toBe(3.1);
});

test('before the first factor of a fuel there is none', () => {
  const set = readEmissions(aSet({ validFrom: '2026-01-01T00:00:00+08:00' }));
  expect(factorOf(set, { fuel: 'DIESEL', atMs: 0 })).toBeUndefined();
});

test.each([
  ['two factors of a fuel at one time', aSet({}, {}), 'lies in the validity of another'],
  ['a fuel without a factor', aSet(), 'must have one for DIESEL'],
  ['a factor below zero', aSet({ kgCo2ePerUnit: -1 }), 'kgCo2ePerUnit must be a number'],
  ['no word of where it comes from', aSet({ source: '' }), 'source must be a text'],
  ['a basis that is neither', { ...aSet({}), basis: 'WTT' }, 'basis must be one of WTW, TTW'],
  ['no name', { ...aSet({}), set: undefined }, 'set must be a text'],
])('a set with %s is refused', (_, set, why) => {
  expect(() => readEmissions(set)).toThrow(why);
});
