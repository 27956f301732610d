import { PipelineError, withMethods } from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import type { ContainerEvent, DeadLetter, TruckPosition } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { recordsOf } from '../testing/log-reading.ts';
import { testReference } from '../testing/test-reference.ts';
import type { Origin } from './delivery.ts';
import { type IngestionOptions, openIngestion } from './ingestion.ts';

const NOW = Date.UTC(2026, 2, 11, 12);

/** What a log at its bound answers. */
const noRoom = () =>
  Promise.reject(new PipelineError('log-full', 'The log is full.', { retriable: true }));

function opened(options: Partial<IngestionOptions> & { isFull?: () => boolean } = {}) {
  const clock = manualClock(NOW);
  const { isFull = () => false, ...rest } = options;
  const log = inMemoryLog({ partitions: 3, clock });
  const bounded = withMethods(log, {
    append: (appends) => (isFull() ? noRoom() : log.append(appends)),
  });
  const ingestion = openIngestion({ log: bounded, clock, reference: testReference(), ...rest });
  const take = (text: string, origin: Origin = {}) =>
    ingestion.take({ name: 'a file', bytes: Buffer.from(text), ...origin });
  return { clock, log, ingestion, take };
}

const aMove = (changes: object = {}) =>
  JSON.stringify({
    eventID: '0a6d1a52-6f0e-4b7e-9d3c-000000000001',
    eventType: 'EQUIPMENT',
    eventClassifierCode: 'ACT',
    eventCreatedDateTime: '2026-03-11T01:31:05Z',
    eventDateTime: '2026-03-11T09:20:00+08:00',
    equipmentEventTypeCode: 'GTIN',
    equipmentReference: 'CSQU3054383',
    ...changes,
  });
const aPosition = (second: number, plate = '浙B00001-2') =>
  JSON.stringify({
    topic: 'truck.positions',
    eventTime: NOW - 3_600_000 + second * 1000,
    plate,
    lat: 29.9,
    lon: 121.8,
    crs: 'WGS84',
  });

test('appends revisable facts to the received topic under their ids', async () => {
  const { log, take } = opened();
  const report = await take(`[${aMove()}]`);
  expect(report).toMatchObject({ format: 'dcsa', accepted: 1, deadLettered: 0 });
  const [record] = await recordsOf<ContainerEvent>(log, 'container.events.received');
  expect(record?.key).toBe('dcsa:0a6d1a52-6f0e-4b7e-9d3c-000000000001:EQUIPMENT');
  expect(record?.event).toMatchObject({
    subject: 'CSQU3054383',
    source: 'dcsa',
    ingestedAt: NOW,
  });
  expect(Number.isSafeInteger(record?.event.revision)).toBe(true);
});

test('appends timed facts to their topic under their keys', async () => {
  const { log, take } = opened();
  await take(aPosition(1));
  const [record] = await recordsOf<TruckPosition>(log, 'truck.positions');
  expect(record?.key).toBe('浙B00001-2');
});

test('names the feed in facts and ids', async () => {
  const { log, take } = opened();
  await take(`[${aMove()}]`, { feed: 'carrier-a' });
  const [record] = await recordsOf<ContainerEvent>(log, 'container.events.received');
  expect(record?.event.source).toBe('carrier-a');
  expect(record?.event.id.startsWith('carrier-a:')).toBe(true);
});

test('gives one statement the same revision whenever it arrives, and a later one a higher', async () => {
  const { log, take, clock } = opened();
  await take(`[${aMove()}]`);
  clock.advance(5_000_000);
  await take(`[${aMove()}]`);
  await take(`[${aMove({ eventUpdatedDateTime: '2026-03-11T02:00:00Z' })}]`);
  const records = await recordsOf<ContainerEvent>(log, 'container.events.received');
  const [first, again, updated] = records.map(({ event }) => event.revision);
  expect(again).toBe(first);
  expect(updated).toBeGreaterThan(first ?? 0);
});

test('sets rejects aside with reason, address and bytes, and spares their neighbours', async () => {
  const { log, take } = opened();
  const bad = aMove({ eventDateTime: 'soon' });
  const report = await take(`[${bad},${aMove()}]`);
  expect(report).toMatchObject({ accepted: 1, deadLettered: 1, reasons: { 'bad-time': 1 } });
  const [letter] = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(letter?.key).toBe('source:dcsa');
  expect(letter?.event).toMatchObject({
    code: 'bad-time',
    address: 'a file: event 1',
    eventTime: 0,
    topic: null,
  });
  expect(Buffer.from(letter?.event.bytes ?? []).toString()).toBe(bad);
});

