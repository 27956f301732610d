import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { truckVisitsTable } from './truck-visits.ts';

test('is sorted by plate and time, and keeps every revision', () => {
  expect(truckVisitsTable).toMatchObject({
    name: 'truck_visits',
    orderBy: ['plate', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(truckVisitsTable);
  expect(sql).toContain('pseudonym(truck_visits.id) AS id');
  expect(sql).toContain('pseudonym(truck_visits.plate) AS plate');
  expect(sql).toContain('pseudonymOrNull(truck_visits.startEventId) AS startEventId');
  expect(sql).toContain('pseudonymOrNull(truck_visits.endEventId) AS endEventId');
});
