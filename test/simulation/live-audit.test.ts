import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditedMetrics, openPipeline, type Pipeline, runAudit } from '@landbridge/cli';
import { type Clock, systemPause } from '@landbridge/infra';
import { openIngestion } from '@landbridge/producers';
import { afterAll, expect, test } from 'vitest';
import { type Breath, breathsOf } from './day/small-day.ts';

const seed = Number(process.env['SEED'] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'landbridge-live-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Those that follow from many facts of every kind, and are quickly told in SQL. */
const WATCHED = [
  'container.moves',
  'truck.visits',
  'box.departures',
  'trip.delays',
  'box.progress',
];
/** Of the day so much is told before the audit begins. */
const TOLD_BEFORE = 0.6;
const BREATH_MS = 50;

type Teller = { tell(breaths: Iterable<Breath>, paceMs?: number): Promise<void>; told(): number };

function tellerTo({ log, reference }: Pipeline, over: AbortSignal): Teller {
  let [nowMs, told] = [0, 0];
  const clock: Clock = { nowMs: () => nowMs };
  const ingestion = openIngestion({ log, reference, clock });
  return {
    told: () => told,
    async tell(breaths, paceMs = 0) {
      for (const breath of breaths) {
        if (over.aborted) return;
        nowMs = breath.nowMs;
        await ingestion.takeAll(breath.deliveries);
        told += 1;
        if (paceMs > 0) await systemPause(paceMs, over);
      }
    },
  };
}

test(`an audit beside a pipeline that goes on taking facts finds no difference (SEED=${seed})`, {
  timeout: 300_000,
}, async () => {
  await using pipeline = await openPipeline({
    dataDir: join(folder, 'data'),
    partitions: '1',
    reference: undefined,
    cwd: folder,
  });
  const over = new AbortController();
  const telling = { seed, disturb: 'all', feedByFeed: false } as const;
  const breaths = [...breathsOf(telling, pipeline.reference)];
  const from = Math.floor(breaths.length * TOLD_BEFORE);
  const teller = tellerTo(pipeline, over.signal);
  await teller.tell(breaths.slice(0, from));
  const going = teller.tell(breaths.slice(from), BREATH_MS);
  const findings = await runAudit({
    warehouse: pipeline.warehouse,
    metrics: auditedMetrics.filter(({ topic }) => WATCHED.includes(topic.name)),
    range: { fromMs: 0, toMs: 4e12 },
    settled: () => pipeline.settled(),
  });
  const toldMeanwhile = teller.told() - from;
  over.abort();
  await going;
  for (const { name, rows, differences } of findings) {
    expect(differences, name).toEqual([]);
    expect(rows, name).toBeGreaterThan(20);
  }
  expect(findings).toHaveLength(WATCHED.length);
  expect(toldMeanwhile).toBeGreaterThan(10);
});
