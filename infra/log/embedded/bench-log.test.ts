import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { benchLog } from './bench-log.ts';

test('measures the log and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-bench-test-'));
  const bench = await benchLog({ records: 7000, durable: false, folder });
  expect(JSON.parse(JSON.stringify(bench))).toEqual(bench);
  expect(bench).toMatchObject({ name: 'log', records: 7000, durable: false });
  for (const figure of [
    bench.eventsPerSecond,
    bench.cpuSecondsPerMillion,
    bench.peakRssMb,
    bench.append.eventsPerSecond,
    bench.read.megabytesPerSecond,
    bench.commit.medianMs,
    bench.get.microseconds,
  ]) {
    expect(figure).toBeGreaterThan(0);
  }
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
}, 60_000);
