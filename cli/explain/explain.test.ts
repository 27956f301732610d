import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { topics } from '@landbridge/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explainCommand } from '../commands/explain.ts';
import type { Pipeline } from '../pipeline.ts';
import { recordingTerminal } from '../recording-terminal.ts';
import { tableOf } from '../table-names.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-explain-'));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  for (const topic of topics) {
    await warehouse.execute(`CREATE TABLE ${tableOf(topic)} (
      _off Int64, id String, revision UInt64, retracted Bool, eventTime DateTime64(3, 'UTC'),
      source Nullable(String), plate Nullable(String), causes Array(String), causeCount Int32
    ) ENGINE = ReplacingMergeTree(revision, retracted) ORDER BY id`);
  }
  await put('gate_transactions', { id: 'tos:1', source: 'tos', plate: '浙B12345-2' });
  await put('gate_boxes', { id: 'BOX/tos:1', causes: ['gate.transactions/tos:1'] });
  await put('container_events', { id: 'dcsa:9', source: 'dcsa' });
  await put('container_moves', {
    id: 'BOX/dcsa:9',
    causes: ['gate.boxes/BOX/tos:1', 'container.events/dcsa:9'],
  });
  await put('yard_dwells', {
    id: 'BOX/BOX/dcsa:9',
    causes: ['container.moves/BOX/dcsa:9', 'gate.boxes/BOX/tos:1', 'container.events/gone'],
    causeCount: 70,
  });
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function put(
  table: string,
  row: { id: string; causes?: readonly string[] } & Readonly<Record<string, unknown>>,
) {
  const full = { causeCount: row.causes?.length ?? 0, ...row };
  await warehouse.insert({
    table,
    columns: [...Object.keys(full), 'revision', 'eventTime', '_off'],
    token: `${table}/${row.id}`,
    format: 'JSONEachRow',
    body: [
      Buffer.from(JSON.stringify({ ...full, revision: 1, eventTime: 1_773_187_200_000, _off: 7 })),
    ],
  });
}

async function explain(id: string, json = false) {
  const terminal = recordingTerminal();
  if (explainCommand.where === 'anywhere') throw new Error('explain needs the folder');
  const pipeline = { warehouse } as unknown as Pipeline;
  const status = await explainCommand.run(
    { positionals: [id], values: { json }, terminal },
    pipeline,
  );
  return { status, text: terminal.stdout() };
}

test('a row is followed through what the engine made down to what sources stated', async () => {
  const { status, text } = await explain('BOX/BOX/dcsa:9');
  expect(status).toBe(0);
  expect(text).toContain('yard.dwells  BOX/BOX/dcsa:9');
  expect(text.slice(text.indexOf('Comes from:')).split('\n')).toEqual([
    'Comes from:',
    '  ├─ container.moves  2026-03-11 08:00:00.000    BOX/dcsa:9',
    '  │  ├─ gate.boxes  2026-03-11 08:00:00.000    BOX/tos:1',
    '  │  │  └─ gate.transactions  2026-03-11 08:00:00.000  tos 浙B12345-2  tos:1',
    '  │  └─ container.events  2026-03-11 08:00:00.000  dcsa  dcsa:9',
    '  ├─ gate.boxes  2026-03-11 08:00:00.000    BOX/tos:1  (opened above)',
    '  ├─ container.events  gone  (no longer in its table)',
    '  └─ and 67 more that the row does not name',
    '',
  ]);
});

test('an event tells which rows name it, and how it landed is left out', async () => {
  const { text } = await explain('tos:1');
  expect(text).toContain('A fact from outside: it comes from nothing here.');
  expect(text).toContain('Led to:\n  gate.boxes');
  expect(text).not.toContain('_off');
  expect(text).toMatch(/ {2}eventTime +2026-03-11 08:00:00\.000\n/);
  expect(text).toContain('All times are of Asia/Shanghai.');
});

test('an id may come with its topic, or as the pseudonym that a mart shows', async () => {
  expect((await explain('container.moves/BOX/dcsa:9')).text).toContain(
    'container.moves  BOX/dcsa:9',
  );
  const [row] = await warehouse.query<{ mart: string }>("SELECT pseudonym('tos:1') AS mart");
  expect((await explain(row?.mart ?? '')).text).toContain('gate.transactions  tos:1');
});

test('an id may be the last line of a CSV file, with its line end', async () => {
  expect((await explain('BOX/dcsa:9\r')).text).toContain('container.moves  BOX/dcsa:9');
});

test('an unknown id is an error that says where ids are', async () => {
  await expect(explain("no such' id")).rejects.toThrow('no table has a row with this id');
});

test('--json nests the causes', async () => {
  const [explained] = JSON.parse((await explain('BOX/dcsa:9', true)).text);
  expect(explained).toMatchObject({
    topic: 'container.moves',
    id: 'BOX/dcsa:9',
    row: { eventTime: '2026-03-11T00:00:00.000Z' },
    causes: [
      { id: 'BOX/tos:1', causes: [{ id: 'tos:1' }] },
      { id: 'dcsa:9', causes: [] },
    ],
    effects: [{ topic: 'yard.dwells' }],
  });
});
