import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChdbWarehouse } from '../chdb/open-chdb-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-free-'));
const secret = join(folder, 'secret.csv');
const outfile = join(folder, 'written.csv');
const KEY = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
let warehouse: Warehouse;

beforeAll(async () => {
  writeFileSync(secret, 'top secret\n');
  warehouse = await openChdbWarehouse({
    folder: join(folder, 'data'),
    pseudonymSecret: 'sixteen letters!',
    freeQueryLimits: { max_result_rows: 1000, max_rows_to_read: 5000, max_execution_time: 5 },
  });
  await warehouse.execute(
    'CREATE TABLE trucks (id String, plate Nullable(String), hour DateTime, n Int64) ENGINE = MergeTree ORDER BY id',
  );
  await warehouse.execute(
    "INSERT INTO trucks VALUES ('a', '浙B12345-2', '2026-03-11 08:00:00', 1)",
  );
  await warehouse.execute('CREATE TABLE large (n UInt64) ENGINE = MergeTree ORDER BY n');
  await warehouse.execute('INSERT INTO large SELECT number FROM numbers(10000)');
  await warehouse.execute('CREATE VIEW mart_large AS SELECT n FROM large');
  await warehouse.execute('CREATE TABLE some (n UInt64) ENGINE = MergeTree ORDER BY n');
  await warehouse.execute('INSERT INTO some SELECT number FROM numbers(1500)');
  await warehouse.execute('CREATE VIEW mart_some AS SELECT n FROM some');
  await warehouse.execute(
    'CREATE VIEW mart_trucks AS SELECT pseudonym(id) AS id, pseudonymOrNull(plate) AS plate, hour, n FROM trucks',
  );
  await warehouse.execute('CREATE DATABASE ops');
  await warehouse.execute('CREATE TABLE ops.ledger (a Int64) ENGINE = MergeTree ORDER BY a');
});
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['SELECT n FROM mart_trucks;', '1'],
  ['SELECT count(*), quantileTDigestIf(0.5)(n, n > 0) FROM mart_trucks', '1\t1'],
  ['WITH c AS (SELECT n FROM mart_trucks) SELECT sum(n) OVER (ORDER BY n) FROM c', '1'],
  [
    'SELECT a.n FROM mart_trucks AS a LEFT JOIN mart_trucks b ON a.id = b.id WHERE a.n IN (1, 2)',
    '1',
  ],
  ['SELECT n FROM mart_trucks WHERE id IN (SELECT id FROM mart_trucks)', '1'],
  [
    'SELECT toStartOfInterval(hour, INTERVAL 15 MINUTE) AS q, count() FROM mart_trucks GROUP BY ALL ORDER BY q LIMIT 5',
    '2026-03-11 08:00:00\t1',
  ],
  ["SELECT CASE WHEN n > 0 THEN 'é;--' ELSE 'x' END AS `a b` FROM mart_trucks", 'é;--'],
  ['(SELECT n FROM mart_trucks) UNION ALL SELECT 1', '1\n1'],
  ['SELECT * EXCEPT (id, plate, hour) FROM mart_trucks', '1'],
])('runs %s', async (sql, rows) => {
  expect((await warehouse.queryFree(sql, 'TSV')).trim()).toBe(rows);
});

