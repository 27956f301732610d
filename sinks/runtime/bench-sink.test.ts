import { expect, test } from 'vitest';
import { benchSink } from './bench-sink.ts';

test('lands what it was given and says how fast', async () => {
  const bench = await benchSink({ records: 3000 });
  expect(bench).toMatchObject({ name: 'sink', records: 3000 });
  expect(bench.eventsPerSecond).toBeGreaterThan(0);
  expect(bench.ratioToEngineLoad).toBeGreaterThan(0);
  expect(bench.peakRssMb).toBeGreaterThan(0);
  expect(JSON.parse(JSON.stringify(bench))).toEqual(bench);
}, 60_000);
