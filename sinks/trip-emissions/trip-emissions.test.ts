import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { tripEmissionsTable } from './trip-emissions.ts';

test('is sorted by trip and time, and keeps every revision', () => {
  expect(tripEmissionsTable).toMatchObject({
    name: 'trip_emissions',
    orderBy: ['trip', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(tripEmissionsTable);
  expect(sql).toContain('pseudonym(trip_emissions.id) AS id');
  expect(sql).toContain('pseudonym(trip_emissions.trip) AS trip');
  expect(sql).toContain('pseudonym(trip_emissions.plate) AS plate');
});
