import { loadReference } from '@landbridge/infra';
import { aContainerMove } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { isOverQuay, placeOf, sameFacility } from './move-place.ts';

const reference = loadReference();
const gateMove = { move: 'GTIN', mode: 'TRUCK' } as const;

test('the facility says what kind of place it is, whatever the facility type claims', () => {
  const at = (facility: string) =>
    placeOf(aContainerMove({ ...gateMove, facility, facilityType: 'CLOC' }), reference);
  expect([at('BLCT6'), at('NBDEP1'), at('CX01')]).toEqual(['TERMINAL', 'DEPOT', 'PLANT']);
});

test('a port that the reference data does not hold is abroad', () => {
  const move = aContainerMove({ facility: null, port: 'NLRTM' });
  expect(placeOf(move, reference)).toBe('ABROAD');
});

test.each([
  ['POTE', 'TERMINAL'],
  ['DEPO', 'DEPOT'],
  ['CLOC', 'PLANT'],
  ['RAMP', 'INLAND'],
  [null, 'UNKNOWN'],
])('without a facility the facility type %s means %s', (facilityType, place) => {
  const move = aContainerMove({ ...gateMove, facility: null, facilityType });
  expect(placeOf(move, reference)).toBe(place);
});

test('a quay move that names no place is at a terminal, a rail move is not', () => {
  const nowhere = { facility: null, facilityType: null, port: null } as const;
  expect(placeOf(aContainerMove({ ...nowhere, mode: null }), reference)).toBe('TERMINAL');
  expect(placeOf(aContainerMove({ ...nowhere, mode: 'RAIL' }), reference)).toBe('UNKNOWN');
});

test('only loading and discharging something that floats is over the quay', () => {
  expect(isOverQuay({ move: 'LOAD', mode: 'BARGE' })).toBe(true);
  expect(isOverQuay({ move: 'LOAD', mode: 'RAIL' })).toBe(false);
  expect(isOverQuay({ move: 'GTIN', mode: null })).toBe(false);
});

test('a facility that is not named contradicts none', () => {
  expect(sameFacility({ facility: null }, { facility: 'BLCT6' })).toBe(true);
  expect(sameFacility({ facility: 'BLCT5' }, { facility: 'BLCT6' })).toBe(false);
});
