import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouse, type ServerPlace, type Warehouse } from '@landbridge/infra';
import { warehouseContract } from '@landbridge/infra/contracts';
import { startClickHouse } from '@landbridge/infra/services';
import { openHttpFront } from '@landbridge/infra/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandLines } from './deployment.ts';

const root = mkdtempSync(join(tmpdir(), 'landbridge-clickhouse-'));
const pseudonymSecret = 'a secret of ours';
const started = new AsyncDisposableStack();
let server: Omit<ServerPlace, 'database'>;

beforeAll(async () => {
  const real = await startClickHouse();
  if (real) {
    started.defer(() => real.stop());
    server = real;
    return;
  }
  process.stderr.write(
    'No ClickHouse server here: neither CLICKHOUSE_URL nor a container engine. Its suite runs against the embedded engine behind HTTP.\n',
  );
  const front = started.use(await openHttpFront(join(root, 'front')));
  server = { url: front.url, login: undefined };
});
afterAll(async () => {
  for (const name of ['landbridge', 'landbridge_contract', 'ops'])
    await ask(`DROP DATABASE IF EXISTS ${name}`);
  await started.disposeAsync();
  rmSync(root, { recursive: true });
});

/** Asks the server itself, as anybody may. */
async function ask(statement: string): Promise<string> {
  const { url, login } = server;
  const headers = {
    'X-ClickHouse-User': login?.username ?? 'default',
    'X-ClickHouse-Key': login?.password ?? '',
  };
  const answer = await fetch(url, { method: 'POST', headers, body: statement });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return text;
}

/** What the ledger calls done, in all tables. */
async function rowsLanded(): Promise<number> {
  const isThere =
    "SELECT count() FROM system.tables WHERE database = 'ops' AND name = 'sink_ledger'";
  if (Number(await ask(isThere)) === 0) return 0;
  return Number(await ask("SELECT sum(rows) FROM ops.sink_ledger WHERE state = 'DONE'"));
}

function open(database: string): Promise<Warehouse> {
  return openWarehouse({ server: { ...server, database }, folder: root, pseudonymSecret });
}

warehouseContract(() => open('landbridge_contract'));

const DAY = ['--scale', '0.005', '--disturb', 'all'];

/** A small day with all disturbances, in two goes, and what is asked about it. */
async function dayIn(commands: CommandLines, folder: string) {
  const place = ['--data-dir', folder];
  const day = ['run', '--simulate', ...DAY, ...place];
  await commands.done(...day);
  await commands.done(...day);
  const refused = commands.start('query', 'SELECT * FROM gate_transactions', ...place);
  const { status } = await refused.ended;
  return {
    tables: await commands.tables(folder),
    report: await commands.done('report', 'turn-time', '--json', ...place),
    marts: await commands.done('query', '--list', '--json', ...place),
    plates: await commands.done(
      ...['query', '--csv', 'SELECT DISTINCT plate FROM mart_gate_transactions ORDER BY plate'],
      ...place,
    ),
    refused: { status, said: refused.stderr },
  };
}

test('a server has the same tables, marts and answers as the engine in the folder, whatever was killed in between', async () => {
  const secret = { LANDBRIDGE_PSEUDONYM_KEY: pseudonymSecret };
  const { url, login } = server;
  const place = {
    LANDBRIDGE_CLICKHOUSE_URL: url,
    ...(login && {
      LANDBRIDGE_CLICKHOUSE_USERNAME: login.username,
      LANDBRIDGE_CLICKHOUSE_PASSWORD: login.password,
    }),
  };
  await using embedded = new CommandLines(root, secret);
  await using onServer = new CommandLines(root, { ...secret, ...place });
  const killed = onServer.start('run', '--simulate', ...DAY, '--data-dir', 'on-server');
  await expect.poll(rowsLanded).toBeGreaterThan(0);
  await killed.signal('SIGKILL');
  const landed = await dayIn(onServer, 'on-server');
  expect(landed).toEqual(await dayIn(embedded, 'embedded'));
  expect(landed.tables.filter(({ rows }) => rows > 0).length).toBeGreaterThan(30);
  expect(landed.plates).toMatch(/^plate\r\n#[0-9A-F]+\r\n/);
  expect(landed.refused.status).toBe(1);
  expect(landed.refused.said).toContain('mart_');

  const findings = JSON.parse(await onServer.done('doctor', '--json')) as { check: string }[];
  expect(findings.find(({ check }) => check === 'clickhouse')).toMatchObject({ state: 'ok' });

  const other = onServer.start('run', '--data-dir', 'another-folder');
  expect((await other.ended).status).toBe(1);
  expect(other.stderr).toContain('come from another log');
});
