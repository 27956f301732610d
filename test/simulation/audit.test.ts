import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditedMetrics, compareMetric } from '@landbridge/cli';
import { openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTyped } from './printed-commands.ts';

const seed = Number(process.env['SEED'] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'landbridge-audit-'));
const dataDir = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Finding = { name: string; rows: number; differences: number; examples: unknown[] };

let untouched: Finding[];
const tampered = new Map<string, Awaited<ReturnType<typeof compareMetric>>['differences']>();
let statuses: (number | null)[];

async function audit(...more: string[]): Promise<{ status: number | null; metrics: Finding[] }> {
  const { status, stdout, stderr } = await runTyped([
    ...['audit', '--json', '--data-dir', dataDir],
    ...more,
  ]);
  if (stdout === '') throw new Error(`The audit said nothing: ${stderr}`);
  return { status, metrics: (JSON.parse(stdout) as { metrics: Finding[] }).metrics };
}

/**
 * Of three rows of each audited table one is changed, one is withdrawn and one is there twice under another id. Each
 * table has rows of its own: a move that is gone takes what follows from it along.
 */
async function tamper(warehouse: Warehouse): Promise<void> {
  for (const { topic } of auditedMetrics) {
    const table = topic.name.replaceAll('.', '_');
    const change = async (at: number, replaced: string) =>
      await warehouse.execute(
        `INSERT INTO ${table} SELECT * REPLACE (${replaced}) FROM (SELECT * FROM ${table} FINAL ORDER BY cityHash64(id, '${table}') LIMIT ${at}, 1)`,
      );
    await change(0, '_version + 1 AS _version, causeCount + 1 AS causeCount');
    await change(1, '_version + 1 AS _version, true AS retracted');
    await change(2, "concat(id, '-invented') AS id");
  }
}

beforeAll(async () => {
  const small = ['--seed', String(seed), '--scale', '0.05', '--history', '5'];
  const day = await runTyped(['run', '--simulate', ...small, '--data-dir', dataDir]);
  expect(day.status, day.stderr).toBe(0);
  const before = await audit();
  untouched = before.metrics;
  const warehouse = await openChdbWarehouse({ folder: join(dataDir, 'warehouse') });
  await tamper(warehouse);
  for (const metric of auditedMetrics) {
    const { differences } = await compareMetric(warehouse, metric, { fromMs: 0, toMs: 4e12 });
    tampered.set(metric.topic.name.replaceAll('.', '-'), differences);
  }
  await warehouse.close();
  statuses = [before.status, (await audit('--metric', 'gate-boxes')).status];
}, 900_000);

const NAMES = auditedMetrics.map(({ topic }) => topic.name.replaceAll('.', '-'));

test.each(NAMES)(
  `%s of a day with every disturbance is what SQL makes of the raw tables (SEED=${seed})`,
  (name) => {
    const { rows = 0, examples } = untouched.find((finding) => finding.name === name) ?? {};
    expect(examples).toEqual([]);
    expect(rows).toBeGreaterThan(4);
  },
);

test.each(NAMES)('a row of %s that was changed, taken away or made up is found', (name) => {
  const examples = tampered.get(name) ?? [];
  const kinds = new Set(examples.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(['differs', 'missing', 'unexpected']);
  expect(examples.some(({ fields }) => fields.some((field) => field.name === 'causeCount'))).toBe(
    true,
  );
  expect(examples.every(({ causes }) => causes.length > 0)).toBe(true);
});

test('the status tells a shell whether all is well', () => {
  expect(statuses).toEqual([0, 1]);
});
