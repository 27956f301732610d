import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { literal } from '../sql.ts';
import { warehouseContract } from '../warehouse-contract.ts';
import { type HttpFront, openHttpFront } from './http-front.ts';
import { openServerWarehouse, type ServerOptions } from './open-server-warehouse.ts';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-server-'));
let front: HttpFront;
const opening = Promise.withResolvers<ServerOptions>();

beforeAll(async () => {
  front = await openHttpFront(folder);
  opening.resolve(placeOf('landbridge'));
});
afterAll(async () => {
  await front[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function placeOf(database: string): ServerOptions {
  return { url: front.url, login: undefined, database, pseudonymSecret: 'sixteen letters!' };
}

warehouseContract(async () => openServerWarehouse(await opening.promise));

test('one process at a time lands in a database, and the next one once it has gone', async () => {
  const first = await openServerWarehouse(placeOf('shared'));
  await expect(openServerWarehouse(placeOf('shared'))).rejects.toMatchObject({
    code: 'data-dir-in-use',
    message: expect.stringContaining(`process ${process.pid} on `),
  });
  await (await openServerWarehouse(placeOf('another'))).close();
  await first.close();
  await (await openServerWarehouse(placeOf('shared'))).close();
});

test('a server that takes the connection and says nothing is given up', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const pause = () => Promise.resolve();
  await expect(openServerWarehouse({ ...placeOf('silent'), url, pause })).rejects.toMatchObject({
    code: 'warehouse-unavailable',
    message: expect.stringMatching(/has not answered in 10 s\. Check that the server runs/),
  });
  silent.close();
});

test('who was stopped for long and finds another in its place writes nothing more', async () => {
  const warehouse = await openServerWarehouse(placeOf('stopped'));
  await warehouse.execute('CREATE TABLE a (n Int64) ENGINE = MergeTree ORDER BY n');
  await warehouse.execute(
    "INSERT INTO ops.lander SELECT 'stopped', 'other', 1, 'elsewhere', now64(3), now64(3) + INTERVAL 1 DAY, false",
  );
  const insert = { table: 'a', columns: ['n'], token: 't', format: 'JSONEachRow' as const };
  await warehouse.insert({ ...insert, body: [Buffer.from('{"n":1}\n')] });
  const nowMs = performance.now();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs + 20_000);
  await expect(
    warehouse.insert({ ...insert, token: 'u', body: [Buffer.from('{"n":2}\n')] }),
  ).rejects.toMatchObject({ code: 'task-fenced', message: expect.stringContaining('elsewhere') });
  clock.mockRestore();
  expect(await warehouse.query('SELECT n FROM a')).toEqual([{ n: 1 }]);
  await warehouse.close();
});

test('who was killed on this machine keeps nobody waiting', async () => {
  const first = await openServerWarehouse(placeOf('killed'));
  const pid = spawnSync(process.execPath, ['--version']).pid;
  await first.execute(
    `INSERT INTO ops.lander SELECT 'killed', 'dead', ${pid}, ${literal(hostname())}, now64(3), now64(3), false`,
  );
  await first.close();
  await (await openServerWarehouse(placeOf('killed'))).close();
});

test('other pseudonyms than those that are there are refused, and those stay', async () => {
  const pseudonym = async (pseudonymSecret: string) => {
    const warehouse = await openServerWarehouse({ ...placeOf('secret'), pseudonymSecret });
    const [row] = await warehouse.query("SELECT pseudonym('x') AS x");
    await warehouse.close();
    return row;
  };
  const before = await pseudonym('sixteen letters!');
  await expect(pseudonym('sixteen others!!')).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('LANDBRIDGE_PSEUDONYM_KEY'),
  });
  expect(await pseudonym('sixteen letters!')).toEqual(before);
});

test('a server that does not answer is tried again later', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  const url = `http://127.0.0.1:${port}`;
  await expect(openServerWarehouse({ ...placeOf('gone'), url })).rejects.toMatchObject({
    ...{ code: 'warehouse-unavailable', retriable: true },
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
});

test('what is noted of tables that are elsewhere is not believed', async () => {
  const here = await openServerWarehouse(placeOf('here'));
  await here.execute(
    'CREATE TABLE ops.schema_migration (unit String) ENGINE = MergeTree ORDER BY unit',
  );
  await here.execute("INSERT INTO ops.schema_migration VALUES ('a-table')");
  await expect(openServerWarehouse(placeOf('misspelt'))).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('LANDBRIDGE_CLICKHOUSE_DATABASE'),
  });
  await here.execute('DROP TABLE ops.schema_migration');
  await here.close();
  await (await openServerWarehouse(placeOf('misspelt'))).close();
});
