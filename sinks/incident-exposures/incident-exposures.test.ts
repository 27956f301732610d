import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { incidentExposuresTable } from './incident-exposures.ts';

test('is sorted by incidentId and time, and keeps every revision', () => {
  expect(incidentExposuresTable).toMatchObject({
    name: 'incident_exposures',
    orderBy: ['incidentId', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(incidentExposuresTable);
  expect(sql).toContain('pseudonym(incident_exposures.id) AS id');
  expect(sql).toContain('pseudonym(incident_exposures.trip) AS trip');
  expect(sql).toContain('pseudonym(incident_exposures.plate) AS plate');
});
