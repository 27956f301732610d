import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hashTables } from './table-hashes.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-hashes-'));
let warehouse: Warehouse;
let batch = 0;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  await warehouse.execute(`CREATE TABLE yard_dwells (
    _off Int64, id String, revision UInt64, retracted Bool, dwellMs Nullable(Int64), ingestedAt Int64, address String,
    causes Array(String)
  ) ENGINE = ReplacingMergeTree(revision, retracted) ORDER BY id`);
}, 60_000);
beforeEach(() => warehouse.execute('TRUNCATE TABLE yard_dwells'));
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function hashOf(...rows: readonly Readonly<Record<string, unknown>>[]) {
  await warehouse.execute('TRUNCATE TABLE yard_dwells');
  for (const row of rows) {
    batch += 1;
    const full = { id: 'A', revision: 1, dwellMs: 5, causes: ['t/1'], ...row };
    await warehouse.insert({
      table: 'yard_dwells',
      columns: Object.keys(full),
      token: `batch-${batch}`,
      format: 'JSONEachRow',
      body: [Buffer.from(JSON.stringify(full))],
    });
  }
  const [hash] = await hashTables(warehouse);
  return hash;
}

test('order, revisions, addresses and the time of ingestion do not count', async () => {
  const plain = await hashOf({ id: 'A' }, { id: 'B' });
  expect(plain).toMatchObject({ table: 'yard_dwells', rows: 2 });
  expect(await hashOf({ id: 'B' }, { id: 'A' })).toEqual(plain);
  const passing = { _off: 9, ingestedAt: 9, address: 'file 9', revision: 9 };
  expect(await hashOf({ id: 'A', ...passing }, { id: 'B' })).toEqual(plain);
});

test('a replaced row counts as what it is now, a retracted one not at all', async () => {
  const plain = await hashOf({ id: 'A' });
  expect(await hashOf({ id: 'A', dwellMs: 7 }, { id: 'A', revision: 2 })).toEqual(plain);
  expect(await hashOf({ id: 'A' }, { id: 'B' }, { id: 'B', revision: 2, retracted: true })).toEqual(
    plain,
  );
});

test('any other difference in content is seen', async () => {
  const plain = await hashOf({ id: 'A' });
  for (const row of [{ id: 'B' }, { dwellMs: 6 }, { dwellMs: null }, { causes: ['t/2'] }]) {
    expect((await hashOf(row))?.hash).not.toBe(plain?.hash);
  }
  expect((await hashOf({ id: 'A' }, { id: 'B' }))?.hash).not.toBe(plain?.hash);
});
