import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listMarts, showMarts } from './query-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-query-list-'));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  for (const sql of [
    "CREATE TABLE boxes (id String COMMENT 'Which box.', startAt DateTime COMMENT 'When it came.') ENGINE = Memory",
    "CREATE TABLE places (id String COMMENT 'Which place.', teu Float64 COMMENT 'Room for boxes.') ENGINE = Memory",
    "CREATE TABLE trips (startAt DateTime COMMENT 'Start of the trip.') ENGINE = Memory",
    "CREATE VIEW mart_boxes AS SELECT id, startAt FROM boxes COMMENT 'The boxes.'",
    'CREATE VIEW at_boxes AS SELECT *, id AS box FROM mart_boxes WHERE startAt <= {asOf:DateTime}',
    "CREATE VIEW mart_boxes_now AS SELECT *, 1 AS teu, 2 AS age FROM at_boxes(asOf = now()) COMMENT 'Those here.'",
    "CREATE VIEW mart_hours AS SELECT today() AS startAt COMMENT 'Hours.'",
  ]) {
    await warehouse.execute(sql);
  }
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a column is what the tables behind its mart say that it is', async () => {
  const marts = await listMarts(warehouse);
  const said = marts.map(({ mart, columns }) => [mart, columns.map(({ about }) => about)]);
  expect(said).toEqual([
    ['mart_boxes', ['Which box.', 'When it came.']],
    // Through a view with a parameter; under another name; of another table, where only one has the name; nothing of what is computed.
    ['mart_boxes_now', ['Which box.', 'When it came.', 'Which box.', 'Room for boxes.', '']],
    // Two tables have the name, and mean different things by it.
    ['mart_hours', ['']],
  ]);
});

test('the list shows comments beside types', async () => {
  const text = showMarts(await listMarts(warehouse));
  expect(text).toContain('mart_boxes  The boxes.');
  expect(text).toMatch(/ {2}id +String +Which box\./);
});
