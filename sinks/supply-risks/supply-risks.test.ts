import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { supplyRisksTable } from './supply-risks.ts';

test('is sorted by orderId and time, and keeps every revision', () => {
  expect(supplyRisksTable).toMatchObject({
    name: 'supply_risks',
    orderBy: ['orderId', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(supplyRisksTable);
  expect(sql).toContain('pseudonymOrNull(supply_risks.stageEventId) AS stageEventId');
});
