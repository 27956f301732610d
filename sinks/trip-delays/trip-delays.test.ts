import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { tripDelaysTable } from './trip-delays.ts';

test('is sorted by trip and time, and keeps every revision', () => {
  expect(tripDelaysTable).toMatchObject({
    name: 'trip_delays',
    orderBy: ['trip', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(tripDelaysTable);
  expect(sql).toContain('pseudonym(trip_delays.id) AS id');
  expect(sql).toContain('pseudonym(trip_delays.plate) AS plate');
  expect(sql).toContain('pseudonym(trip_delays.trip) AS trip');
});
