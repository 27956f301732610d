import { type Append, loadReference, PipelineError } from '@landbridge/infra';
import { openIngestion, type SimulatedDelivery, simulatedPort } from '@landbridge/producers';
import { expect, test } from 'vitest';
import { openDistantIngestion } from './distant-ingestion.ts';

const reference = loadReference();

/** A small port, its broken messages included. */
function someDeliveries(): SimulatedDelivery[] {
  const port = simulatedPort({
    ...{ reference, seed: 1, scale: 0.01, historyDays: 3, trafficIntervalMs: 3_600_000 },
    disturb: { broken: 0.01 },
  });
  return [...port.deliveries];
}

/** A log that notes what is appended, each record as text. */
function notingLog(append: (records: string[]) => void | Promise<void> = () => {}) {
  const records: string[] = [];
  const log = {
    ...{ partitions: 2, contiguous: false, extent: () => ({ start: 0, end: 0 }) },
    async append(appends: readonly Append[]) {
      await append(records);
      for (const { topic, partition, count, bytes, starts } of appends) {
        for (let i = 0; i < count; i++) {
          const record = bytes.toString('latin1', starts[i], starts[i + 1]);
          records.push(`${topic} ${partition} ${record}`);
        }
      }
    },
  };
  return { log, records };
}

const order = { referenceFolder: undefined, fromMs: Number.NEGATIVE_INFINITY };

async function ingestedHere(deliveries: readonly SimulatedDelivery[]) {
  let nowMs = Number.NEGATIVE_INFINITY;
  const { log, records } = notingLog();
  const ingestion = openIngestion({ log, reference, clock: { nowMs: () => nowMs } });
  for (const delivery of deliveries) {
    nowMs = Math.max(nowMs, delivery.atMs);
    await ingestion.take(delivery);
  }
  return { counts: ingestion.counts, records };
}

test('what a thread ingests is byte for byte what is ingested here', async () => {
  const deliveries = someDeliveries();
  const here = await ingestedHere(deliveries);
  const there = notingLog();
  await using distant = openDistantIngestion(there.log, order);
  for (let i = 0; i < deliveries.length; i += 100) await distant.take(deliveries.slice(i, i + 100));
  await distant.flush();
  expect(distant.counts).toEqual(here.counts);
  expect(distant.counts.deadLettered).toBeGreaterThan(0);
  expect(there.records.toSorted()).toEqual(here.records.toSorted());
});

test('a full log is waited for, and nothing is appended twice', async () => {
  const deliveries = someDeliveries();
  let refusals = 3;
  const { log, records } = notingLog(() => {
    if (refusals-- > 0) throw new PipelineError('log-full', 'It is full.', { retriable: true });
  });
  await using distant = openDistantIngestion(log, order);
  await distant.take(deliveries);
  await distant.flush();
  expect(refusals).toBeLessThan(0);
  const here = await ingestedHere(deliveries);
  expect(records.toSorted()).toEqual(here.records.toSorted());
});

test('who hands over deliveries hears why the log takes no more', async () => {
  const failure = new PipelineError('disk-full', 'The disk is full.');
  const { log } = notingLog(() => Promise.reject(failure));
  await using distant = openDistantIngestion(log, order);
  await distant.take(someDeliveries().slice(0, 10)).catch(() => undefined);
  await expect(distant.flush()).rejects.toBe(failure);
});

test('who no longer wants to wait for a full log need not', async () => {
  const full = new PipelineError('log-full', 'It is full.', { retriable: true });
  const { log } = notingLog(() => Promise.reject(full));
  const signal = AbortSignal.abort();
  await using distant = openDistantIngestion(log, { ...order, signal });
  await distant.take(someDeliveries().slice(0, 10)).catch(() => undefined);
  await expect(distant.flush()).rejects.toBe(full);
});
