import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditedMetrics, compareMetric } from '@landbridge/cli';
import { loadReference, openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import { appendEvents } from '@landbridge/processors/testing';
import { topics } from '@landbridge/schemas';
import { at } from '@landbridge/schemas/testing';
import { openSinks, type Sinks, tables } from '@landbridge/sinks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AuditCase, auditCases } from './audit-cases.ts';
import { foldAll } from './fold-facts.ts';

// What a simulated day does not say, or too seldom: told by hand, folded by the reducers, and recomputed by the audit.

const folder = mkdtempSync(join(tmpdir(), 'landbridge-audit-cases-'));
const clock = { nowMs: () => at('2026-03-31 00:00') };
const log = inMemoryLog({ partitions: 1, clock });
const reference = loadReference();
let warehouse: Warehouse;
let sinks: Sinks;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  sinks = await openSinks({ log, warehouse, clock, reference });
}, 300_000);
beforeEach(async () => {
  for (const { name } of tables) await warehouse.execute(`TRUNCATE TABLE ${name}`);
});
afterAll(async () => {
  await sinks.stop();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test.each(auditCases)('the audit agrees on $name', async ({ audited, ...told }) => {
  await land(told);
  for (const name of audited) {
    const metric = auditedMetrics.find(({ topic }) => topic.name === name);
    if (metric === undefined) throw new Error(`There is no audit of ${name}.`);
    const range = { fromMs: at('2026-03-01 00:00'), toMs: clock.nowMs() };
    const { rows, differences } = await compareMetric(warehouse, metric, range);
    expect(differences, name).toEqual([]);
    expect(rows, name).toBeGreaterThan(0);
  }
});

/** Puts facts, and what the processors make of them, into their tables. */
async function land({ processors, facts }: Omit<AuditCase, 'audited'>): Promise<void> {
  const rows = foldAll(processors, new Map(Object.entries(facts)), reference);
  for (const [name, events] of rows) {
    const topic = topics.find((each) => each.name === name);
    if (topic !== undefined) await appendEvents(log, topic, events);
  }
  await sinks.idle();
}
