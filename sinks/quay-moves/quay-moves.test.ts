import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { quayMovesTable } from './quay-moves.ts';

test('is sorted by facility group and time, and keeps every revision', () => {
  expect(quayMovesTable).toMatchObject({
    name: 'quay_moves',
    orderBy: ['facilityGroup', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(quayMovesTable);
  expect(sql).toContain('pseudonym(quay_moves.id) AS id');
});
