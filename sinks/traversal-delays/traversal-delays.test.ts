import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { traversalDelaysTable } from './traversal-delays.ts';

test('is sorted by segment and time, and keeps every revision', () => {
  expect(traversalDelaysTable).toMatchObject({
    name: 'traversal_delays',
    orderBy: ['segment', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(traversalDelaysTable);
  expect(sql).toContain('pseudonym(traversal_delays.id) AS id');
  expect(sql).toContain('pseudonym(traversal_delays.plate) AS plate');
  expect(sql).toContain('pseudonym(traversal_delays.trip) AS trip');
});
