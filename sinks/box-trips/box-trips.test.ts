import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { boxTripsTable } from './box-trips.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(boxTripsTable).toMatchObject({
    name: 'box_trips',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(boxTripsTable);
  expect(sql).toContain('pseudonym(box_trips.id) AS id');
  expect(sql).toContain('pseudonym(box_trips.plate) AS plate');
  expect(sql).toContain('pseudonym(box_trips.trip) AS trip');
});
