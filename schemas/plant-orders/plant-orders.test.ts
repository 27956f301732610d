import { expect, test } from 'vitest';
import { aPlantOrder, at, roundTrip } from '../testing/index.ts';
import { plantOrders } from './plant-orders.ts';

test('an order survives the codec', () => {
  const order = aPlantOrder({ milestone: 'INBOUND_NEEDED_BY', neededBy: at('2026-03-14 08:00') });
  expect(roundTrip(plantOrders, order)).toEqual(order);
});

test('all statements about an order share its key, and each is a fact of its own', () => {
  const statements = [
    aPlantOrder({ milestone: 'RELEASED' }),
    aPlantOrder({ milestone: 'COMPLETED', eventTime: at('17:00') }),
  ];
  expect(new Set(statements.map((event) => plantOrders.key(event))).size).toBe(1);
  expect(new Set(statements.map((event) => event.id)).size).toBe(2);
});

test('orders may be restated in anything, so they settle', () => {
  expect(plantOrders.received?.name).toBe('plant.orders.received');
});

test('numbered statements of one minute rank by number, and beyond the highest rank alike', () => {
  const ranks = ['1', '9', '10', '20231', 'B-7', null].map((statement) =>
    plantOrders.rank(aPlantOrder({ statement })),
  );
  expect(ranks).toEqual([1, 9, 10, 255, 0, 0]);
});
