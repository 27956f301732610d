import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { benches } from './catalog.ts';
import { engineBench } from './engine.ts';
import { logBench } from './log.ts';
import { inTemporaryFolder, measure, ratesOf } from './measure.ts';

const terminal = {} as Terminal;
const FIGURES = {
  eventsPerSecond: expect.any(Number),
  cpuSecondsPerMillion: expect.any(Number),
  peakRssMb: expect.any(Number),
};

test('each benchmark has a name of its own', () => {
  expect(benches.map(({ name }) => name)).toEqual([
    ...['engine', 'log', 'sink', 'pipeline', 'reports', 'kafka-join', 'kafka-fold'],
    ...['kafka-latency', 'kafka-restore'],
  ]);
});

test('rates are those of the events in the time that was measured', () => {
  const rates = ratesOf({ seconds: 2, cpuSeconds: 3 }, 1_000_000);
  expect(rates).toMatchObject({ eventsPerSecond: 500_000, cpuSecondsPerMillion: 3 });
});

test('a span is of the work and of nothing else', async () => {
  const nothing = await measure(async () => undefined);
  const work = await measure(async () => {
    for (let i = 0, x = 1; i < 5e7; i++) x = Math.imul(x, 31);
  });
  expect(work.mainCpuSeconds).toBeGreaterThan(nothing.mainCpuSeconds);
  expect(work.seconds).toBeGreaterThan(0);
});

test('a temporary folder is gone when the work has failed, too', async () => {
  let path = '';
  const failing = inTemporaryFolder(async (folder) => {
    path = folder;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

test('the engine joins every traversal and commits what it did', { timeout: 60_000 }, async () => {
  const result = await engineBench.run({ terminal, scale: 0.005 });
  // No version of the traffic at this scale, so each traversal makes one row.
  expect(result).toMatchObject({ name: 'engine', ...FIGURES, events: 10_000, outputs: 10_000 });
  expect(result['commits']).toBeGreaterThan(0);
});

test('the log tells of appends, reads and commits apart', { timeout: 60_000 }, async () => {
  const result = await logBench.run({ terminal, scale: 0.001 });
  expect(result).toMatchObject({ name: 'log', ...FIGURES, records: 2000 });
  expect(result['commitMedianMs']).toBeGreaterThanOrEqual(0);
});
