import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { orderBoxesTable } from './order-boxes.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(orderBoxesTable).toMatchObject({
    name: 'order_boxes',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('shows its rows as they are: nobody is named in them', () => {
  expect(createSql(orderBoxesTable)).not.toMatch(/pseudonym|martText/);
});
