import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { hinterlandDeliveriesTable } from './hinterland-deliveries.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(hinterlandDeliveriesTable).toMatchObject({
    name: 'hinterland_deliveries',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(hinterlandDeliveriesTable);
  expect(sql).toContain('pseudonym(hinterland_deliveries.id) AS id');
  expect(sql).toContain('pseudonymOrNull(hinterland_deliveries.plate) AS plate');
  expect(sql).toContain('pseudonymOrNull(hinterland_deliveries.trip) AS trip');
  expect(sql).toContain('pseudonymOrNull(hinterland_deliveries.startEventId) AS startEventId');
  expect(sql).toContain('pseudonymOrNull(hinterland_deliveries.endEventId) AS endEventId');
});
