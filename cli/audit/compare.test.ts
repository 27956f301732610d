import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, timeText, type Warehouse } from '@landbridge/infra';
import { quayMoves, tripDelays } from '@landbridge/schemas';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compareMetric } from './compare.ts';
import type { AuditedMetric } from './metric.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-compare-'));
const COLUMNS = `id String, eventTime DateTime64(3, 'UTC'), teu Nullable(Float64), voyage Nullable(String), causes Array(String), _version UInt64, retracted Bool`;
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  for (const table of ['quay_moves', 'trip_delays']) {
    await warehouse.execute(
      `CREATE TABLE ${table} (${COLUMNS}) ENGINE = ReplacingMergeTree(_version, retracted) ORDER BY id`,
    );
  }
  await warehouse.execute(
    'CREATE TABLE dead_letters (id String, stage String, topic Nullable(String), factId Nullable(String), _version UInt64, retracted Bool) ENGINE = ReplacingMergeTree(_version, retracted) ORDER BY id',
  );
}, 60_000);
beforeEach(async () => {
  for (const table of ['quay_moves', 'trip_delays', 'dead_letters']) {
    await warehouse.execute(`TRUNCATE TABLE ${table}`);
  }
});
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Quay moves as they should be: here simply what another table holds. */
const copied: AuditedMetric = {
  topic: quayMoves,
  processor: 'quay-moves',
  compared: ['eventTime', 'teu', 'voyage', 'causes'],
  sql: (accepted) => `SELECT id, eventTime, teu, voyage, causes FROM ${accepted(tripDelays)}`,
};

type Row = { id: string; at?: number; teu?: number | null; voyage?: string | null };

async function fill(table: string, rows: readonly Row[]): Promise<void> {
  const lines = rows.map(({ id, at = 1_000, teu = 2, voyage = '041E' }) => {
    const row = { id, eventTime: timeText(at), teu, voyage, causes: [`trip.delays/${id}`] };
    return JSON.stringify({ ...row, _version: 1, retracted: false });
  });
  await warehouse.insert({
    table,
    columns: ['id', 'eventTime', 'teu', 'voyage', 'causes', '_version', 'retracted'],
    token: `${table}${lines.join()}`,
    format: 'JSONEachRow',
    body: [Buffer.from(lines.join('\n'))],
  });
}

const compare = (range = { fromMs: 0, toMs: 10_000 }) => compareMetric(warehouse, copied, range);

test('equal rows are no difference, unknown values included', async () => {
  const rows = [{ id: 'a' }, { id: 'b', teu: null, voyage: null }];
  await fill('quay_moves', rows);
  await fill('trip_delays', rows);
  expect(await compare()).toEqual({ rows: 2, differences: [] });
});

test('a row that is missing, one too many and one that says otherwise are told with their causes', async () => {
  await fill('quay_moves', [{ id: 'a', voyage: null }, { id: 'extra' }]);
  await fill('trip_delays', [{ id: 'a' }, { id: 'lost' }]);
  expect(await compare()).toEqual({
    rows: 3,
    differences: [
      {
        id: 'a',
        kind: 'differs',
        fields: [{ name: 'voyage', is: 'null', should: '041E' }],
        causes: ['trip.delays/a'],
      },
      { id: 'extra', kind: 'unexpected', fields: [], causes: ['trip.delays/extra'] },
      { id: 'lost', kind: 'missing', fields: [], causes: ['trip.delays/lost'] },
    ],
  });
});

test('the last bit of a sum is no difference, a thousandth is', async () => {
  await fill('quay_moves', [
    { id: 'a', teu: 0.1 + 0.2 },
    { id: 'b', teu: 2.001 },
  ]);
  await fill('trip_delays', [{ id: 'a', teu: 0.3 }, { id: 'b' }]);
  expect((await compare()).differences.map(({ id }) => id)).toEqual(['b']);
});

test('only rows of the range are compared', async () => {
  await fill('quay_moves', [{ id: 'before', at: 999 }, { id: 'in' }]);
  await fill('trip_delays', [{ id: 'after', at: 2_000 }, { id: 'in' }]);
  expect(await compare({ fromMs: 1_000, toMs: 2_000 })).toEqual({ rows: 1, differences: [] });
  expect((await compare()).differences).toHaveLength(2);
});

test('what was dead-lettered for the processor is left out on both sides', async () => {
  await fill('quay_moves', [{ id: 'late' }, { id: 'other' }]);
  await fill('trip_delays', [{ id: 'refused' }, { id: 'other' }]);
  await warehouse.execute(
    `INSERT INTO dead_letters VALUES ('1', 'quay-moves', 'trip.delays', 'late', 1, false), ('2', 'quay-moves', 'trip.delays', 'refused', 1, false), ('3', 'someone-else', 'trip.delays', 'other', 1, false)`,
  );
  expect((await compare()).differences).toEqual([]);
});

test('a metric that is audited by the day finds what lies on any day, and before the first and after the last event', async () => {
  const day = 86_400_000;
  const daily = { ...copied, dailyBy: tripDelays };
  await fill('quay_moves', [
    { id: 'early', at: 5 },
    { id: 'a', at: 2 * day },
    { id: 'late', at: 9 * day },
  ]);
  await fill('trip_delays', [
    { id: 'a', at: 2 * day },
    { id: 'b', at: 4 * day },
  ]);
  const { rows, differences } = await compareMetric(warehouse, daily, {
    fromMs: 0,
    toMs: 99 * day,
  });
  expect(rows).toBe(4);
  expect(differences.map(({ id }) => id).sort()).toEqual(['b', 'early', 'late']);
});
