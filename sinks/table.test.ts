import { containerEvents, deadLetters, trafficConditions, yardDwells } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { defineTable } from './table.ts';

test('takes order and months from the placing fields', () => {
  expect(defineTable(trafficConditions)).toMatchObject({
    name: 'traffic_conditions',
    orderBy: ['segment', 'eventTime'],
    partitionBy: 'month',
  });
});

test('cuts no months where the event time may change without the engine knowing', () => {
  expect(defineTable(deadLetters)).toMatchObject({ orderBy: ['stage'], partitionBy: 'none' });
});

test('keeps the revisions of computed rows only', () => {
  expect(defineTable(yardDwells).revisions).toBe(true);
  expect(defineTable(containerEvents).revisions).toBe(false);
  expect(defineTable(yardDwells, { revisions: false }).revisions).toBe(false);
});

test('refuses statements that are not settled yet', () => {
  const { received } = containerEvents;
  if (received === undefined) throw new Error('container.events is settled');
  expect(() => defineTable(received)).toThrow('the settled topic does');
});