test.each([
  ['writes a file', `SELECT 1 INTO OUTFILE '${outfile}'`],
  [
    'writes a file from a subquery',
    `SELECT * FROM (SELECT 1) INTO OUTFILE '${outfile}' FORMAT CSV`,
  ],
  ['reads a file by a scalar', `SELECT file('${secret}')`],
  ['reads a file by a table function', `SELECT * FROM file('${secret}', 'LineAsString')`],
  ['reaches the network', "SELECT * FROM url('http://127.0.0.1:1/', 'CSV')"],
  ['reaches another server', "SELECT * FROM remote('127.0.0.1', 'system', 'one')"],
  ['reads any table by a pattern', "SELECT * FROM merge('default', '.*')"],
  ['runs a program', "SELECT * FROM executable('sh', 'TSV', 'a String')"],
  ['reads a dictionary', "SELECT dictGet('d', 'a', 1)"],
  ['reads a dictionary as a table', "SELECT * FROM dictionary('d')"],
  ['reads a joined table by name', "SELECT joinGet('default.trucks', 'plate', 'a')"],
  ['reads the system', 'SELECT * FROM system.tables'],
  ['reads the system by another name', 'SELECT * FROM information_schema.tables'],
  ['asks for the host', 'SELECT hostName()'],
  ['asks for a setting', "SELECT getSetting('readonly')"],
  ['kills a query', 'KILL QUERY WHERE 1'],
  ['changes a setting', 'SET readonly = 0'],
  ['changes a setting in the query', 'SELECT n FROM mart_trucks SETTINGS max_result_rows = 0'],
  [
    'changes a setting in a subquery',
    'SELECT * FROM (SELECT n FROM mart_trucks SETTINGS readonly = 0)',
  ],
  ['runs a second statement', `SELECT 1; INSERT INTO trucks (id) VALUES ('b')`],
  ['writes', 'INSERT INTO trucks SELECT * FROM mart_trucks'],
  ['drops', 'DROP TABLE trucks'],
  ['explains what a view hides', 'EXPLAIN SYNTAX SELECT * FROM mart_trucks'],
  ['shows what a view hides', 'SHOW CREATE VIEW mart_trucks'],
  ['describes', 'DESCRIBE TABLE mart_trucks'],
  ['reads a base table', 'SELECT plate FROM trucks'],
  ['reads a base table by its database', 'SELECT plate FROM default.trucks'],
  ['reads a base table by a quoted name', 'SELECT plate FROM `trucks`'],
  ['reads the ledger', 'SELECT * FROM ops.ledger'],
  ['reads a base table behind IN', 'SELECT n FROM mart_trucks WHERE n IN trucks'],
  [
    'reads a base table behind IN of a database',
    'SELECT n FROM mart_trucks WHERE n IN default.trucks',
  ],
  [
    'reads a base table in a subquery',
    'SELECT n FROM mart_trucks WHERE n IN (SELECT n FROM trucks)',
  ],
  ['reads a base table in a union', 'SELECT n FROM mart_trucks UNION ALL SELECT n FROM trucks'],
  [
    'reads a base table behind a name of its own elsewhere',
    'SELECT (WITH trucks AS (SELECT 1) SELECT 1), plate FROM trucks',
  ],
  ['reads a base table in a view function', 'SELECT * FROM view(SELECT * FROM trucks)'],
  ['makes pseudonyms to compare', "SELECT pseudonym('浙B12345-2')"],
  ['applies a function unseen', 'SELECT * APPLY(file) FROM mart_trucks'],
  ['picks columns by a pattern', "SELECT COLUMNS('.*') FROM mart_trucks"],
  ['hides a name in a line break', 'SELECT `a\n Identifier b` FROM mart_trucks'],
  ['hides text in a here-document', 'SELECT $a$x$a$'],
  ['has a placeholder', 'SELECT {a:String}'],
  ['has a comment', 'SELECT n /* */ FROM mart_trucks'],
  ['has a line comment', 'SELECT n -- x\n FROM mart_trucks'],
  ['has quotes outside of ASCII', 'SELECT ‘a’'],
  ['makes rows of nothing', 'SELECT * FROM numbers(10)'],
  ['waits', 'SELECT sleep(3)'],
  ['runs two at once', 'SELECT n FROM mart_trucks PARALLEL WITH SELECT n FROM mart_trucks'],
  ['has an open text', "SELECT 'a"],
  ['is nothing', '   '],
])('refuses a query that %s', async (_, sql) => {
  await expect(warehouse.queryFree(sql, 'TSV')).rejects.toMatchObject({ code: 'query-refused' });
  expect(existsSync(outfile)).toBe(false);
  expect(await warehouse.query('SELECT count() AS rows FROM trucks')).toEqual([{ rows: 1 }]);
});

test.each([
  ['reads too many rows', 'SELECT sum(n) FROM mart_large'],
  ['gives too many rows', 'SELECT arrayJoin(range(2000)) FROM mart_trucks'],
  ['takes too much memory', 'SELECT length(range(300000000))'],
])('refuses with advice a query that %s', async (_, sql) => {
  const failing = warehouse.queryFree(sql, 'TSV');
  await expect(failing).rejects.toMatchObject({ code: 'query-refused' });
  await expect(failing).rejects.toThrow('Ask for less');
});

test('shows neither plate nor key in what it answers and what it complains about', async () => {
  const shown = await warehouse.queryFree('SELECT * FROM mart_trucks', 'TSV');
  const halves = [KEY.readBigUInt64BE(0), KEY.readBigUInt64BE(8)].map(String);
  const complaints: string[] = [shown];
  for (const sql of [
    'SELECT plate + 1 FROM mart_trucks',
    'SELECT CAST(plate AS UInt8) FROM mart_trucks',
    'SELECT toDate(id) FROM mart_trucks',
    'SELECT nothing FROM mart_trucks',
    'SELECT arrayMap(x -> x + 1, [plate]) FROM mart_trucks',
    'SELECT plate FROM mart_trucks GROUP BY n',
  ]) {
    complaints.push(await warehouse.queryFree(sql, 'TSV').catch((error: Error) => error.message));
  }
  for (const text of complaints) {
    expect(text).not.toContain('12345');
    for (const half of halves) expect(text).not.toContain(half);
  }
});

test('takes only output formats that it names', async () => {
  await expect(warehouse.queryFree('SELECT 1', "CSV INTO OUTFILE 'x'")).rejects.toMatchObject({
    code: 'query-refused',
  });
});

test('a query that is stopped is given up by the engine, and the next has its turn and its own rows', async () => {
  const long = 'SELECT count() FROM mart_some a, mart_some b, mart_some c WHERE a.n + b.n = c.n';
  const stop = new AbortController();
  const running = warehouse.queryFree(long, 'TSV', stop.signal);
  const waiting = warehouse.queryFree(long, 'TSV', stop.signal);
  const rejections = Promise.all(
    [running, waiting].map((query) => expect(query).rejects.toThrow('stopped')),
  );
  while ((await runningQueries()) === 0);
  stop.abort(new Error('stopped'));
  await rejections;
  expect(await runningQueries()).toBe(0);
  expect((await warehouse.queryFree('SELECT 5', 'TSV')).trim()).toBe('5');
});

async function runningQueries(): Promise<number> {
  const [row] = await warehouse.query<{ n: number }>(
    "SELECT count() AS n FROM system.processes WHERE query LIKE 'SELECT count() FROM mart_some%'",
  );
  return row?.n ?? 0;
}