test('gives the same refusal the same letter', async () => {
  const { log, take } = opened();
  await take('[{}]');
  await take('[{}]');
  const letters = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(new Set(letters.map(({ event }) => event.id)).size).toBe(1);
  expect(new Set(letters.map(({ event }) => event.revision)).size).toBe(1);
});

test.each([
  [{ eventCreatedDateTime: '1999-01-01T14:12:56Z' }, 'too-old'],
  [{ eventDateTime: '1999-12-31T23:59:59Z' }, 'too-old'],
  [{ eventCreatedDateTime: '2099-01-01T14:12:56Z' }, 'future'],
  [{ eventDateTime: '2026-03-11T12:15:01Z' }, 'future'],
])('refuses %j as %s, with the bytes of the event', async (changes, code) => {
  const { log, take } = opened();
  const report = await take(`[${aMove()},${aMove(changes)}]`);
  expect(report).toMatchObject({ accepted: 1, deadLettered: 1, reasons: { [code]: 1 } });
  const [letter] = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(letter?.event).toMatchObject({ topic: 'container.events', address: 'a file: event 2' });
  expect(Buffer.from(letter?.event.bytes ?? []).toString()).toBe(aMove(changes));
});

test('takes an event up to 15 minutes ahead, and a plan for any time', async () => {
  const { take } = opened();
  const ahead = aMove({ eventDateTime: '2026-03-11T12:15:00Z' });
  const plan = aMove({ eventClassifierCode: 'PLN', eventDateTime: '2027-03-11T12:15:00Z' });
  expect(await take(`[${ahead},${plan}]`)).toMatchObject({ accepted: 2, deadLettered: 0 });
});

test('sets what nobody recognises aside as one letter', async () => {
  const { log, take } = opened();
  const report = await take('<xml/>');
  expect(report).toMatchObject({ format: null, deadLettered: 1, reasons: { malformed: 1 } });
  const [letter] = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(letter?.event).toMatchObject({ stage: 'source:unknown', address: 'a file' });
  expect(letter?.event.reason).toContain('dcsa, edifact, jsonl');
});

test('refuses a source, a feed and a zone that cannot be', async () => {
  const { take } = opened();
  await expect(take('[]', { source: 'fax' })).rejects.toThrow('There is no source fax');
  await expect(take('[]', { feed: 'a:b' })).rejects.toThrow('The feed is named "a:b"');
  await expect(take('[]', { zone: 'Mars' })).rejects.toThrow('The zone is "Mars"');
  // The queue goes on after a refusal.
  expect(await take('[]')).toMatchObject({ accepted: 0 });
});

test('counts duplicates where they came from once the engine finds them', async () => {
  const { log, ingestion, take } = opened();
  const first = await take(`[${aMove()}]`);
  const second = await take(`[${aMove()},${aMove({ eventID: null })}]`);
  const records = await recordsOf<ContainerEvent>(log, 'container.events.received');
  const twice = records.filter(({ event }) => event.sourceEventId !== null)[1];
  if (twice === undefined) throw new Error('the event stands twice');
  const { topic, partition, offset } = twice;
  ingestion.verdict({ topic, partition, offset, verdict: 'duplicate' });
  ingestion.verdict({ topic, partition, offset, verdict: 'duplicate' });
  expect(first).toMatchObject({ accepted: 1, duplicates: 0 });
  expect(second).toMatchObject({ accepted: 1, duplicates: 1 });
  expect(ingestion.counts).toMatchObject({ accepted: 2, duplicates: 1 });
});

test('takes an event of two records for a duplicate when both are', async () => {
  const { log, ingestion, take } = opened();
  const references = ['CSQU3054383', 'ABCU1234560'].map((referenceValue) => ({
    referenceType: 'EQ',
    referenceValue,
  }));
  const report = await take(`[${aMove({ equipmentReference: null, references })}]`);
  const records = await recordsOf<ContainerEvent>(log, 'container.events.received');
  expect(records).toHaveLength(2);
  const [one, other] = records;
  if (one === undefined || other === undefined) throw new Error('two records');
  ingestion.verdict({ ...one, verdict: 'duplicate' });
  expect(report).toMatchObject({ accepted: 1, duplicates: 0 });
  ingestion.verdict({ ...other, verdict: 'duplicate' });
  expect(report).toMatchObject({ accepted: 0, duplicates: 1 });
});

