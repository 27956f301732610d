import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { orderReferencesTable } from './order-references.ts';

test('is sorted by reference and time, and keeps every revision', () => {
  expect(orderReferencesTable).toMatchObject({
    name: 'order_references',
    orderBy: ['reference', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('has nothing personal in it', () => {
  expect(createSql(orderReferencesTable)).not.toMatch(/pseudonym\(|martText/);
});
