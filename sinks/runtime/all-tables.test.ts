import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadReference, NINGBO_FOLDER, openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import { avroType, type Header } from '@landbridge/schemas';
import * as builders from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tables } from '../catalog.ts';
import { computedColumns } from '../marts/computed-columns.ts';
import type { Table } from '../table.ts';
import { clearIdsOf } from './clear-id.ts';
import { describeMarts } from './describe-marts.ts';
import { openSinks, type Sinks } from './open-sinks.ts';
import { appendEvents, NO_PAUSE, TEST_CLOCK } from './testing.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'landbridge-tables-'));
const log = inMemoryLog({ partitions: 2, clock: TEST_CLOCK });
/** A year: every month is a part of its own in each table. */
const [FIRST_MS, LAST_MS] = [Date.UTC(2025, 6), Date.UTC(2026, 6)];
let warehouse: Warehouse;
let sinks: Sinks;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder, pseudonymSecret: 'sixteen letters!' });
  const reference = await loadReference(NINGBO_FOLDER);
  sinks = await openSinks({ log, warehouse, clock: TEST_CLOCK, reference, pause: NO_PAUSE });
}, 60_000);
afterAll(async () => {
  await sinks.stop();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Random events with ids and times of their own, so that each makes a row. */
function samples(table: Table): Header[] {
  const drawn = fc.sample(builders.anyEventOf(table.topic), { numRuns: 20, seed: SEED });
  const names = (table.topic.schemas.at(-1)?.fields ?? []).filter((field) => isTime(field.type));
  return drawn.map((event, i) => {
    const set: Record<string, unknown> = { ...event, id: `${table.name}-${i}`, retracted: false };
    for (const { name } of names) {
      const time = set[name];
      if (typeof time === 'number') set[name] = FIRST_MS + (Math.abs(time) % (LAST_MS - FIRST_MS));
    }
    return set as Header;
  });
}

function isTime(type: unknown): boolean {
  return JSON.stringify(type).includes('timestamp-millis');
}

test.each(tables.map((table) => [table.name, table] as const))(
  '%s holds what its topic says',
  async (_, table) => {
    const events = samples(table);
    const keyed = { ...table.topic, key: (event: Header) => event.id };
    await appendEvents(log, keyed, events);
    await sinks.idle();
    const fields = table.topic.schemas.at(-1)?.fields ?? [];
    const columns = fields.map(({ name, type }) =>
      isTime(type)
        ? `toUnixTimestamp64Milli(${name}) AS ${name}`
        : type === 'bytes'
          ? `lower(hex(${name})) AS ${name}`
          : name,
    );
    const rows = await warehouse.query<Header>(`SELECT ${columns.join(', ')} FROM ${table.name}`);
    const expected = new Map(events.map((event) => [event.id, plain(event)]));
    expect(rows.length, `SEED=${SEED}`).toBe(expected.size);
    for (const row of rows) expect(plain(row), `SEED=${SEED}`).toEqual(expected.get(row.id));
  },
);

/** As the engine writes it in JSON: bytes in hexadecimal digits, what is no number by name. */
function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  }
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

// The pseudonyms are always the same here: a random one may have the digits of a plate in it.
test('shows no plate in any mart', async () => {
  const events = [
    ['gate_transactions', builders.aGateTransaction()],
    ['truck_positions', builders.aTruckPosition()],
    [
      'container_events',
      builders.aContainerEvent({
        plate: builders.PLATE,
        plateText: '浙B·12345',
        remark: 'by 浙B12345',
      }),
    ],
    ['truck_visits', builders.aTruckVisit()],
    ['truck_trips', builders.aTruckTrip()],
    ['truck_traversals', builders.aTruckTraversal()],
    ['traversal_delays', builders.aTraversalDelay()],
    [
      'hinterland_deliveries',
      builders.aHinterlandDelivery({
        causes: ['gate.transactions/sim:1@浙B12345-2', 'plant.orders/o-1'],
      }),
    ],
    [
      'dead_letters',
      builders.aDeadLetter({
        reason: 'The plate 浙B12345-2 of terminal:013912345678 is unknown.',
        factId: 'x:浙B12345-2:1',
        bytes: Buffer.from('浙B12345'),
      }),
    ],
  ] as const;
  for (const [name, event] of events) {
    const table = tables.find((known) => known.name === name);
    if (table !== undefined) await appendEvents(log, table.topic, [event as Header]);
  }
  await sinks.idle();
  const marts = await warehouse.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'mart_%' ORDER BY name",
  );
  expect(marts.length).toBeGreaterThan(tables.length + 5);
  for (const { name } of marts) {
    const shown = await warehouse.queryFree(`SELECT * FROM ${name}`, 'JSONEachRow');
    expect(shown.includes('12345'), `${name} shows a plate`).toBe(false);
  }
});

