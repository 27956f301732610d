import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { orderLinksTable } from './order-links.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(orderLinksTable).toMatchObject({
    name: 'order_links',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('has nothing personal in it', () => {
  expect(createSql(orderLinksTable)).not.toMatch(/pseudonym\(|martText/);
});
