import { HOUR_MS, type IncidentValidity } from '@landbridge/schemas';
import { aTrafficIncident, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { incidentValidities } from './incident-validities.ts';

function validities(...incidents: ReturnType<typeof aTrafficIncident>[]) {
  const port = testDriver(incidentValidities, madeReference());
  port.pipe('incident', ...incidents);
  return port.rows<IncidentValidity>('validity');
}

test('puts an accident where it began, and not where it became known', () => {
  const known = aTrafficIncident({ eventTime: at('08:07'), validFrom: at('08:00') });
  expect(validities(known)).toMatchObject([
    {
      id: `${known.segment}/${known.id}`,
      eventTime: at('08:00') - 6 * HOUR_MS,
      statedAt: at('08:07'),
      validFrom: at('08:00'),
      validUntil: null,
    },
  ]);
});

test('puts works that are announced where they will begin', () => {
  const announced = aTrafficIncident({
    kind: 'WORKS',
    eventTime: at('08:00'),
    validFrom: at('22:00'),
  });
  expect(validities(announced)).toMatchObject([{ eventTime: at('16:00'), validFrom: at('22:00') }]);
});

test('lets what is made known days later hold from a day before', () => {
  const late = aTrafficIncident({ eventTime: at('08:00'), validFrom: at('2026-03-01 08:00') });
  expect(validities(late)).toMatchObject([{ validFrom: at('2026-03-10 08:00') }]);
});

test('states the end when the incident is stated again with one', () => {
  const port = testDriver(incidentValidities, madeReference());
  const open = aTrafficIncident();
  port.pipe('incident', open);
  port.pipe('incident', { ...open, revision: 2, validUntil: at('09:00') } as typeof open);
  expect(port.rows('validity')).toMatchObject([{ validUntil: at('09:00') }]);
});
