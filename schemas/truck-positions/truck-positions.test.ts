import { expect, test } from 'vitest';
import { aTruckPosition, at, roundTrip } from '../testing/index.ts';
import { truckPositions } from './truck-positions.ts';

test('a position survives the codec', () => {
  const position = aTruckPosition({ lat: -29.935_612_3, load: 'HALF' });
  expect(roundTrip(truckPositions, position)).toEqual(position);
});

test('the key is the plate, also of a terminal that nobody registered', () => {
  expect(truckPositions.key(aTruckPosition())).toBe('浙B12345-2');
  expect(truckPositions.key(aTruckPosition({ plate: 'terminal:013912345678' }))).toBe(
    'terminal:013912345678',
  );
});

test('positions are timed: their id holds source, plate and time', () => {
  const position = aTruckPosition({ source: 'jt808', eventTime: at('08:00:30') });
  expect(position.id).toBe(`jt808:浙B12345-2:${at('08:00:30')}`);
  expect(truckPositions).toMatchObject({ kind: 'fact', received: undefined });
});
