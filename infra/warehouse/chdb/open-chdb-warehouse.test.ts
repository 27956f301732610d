import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { warehouseContract } from '../warehouse-contract.ts';
import { openChdbWarehouse } from './open-chdb-warehouse.ts';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-chdb-'));
const opening = openChdbWarehouse({ folder: join(folder, 'data') });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

warehouseContract(() => opening);

test('does not carry the settings of one statement into the next', async () => {
  const warehouse = await opening;
  await warehouse.execute(
    'CREATE TABLE plain (a Int64) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100',
  );
  const insert = { table: 'plain', columns: ['a'], format: 'JSONEachRow' as const, token: 'x' };
  await warehouse.insert({ ...insert, body: [Buffer.from('{"a":1}\n')] });
  await warehouse.execute('INSERT INTO plain VALUES (1)');
  expect(await warehouse.query('SELECT count() AS rows FROM plain')).toEqual([{ rows: 2 }]);
});

test('stays within its memory', async () => {
  const warehouse = await opening;
  const [row] = await warehouse.query<{ value: string }>(
    "SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'",
  );
  expect(Number(row?.value)).toBeLessThanOrEqual(1 << 30);
});

test('refuses a folder that another process owns', async () => {
  await opening;
  const child = `
    import('${import.meta.resolve('./open-chdb-warehouse.ts')}')
      .then(({ openChdbWarehouse }) => openChdbWarehouse({ folder: ${JSON.stringify(join(folder, 'data'))} }))
      .then(() => console.log('opened'), (error) => console.log(error.code))
      .then(() => process.exit(0));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', child], {
    encoding: 'utf8',
  });
  expect(stdout.trim()).toBe('data-dir-in-use');
});
