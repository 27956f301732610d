import { expect, test } from 'vitest';
import { anIncidentExposure, roundTrip } from '../testing/index.ts';
import { incidentExposures } from './incident-exposures.ts';

test('an exposure survives the codec', () => {
  const exposure = anIncidentExposure({ containers: ['CSQU3054383'], exposedMs: 0 });
  expect(roundTrip(incidentExposures, exposure)).toEqual(exposure);
});

test('the key is the incident: an incident on two segments is one incident', () => {
  const exposures = ['S1', 'S2'].map((segment) => anIncidentExposure({ segment }));
  expect(new Set(exposures.map(({ id }) => id)).size).toBe(2);
  expect(new Set(exposures.map((each) => incidentExposures.key(each))).size).toBe(1);
});
