import { expect, test } from 'vitest';
import { aTruckVisit, at, roundTrip } from '../testing/index.ts';
import { truckVisits } from './truck-visits.ts';

test('a visit survives the codec', () => {
  const visit = aTruckVisit({ gateOutAt: at('08:40'), boxesOut: ['CSQU3054383'] });
  expect(roundTrip(truckVisits, visit)).toEqual(visit);
});

test('turn time is gate-in to gate-out; the queue before it counts to the visit', () => {
  const visit = aTruckVisit({
    queueStartAt: at('07:50'),
    gateInAt: at('08:00'),
    gateOutAt: at('08:40'),
  });
  expect(visit).toMatchObject({
    queueMs: at('08:00') - at('07:50'),
    turnMs: at('08:40') - at('08:00'),
    visitMs: at('08:40') - at('07:50'),
  });
});

test('a visit whose start nobody saw stands at its end', () => {
  const visit = aTruckVisit({ gateInAt: null, gateOutAt: at('08:40') });
  expect(visit).toMatchObject({ eventTime: at('08:40'), quality: 'NO_START', turnMs: null });
  expect(truckVisits.key(visit)).toBe(visit.plate);
});
