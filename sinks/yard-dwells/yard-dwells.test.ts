import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { yardDwellsTable } from './yard-dwells.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(yardDwellsTable).toMatchObject({
    name: 'yard_dwells',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(yardDwellsTable);
  expect(sql).toContain('pseudonym(yard_dwells.id) AS id');
  expect(sql).toContain('pseudonymOrNull(yard_dwells.startEventId) AS startEventId');
  expect(sql).toContain('pseudonymOrNull(yard_dwells.endEventId) AS endEventId');
});