test('joins by the pseudonym of a plate, a trip and a cause', async () => {
  const joined = await warehouse.queryFree(
    `SELECT count() > 0 FROM mart_truck_positions AS position
     JOIN mart_gate_transactions AS gate ON gate.plate = position.plate AND gate.subject = position.plate`,
    'TSV',
  );
  expect(joined.trim()).toBe('1');
  const [cause] = await warehouse.query<{ cause: string; other: string }>(
    "SELECT causes[1] AS cause, causes[2] AS other FROM mart_hinterland_deliveries WHERE has(causes, 'plant.orders/o-1')",
  );
  const [id] = await warehouse.query<{ id: string }>("SELECT pseudonym('sim:1@浙B12345-2') AS id");
  expect(cause?.cause).toBe(`gate.transactions/${id?.id}`);
});

test('finds the clear id behind the one that a mart shows', async () => {
  const [visit] = await warehouse.query<{ id: string; shown: string }>(
    'SELECT id, pseudonym(id) AS shown FROM truck_visits LIMIT 1',
  );
  const found = await clearIdsOf(warehouse, visit?.shown ?? '');
  expect(found).toEqual([{ topic: 'truck.visits', id: visit?.id }]);
  expect(await clearIdsOf(warehouse, visit?.id ?? '')).toEqual([]);
});

test('describes each mart and its columns', async () => {
  const marts = await describeMarts(warehouse);
  const dwells = marts.find((mart) => mart.name === 'mart_yard_dwells');
  expect(dwells?.comment).toContain('stay in a terminal');
  expect(dwells?.columns.find((column) => column.name === 'dwellMs')).toMatchObject({
    type: 'Nullable(Int64)',
    comment: 'Length of the stay in this terminal, milliseconds.',
  });
  const said = (mart: string, column: string) =>
    marts.find(({ name }) => name === mart)?.columns.find(({ name }) => name === column)?.comment;
  // Through other views; of a name with many meanings that of what the mart is about, not of what it looks up.
  expect(said('mart_visits', 'turnMs')).toBe('Gate-in to gate-out, milliseconds.');
  expect(said('mart_deliveries', 'id')).toContain('Identity of the row');
  expect(said('mart_deliveries', 'arrivedAt')).toContain('Arrival of the box');
  expect(said('mart_open_stays', 'startAt')).toBe('When the stay began.');
  // Under another name, through a view.
  expect(said('mart_pickup_readiness', 'terminal')).toBe('Terminal.');
  // Computed, and a name of other things elsewhere.
  expect(said('mart_traversals', 'boxes')).toBe('Boxes aboard.');
  for (const { name, comment } of marts) expect(comment, `${name} says what it is`).not.toBe('');
  const silent = marts.flatMap(({ name, columns }) =>
    columns.filter(({ comment }) => comment === '').map((column) => `${name}.${column.name}`),
  );
  expect(silent, 'what a mart reckons is told in sinks/marts/computed-columns.ts').toEqual([]);
  const names = marts.flatMap(({ name, columns }) =>
    columns.flatMap((column) => [column.name, `${name}.${column.name}`]),
  );
  expect(new Set(names)).toEqual(new Set([...names, ...Object.keys(computedColumns)]));
});

test('loads the reference data', async () => {
  const [counts] = await warehouse.query<Record<string, number>>(
    `SELECT (SELECT count() FROM mart_ref_segments) AS segments, (SELECT count() FROM mart_ref_vehicles) AS vehicles,
       (SELECT count() FROM mart_ref_facilities WHERE kind = 'TERMINAL') AS terminals,
       (SELECT count() FROM mart_ref_stages WHERE stage = 'ROAD') AS roads`,
  );
  expect(counts?.['segments']).toBeGreaterThan(100);
  expect(counts?.['vehicles']).toBeGreaterThan(100);
  expect(counts?.['terminals']).toBeGreaterThan(5);
  expect(counts?.['roads']).toBeGreaterThan(40);
});

test('says of each source up to when it is complete', async () => {
  const rows = await warehouse.query<{ topic: string }>(
    'SELECT DISTINCT topic FROM mart_sources ORDER BY topic',
  );
  const facts = tables.filter(({ topic }) => topic.kind === 'fact' || topic.kind === 'settled');
  expect(rows.map((row) => row.topic)).toEqual(facts.map(({ topic }) => topic.name).toSorted());
});

test('reads the schema of each topic as the codec does', () => {
  for (const { topic } of tables) {
    for (const schema of topic.schemas) expect(avroType(schema).name).toContain(schema.name);
  }
});
