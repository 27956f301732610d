import { expect, test } from 'vitest';
import { anIncidentValidity, at, roundTrip } from '../testing/index.ts';
import { incidentValidities } from './incident-validities.ts';

test('a validity survives the codec', () => {
  const validity = anIncidentValidity({ validUntil: at('09:00'), kind: 'CLOSURE' });
  expect(roundTrip(incidentValidities, validity)).toEqual(validity);
});

test('it stands as long before it holds as a traversal may last, and is known a day late at most', () => {
  expect(anIncidentValidity()).toMatchObject({ eventTime: at('02:00'), validFrom: at('08:00') });
  expect(incidentValidities.spanMs).toBe(30 * 3_600_000);
});
