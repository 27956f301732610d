import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { truckPassagesTable } from './truck-passages.ts';

test('is sorted by plate and time, and keeps every revision', () => {
  expect(truckPassagesTable).toMatchObject({
    name: 'truck_passages',
    orderBy: ['plate', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(truckPassagesTable);
  expect(sql).toContain('pseudonym(truck_passages.id) AS id');
  expect(sql).toContain('pseudonym(truck_passages.plate) AS plate');
});
