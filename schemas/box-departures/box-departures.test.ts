import { expect, test } from 'vitest';
import { aBoxDeparture, at, roundTrip } from '../testing/index.ts';
import { boxDepartures } from './box-departures.ts';

test('a departure survives the codec', () => {
  const departure = aBoxDeparture({ milestone: 'DEPARTED', cargoClosingAt: at('04:00') });
  expect(roundTrip(boxDepartures, departure)).toEqual(departure);
});

test('what a call means for a box stands under the box', () => {
  expect(boxDepartures.key(aBoxDeparture({ container: 'NBXU1234568' }))).toBe('NBXU1234568');
});
