import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, PipelineError, type Warehouse } from '@landbridge/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pipeline } from '../pipeline.ts';
import { recordingTerminal } from '../recording-terminal.ts';
import { queryCommand } from './query.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-query-'));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  await warehouse.execute(
    "CREATE TABLE boxes (id String COMMENT 'Which box.', teu Nullable(Float64), eventTime DateTime64(3, 'UTC')) ENGINE = Memory",
  );
  await warehouse.execute("INSERT INTO boxes VALUES ('=A1', 2, 0), ('宁波', NULL, 1000)");
  await warehouse.execute(
    "CREATE VIEW mart_boxes AS SELECT id, teu, eventTime FROM boxes COMMENT 'The boxes.'",
  );
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function query(sql: string | undefined, values: Readonly<Record<string, boolean>> = {}) {
  const terminal = recordingTerminal();
  if (queryCommand.where === 'anywhere') throw new Error('queries need the folder');
  await queryCommand.run({ positionals: sql === undefined ? [] : [sql], values, terminal }, {
    warehouse,
  } as unknown as Pipeline);
  return terminal.stdout();
}

test('--json is an array of row objects and nothing else', async () => {
  const sql = 'SELECT id, teu, count() OVER () AS boxes FROM mart_boxes ORDER BY eventTime';
  expect(JSON.parse(await query(sql, { json: true }))).toEqual([
    { id: '=A1', teu: 2, boxes: 2 },
    { id: '宁波', teu: null, boxes: 2 },
  ]);
  expect(JSON.parse(await query('SELECT id FROM mart_boxes LIMIT 0', { json: true }))).toEqual([]);
});

test('CSV is guarded against formulas', async () => {
  const sql = 'SELECT id, teu, [id] AS list FROM mart_boxes ORDER BY eventTime';
  expect(await query(sql, { csv: true })).toBe(
    'id,teu,list\r\n\'=A1,2,"[""=A1""]"\r\n宁波,,"[""宁波""]"\r\n',
  );
});

test('the table puts numbers on the right and counts the rows', async () => {
  expect(await query('SELECT id, teu FROM mart_boxes ORDER BY eventTime')).toBe(
    ['id    teu', '────  ───', '=A1     2', '宁波    –', '', '2 rows', ''].join('\n'),
  );
});

test('a whole number of 64 bits keeps its digits, alone and in a list', async () => {
  const sql =
    'SELECT toUInt64(18446744073709551615) AS n, [toInt64(9007199254740993), 7] AS list, 0.5 AS half';
  expect(JSON.parse(await query(sql, { json: true }))).toEqual([
    { n: '18446744073709551615', list: ['9007199254740993', 7], half: 0.5 },
  ]);
  expect(await query(sql, { csv: true })).toContain('18446744073709551615,');
  expect(await query(sql)).toContain('18446744073709551615');
});

test('a query that the engine refuses is told what there is', async () => {
  for (const sql of ['SELECT nothing FROM mart_boxes', 'SELECT id FRM mart_boxes']) {
    const error = await query(sql).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'query-refused' });
    expect(String(error)).toContain('query --list');
    expect(String(error)).not.toContain('migration');
  }
});

test('what is no mart is refused', async () => {
  const refused = (sql: string) => query(sql).catch((error: unknown) => error);
  for (const sql of ['SELECT * FROM boxes', 'DROP TABLE boxes', "SELECT file('/etc/passwd')"]) {
    expect(await refused(sql), sql).toBeInstanceOf(PipelineError);
  }
  expect(await refused('SELECT * FROM boxes')).toMatchObject({ code: 'query-refused' });
  await expect(query(undefined)).rejects.toThrow('--list');
});

test('--list shows the marts with columns, comments and an example that runs', async () => {
  const text = await query(undefined, { list: true });
  expect(text).toContain('mart_boxes  The boxes.');
  expect(text).toMatch(/ {2}teu +Nullable\(Float64\)/);
  const [mart] = JSON.parse(await query(undefined, { list: true, json: true }));
  expect(mart.example).toBe(
    'SELECT id, teu, eventTime FROM mart_boxes ORDER BY eventTime DESC LIMIT 5',
  );
  expect(await query(mart.example)).toContain('2 rows');
});
