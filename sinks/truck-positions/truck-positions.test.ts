import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { truckPositionsTable } from './truck-positions.ts';

test('is sorted by plate and time', () => {
  expect(truckPositionsTable).toMatchObject({
    name: 'truck_positions',
    orderBy: ['plate', 'eventTime'],
    partitionBy: 'month',
    revisions: false,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(truckPositionsTable);
  expect(sql).toContain('pseudonym(truck_positions.id) AS id');
  expect(sql).toContain('pseudonym(truck_positions.plate) AS plate');
});
