import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { boxProgressTable } from './box-progress.ts';

test('is sorted by orderId and time, and keeps every revision', () => {
  expect(boxProgressTable).toMatchObject({
    name: 'box_progress',
    orderBy: ['orderId', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(boxProgressTable);
  expect(sql).toContain('pseudonym(box_progress.id) AS id');
  expect(sql).toContain('pseudonymOrNull(box_progress.stageEventId) AS stageEventId');
});
