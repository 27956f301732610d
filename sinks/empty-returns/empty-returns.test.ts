import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { emptyReturnsTable } from './empty-returns.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(emptyReturnsTable).toMatchObject({
    name: 'empty_returns',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(emptyReturnsTable);
  expect(sql).toContain('pseudonym(empty_returns.id) AS id');
  expect(sql).toContain('pseudonymOrNull(empty_returns.startEventId) AS startEventId');
  expect(sql).toContain('pseudonymOrNull(empty_returns.endEventId) AS endEventId');
});
