import { expect, test } from 'vitest';
import { aTruckPassage, at, roundTrip } from '../testing/index.ts';
import { truckPassages } from './truck-passages.ts';

test('a passage survives the codec', () => {
  const passage = aTruckPassage({ leftAt: at('08:20'), containers: ['CSQU3054383'] });
  expect(roundTrip(truckPassages, passage)).toEqual(passage);
});

test('a truck in the queue and then in the terminal makes two passages', () => {
  const passages = [
    aTruckPassage({ placeKind: 'QUEUE' }),
    aTruckPassage({ placeKind: 'TERMINAL' }),
  ];
  expect(new Set(passages.map((passage) => passage.id)).size).toBe(2);
  expect(new Set(passages.map((passage) => truckPassages.key(passage))).size).toBe(1);
});
