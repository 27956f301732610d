import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { truckTraversalsTable } from './truck-traversals.ts';

test('is sorted by segment and time, and keeps every revision', () => {
  expect(truckTraversalsTable).toMatchObject({
    name: 'truck_traversals',
    orderBy: ['segment', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(truckTraversalsTable);
  expect(sql).toContain('pseudonym(truck_traversals.id) AS id');
  expect(sql).toContain('pseudonym(truck_traversals.plate) AS plate');
  expect(sql).toContain('pseudonym(truck_traversals.trip) AS trip');
});
