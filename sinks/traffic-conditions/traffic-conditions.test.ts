import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { trafficConditionsTable } from './traffic-conditions.ts';

test('is sorted by segment and time', () => {
  expect(trafficConditionsTable).toMatchObject({
    name: 'traffic_conditions',
    orderBy: ['segment', 'eventTime'],
    partitionBy: 'month',
    revisions: false,
  });
});

test('shows its rows as they are: nobody is named in them', () => {
  expect(createSql(trafficConditionsTable)).not.toMatch(/pseudonym|martText/);
});
