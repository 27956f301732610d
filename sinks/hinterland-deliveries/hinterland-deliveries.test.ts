import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import { defineDerivedTopic, type Header, hinterlandDeliveries } from '@landbridge/schemas';
import { aHinterlandDelivery, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { openSinks } from '../runtime/open-sinks.ts';
import { appendEvents, NO_PAUSE, TEST_CLOCK } from '../runtime/testing.ts';
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

test('a delivery without a gate-out lands beside one that was written when each had one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-deliveries-'));
  const log = inMemoryLog({ partitions: 1, clock: TEST_CLOCK });
  const warehouse = await openChdbWarehouse({ folder });
  const tables = [hinterlandDeliveriesTable];
  const sinks = await openSinks({ log, warehouse, clock: TEST_CLOCK, tables, pause: NO_PAUSE });
  const { name, about, key, keyField, placing, spanMs, schemas } = hinterlandDeliveries;
  const [first] = schemas;
  const before = { name, about, key, keyField, placing, spanMs, schemas: first ? [first] : [] };
  await appendEvents(log, defineDerivedTopic<Header>(before as never), [aHinterlandDelivery()]);
  const unseen = { gateOutAt: null, id: 'unseen', eventTime: at('09:00') };
  await appendEvents(log, hinterlandDeliveries, [{ ...aHinterlandDelivery(), ...unseen }]);
  await sinks.idle();
  const rows = await warehouse.query<{ at: string | null }>(
    'SELECT toUnixTimestamp64Milli(gateOutAt) AS at FROM mart_hinterland_deliveries ORDER BY eventTime',
  );
  expect(rows.map((row) => (row.at === null ? null : Number(row.at)))).toEqual([at('08:00'), null]);
  await sinks.stop();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