test('takes nobody to be the origin of a record where it cannot know who wrote it', async () => {
  const { log: real, clock } = opened();
  const log = withMethods(real, { contiguous: false });
  const ingestion = openIngestion({ log, clock, reference: testReference() });
  const report = await ingestion.take({ name: 'x', bytes: Buffer.from(aPosition(1)) });
  const [record] = await recordsOf(real, 'truck.positions');
  if (record === undefined) throw new Error('the record was appended');
  ingestion.verdict({ ...record, verdict: 'duplicate' });
  expect(report).toMatchObject({ accepted: 1, duplicates: 0 });
});

test('does not mind verdicts about records of others', () => {
  const { ingestion } = opened();
  const at = { topic: 'truck.positions', partition: 0, offset: 99 };
  ingestion.verdict({ ...at, verdict: 'duplicate' });
  ingestion.verdict({ ...at, verdict: 'late' });
  expect(ingestion.counts).toEqual({ accepted: 0, duplicates: 0, deadLettered: 0, reasons: {} });
});

test('waits while the log is full and goes on when there is room', async () => {
  const pauses: number[] = [];
  const { log, ingestion } = opened({
    isFull: () => pauses.length < 3,
    pause: async (ms) => void pauses.push(ms),
  });
  const report = await ingestion.take({ name: 'x', bytes: Buffer.from(aPosition(1)) });
  expect(pauses).toEqual([20, 40, 80]);
  expect(report.accepted).toBe(1);
  const [record] = await recordsOf(log, 'truck.positions');
  if (record === undefined) throw new Error('the record was appended');
  ingestion.verdict({ ...record, verdict: 'duplicate' });
  expect(report.duplicates).toBe(1);
});

test('gives up waiting for room when it is told to', async () => {
  const controller = new AbortController();
  const { ingestion } = opened({
    isFull: () => true,
    signal: controller.signal,
    pause: async () => controller.abort(),
  });
  await expect(
    ingestion.take({ name: 'x', bytes: Buffer.from(aPosition(1)) }),
  ).rejects.toMatchObject({ code: 'log-full' });
});

test('takes deliveries one after another, each with its own report', async () => {
  const { log, take } = opened();
  const reports = await Promise.all([1, 2, 3].map((second) => take(aPosition(second))));
  expect(reports.map(({ accepted }) => accepted)).toEqual([1, 1, 1]);
  const records = await recordsOf<TruckPosition>(log, 'truck.positions');
  expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2]);
});

test('takes many small deliveries with one append, each with its own report', async () => {
  const { log, ingestion } = opened();
  let appends = 0;
  log.onAppend(() => {
    appends++;
  });
  const deliveries = [1, 2, 3].map((second) => ({
    name: `${second}`,
    bytes: Buffer.from(aPosition(second)),
  }));
  const reports = await ingestion.takeAll(deliveries);
  expect(reports.map(({ name, accepted }) => `${name}: ${accepted}`)).toEqual([
    '1: 1',
    '2: 1',
    '3: 1',
  ]);
  expect(appends).toBe(1);
});

test('takes a large delivery of lines in blocks with the right line numbers', async () => {
  const { log, take } = opened();
  const lines = Array.from({ length: 12_000 }, (_, i) => aPosition(i % 3000, `浙B${10000 + i}-2`));
  lines[8000] = '{"topic":"nowhere"}';
  const text = lines.join('\n');
  expect(text.length).toBeGreaterThan(1 << 20);
  const report = await take(text);
  expect(report).toMatchObject({ accepted: 11_999, deadLettered: 1 });
  const [letter] = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(letter?.event.address).toBe('a file: line 8001');
});

test('takes lines without a topic by the topic of the delivery', async () => {
  const { take } = opened();
  const { topic, ...line } = JSON.parse(aPosition(1));
  expect(await take(JSON.stringify(line), { topic })).toMatchObject({
    format: 'jsonl',
    accepted: 1,
  });
});

test('refuses a record whose key is too long', async () => {
  const { take } = opened();
  const report = await take(aPosition(1, `浙${'B'.repeat(600)}-2`));
  expect(report).toMatchObject({ accepted: 0, reasons: { 'bad-id': 1 } });
});

test('keeps no more than 64 KiB of a refused record', async () => {
  const { log, take } = opened();
  await take(`{"topic":"nowhere","x":"${'y'.repeat(200_000)}"}`);
  const [letter] = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(letter?.event.bytes.length).toBe(1 << 16);
});

test('a record that is driven again and refused keeps the address it had', async () => {
  const { log, ingestion } = opened();
  const address = 'day.jsonl: line 3';
  for (const text of ['{"topic":"truck.positions"}', 'no source knows this']) {
    await ingestion.take({ name: 'day.jsonl', bytes: Buffer.from(text), address });
  }
  const letters = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(letters.map(({ event }) => event.address)).toEqual([address, address]);
});
