import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { plantOrdersTable } from './plant-orders.ts';

test('is sorted by order id and time', () => {
  expect(plantOrdersTable).toMatchObject({
    name: 'plant_orders',
    orderBy: ['orderId', 'eventTime'],
    partitionBy: 'month',
    revisions: false,
  });
});

test('shows its rows as they are: nobody is named in them', () => {
  expect(createSql(plantOrdersTable)).not.toMatch(/pseudonym|martText/);
});
