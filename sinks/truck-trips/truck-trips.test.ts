import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { truckTripsTable } from './truck-trips.ts';

test('is sorted by trip and time, and keeps every revision', () => {
  expect(truckTripsTable).toMatchObject({
    name: 'truck_trips',
    orderBy: ['trip', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(truckTripsTable);
  expect(sql).toContain('pseudonym(truck_trips.id) AS id');
  expect(sql).toContain('pseudonym(truck_trips.plate) AS plate');
  expect(sql).toContain('pseudonym(truck_trips.trip) AS trip');
});
