import { PipelineError, withMethods } from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import { expect, test } from 'vitest';
import { recordsOf } from '../testing/log-reading.ts';
import { testReference } from '../testing/test-reference.ts';
import type { IngestOptions } from './ingest-files.ts';
import { openIngestion } from './ingestion.ts';

const NOW = Date.UTC(2026, 2, 11, 12);
const AWAY = new PipelineError('log-unavailable', 'Kafka does not answer.', { retriable: true });
const BROKEN = new PipelineError('disk-full', 'The disk is full.');
const LINE = JSON.stringify({
  topic: 'truck.positions',
  eventTime: NOW,
  plate: '浙B1-2',
  lat: 29.9,
  lon: 121.8,
  crs: 'WGS84',
});

/** An ingestion into a log whose appends fail in turn as is said; undefined is one that nobody ever answers. */
function opened(failures: (PipelineError | undefined)[]) {
  const clock = manualClock(NOW);
  const log = inMemoryLog({ partitions: 1, clock });
  const stop = new AbortController();
  const pauses: number[] = [];
  const ingestion = openIngestion({
    log: withMethods(log, {
      append: (appends) => {
        if (failures.length === 0) return log.append(appends);
        const failure = failures.shift();
        if (failure !== undefined) return Promise.reject(failure);
        setImmediate(() => stop.abort());
        return Promise.withResolvers<never>().promise;
      },
    }),
    ...{ clock, reference: testReference(), signal: stop.signal },
    pause: async (ms) => void pauses.push(ms),
  });
  async function* stdin() {
    yield Buffer.from(LINE);
  }
  const ingest = (options: IngestOptions = {}) =>
    ingestion.ingestFiles(['-'], { stdin: stdin(), ...options });
  return { log, ingest, pauses, stop };
}

test('waits for a log that is away where it was told to, and appends once', async () => {
  const { log, ingest, pauses } = opened([AWAY, AWAY, AWAY]);
  const [report] = await ingest({ waitsUntilStopped: true });
  expect(report).toMatchObject({ accepted: 1 });
  expect(pauses).toEqual([20, 40, 80]);
  expect(await recordsOf(log, 'truck.positions')).toHaveLength(1);
});

test('tells a person at once that the log is away, and waits for a full one', async () => {
  const { ingest, pauses } = opened([
    new PipelineError('log-full', 'It is full.', { retriable: true }),
    AWAY,
  ]);
  await expect(ingest()).rejects.toBe(AWAY);
  expect(pauses).toEqual([20]);
});

test('waits for nothing that does not pass', async () => {
  const { ingest, pauses } = opened([BROKEN]);
  await expect(ingest({ waitsUntilStopped: true })).rejects.toBe(BROKEN);
  expect(pauses).toEqual([]);
});

test('stops though the log that is away has not answered the last try', async () => {
  const { ingest } = opened([AWAY, undefined]);
  await expect(ingest({ waitsUntilStopped: true })).rejects.toBe(AWAY);
});
