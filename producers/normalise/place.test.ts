import { expect, test } from 'vitest';
import { testReference } from '../testing/test-reference.ts';
import { isImoNumber, isLocode, type ReceivedPlace, resolvePlace } from './place.ts';

const MARCH = Date.UTC(2026, 2, 11);

function resolve(place: Partial<ReceivedPlace>) {
  const flags = new Set<string>();
  const received = { locode: null, facility: null, atMs: MARCH, ...place };
  return { ...resolvePlace(testReference(), received, flags), flags: [...flags] };
}

test.each(['CNNBO', 'CNNBG', 'CNNGB', 'CNNPO', 'cnnbo '])(
  'takes %s for the port of Ningbo and keeps the code',
  (locode) => {
    expect(resolve({ locode })).toMatchObject({ port: 'NINGBO', locodeText: locode, flags: [] });
  },
);

test('keeps the LOCODE of a port that has no alias', () => {
  expect(resolve({ locode: 'NLRTM' })).toMatchObject({ port: 'NLRTM', flags: [] });
});

test('flags a LOCODE of no country and of no form', () => {
  expect(resolve({ locode: 'XYABC' }).flags).toEqual(['UNKNOWN_LOCODE']);
  expect(resolve({ locode: 'NINGBO' }).flags).toEqual(['UNKNOWN_LOCODE']);
});

test('resolves a facility with its group and zone', () => {
  expect(resolve({ locode: 'CNNBO', facility: 'BLCT6' })).toMatchObject({
    facility: 'BLCT6',
    facilityGroup: 'Meishan',
    zone: 'Asia/Shanghai',
    flags: [],
  });
});

test('gives the successor of an expired facility and flags it', () => {
  expect(resolve({ facility: 'BLCT3' })).toMatchObject({
    facility: 'BLTCT',
    facilityText: 'BLCT3',
    facilityGroup: 'Chuanshan',
    flags: ['EXPIRED_FACILITY'],
  });
});

test('leaves the facility alone while its code was valid', () => {
  const atMs = Date.UTC(2019, 1, 1);
  expect(resolve({ facility: 'BLCT3', atMs })).toMatchObject({ facility: 'BLCT3', flags: [] });
});

test('does not take a terminal of another port for ours', () => {
  expect(resolve({ locode: 'NLRTM', facility: 'BLCT6' })).toMatchObject({
    port: 'NLRTM',
    facility: null,
    facilityText: 'BLCT6',
    flags: ['UNKNOWN_FACILITY'],
  });
});

test('takes the port from the facility where no LOCODE is given', () => {
  expect(resolve({ facility: 'BLCT6' }).port).toBe('NINGBO');
});

test('knows nothing of a place that is not named', () => {
  expect(resolve({})).toMatchObject({ port: null, facility: null, zone: null, flags: [] });
});

test('tells LOCODEs from other words', () => {
  expect(['CNNBO', 'USNYC', 'XZABC'].map(isLocode)).toEqual([true, true, true]);
  expect(['', 'CN', 'XYABC', 'CNNB1', 'cnnbo'].map(isLocode)).toEqual(Array(5).fill(false));
});

test('checks IMO numbers', () => {
  expect(['9321483', '1234567'].map(isImoNumber)).toEqual([true, true]);
  expect(['1111111', '932148', 'NCVV'].map(isImoNumber)).toEqual([false, false, false]);
});
