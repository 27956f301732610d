import { expect, test } from 'vitest';
import { aTrafficIncident, at, roundTrip } from '../testing/index.ts';
import { trafficIncidents } from './traffic-incidents.ts';

test('an incident survives the codec', () => {
  const incident = aTrafficIncident({ kind: 'FLOOD', validUntil: at('12:00') });
  expect(roundTrip(trafficIncidents, incident)).toEqual(incident);
});

test('an incident is found by the segment it lies on, under its number whatever it says', () => {
  const reported = aTrafficIncident();
  const ended = aTrafficIncident({ validUntil: at('09:00'), revision: 2 });
  expect(ended.id).toBe(reported.id);
  expect(trafficIncidents.key(aTrafficIncident({ segment: 'G1523-E' }))).toBe('G1523-E');
});
