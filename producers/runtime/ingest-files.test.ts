import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import type { DeadLetter, TruckPosition } from '@landbridge/schemas';
import { afterEach, expect, test } from 'vitest';
import { recordsOf } from '../testing/log-reading.ts';
import { testReference } from '../testing/test-reference.ts';
import type { IngestProgress } from './ingest-files.ts';
import { openIngestion } from './ingestion.ts';

const NOW = Date.UTC(2026, 2, 11, 12);
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function opened(sortBytesMax?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'ingest-test-'));
  folders.push(folder);
  const clock = manualClock(NOW);
  const log = inMemoryLog({ partitions: 2, clock });
  const ingestion = openIngestion({
    log,
    clock,
    reference: testReference(),
    ...(sortBytesMax === undefined ? {} : { sortBytesMax }),
  });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return { folder, log, ingestion, file };
}

const aPosition = (second: number, plate: string) =>
  JSON.stringify({
    topic: 'truck.positions',
    eventTime: NOW - 9_000_000 + second * 1000,
    plate,
    lat: 29.9,
    lon: 121.8,
    crs: 'WGS84',
  });

async function* streamOf(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function timesByPartition(log: ReturnType<typeof opened>['log']) {
  const records = await recordsOf<TruckPosition>(log, 'truck.positions');
  return [0, 1].map((partition) =>
    records.filter((record) => record.partition === partition).map(({ event }) => event.eventTime),
  );
}

test('appends the facts of all files by event time', async () => {
  const { log, ingestion, file } = opened();
  const lines = (seconds: readonly number[]) =>
    seconds.map((second) => aPosition(second, `浙B0000${second % 7}-2`)).join('\n');
  const reports = await ingestion.ingestFiles([
    file('late.jsonl', lines([50, 40, 60])),
    file('early.jsonl', lines([10, 30, 20, 45])),
  ]);
  expect(reports.map(({ accepted, format }) => [accepted, format])).toEqual([
    [3, 'jsonl'],
    [4, 'jsonl'],
  ]);
  for (const times of await timesByPartition(log)) {
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

test('sorts on disk what is larger than its memory and gives the same log', async () => {
  const seconds = Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 8000);
  const text = seconds.map((second, i) => aPosition(second, `浙B${i % 999}-2`)).join('\n');
  const small = opened(0);
  const large = opened();
  await small.ingestion.ingestFiles([small.file('x.jsonl', text)]);
  await large.ingestion.ingestFiles([large.file('x.jsonl', text)]);
  const ids = async (log: typeof small.log) =>
    (await recordsOf(log, 'truck.positions')).map(({ event }) => event.id);
  const sorted = await ids(small.log);
  expect(sorted).toHaveLength(20_000);
  expect(sorted.join() === (await ids(large.log)).join()).toBe(true);
});

test('reads a stream, in chunks of any size', async () => {
  const { log, ingestion } = opened();
  const text = [3, 1, 2].map((second) => aPosition(second, '浙B1-2')).join('\n');
  const [report] = await ingestion.ingestFiles(['-'], { stdin: streamOf(text, 7) });
  expect(report).toMatchObject({ name: '-', format: 'jsonl', accepted: 3 });
  expect((await timesByPartition(log)).flat()).toEqual(
    [1, 2, 3].map((second) => NOW - 9_000_000 + second * 1000),
  );
});

test('sets a file aside that is not there or of no known format, and takes the others', async () => {
  const { folder, log, ingestion, file } = opened();
  const reports = await ingestion.ingestFiles([
    join(folder, 'missing.jsonl'),
    file('page.html', '<html></html>'),
    folder,
    file('good.jsonl', aPosition(1, '浙B1-2')),
    file('empty.txt', ''),
  ]);
  expect(reports.map(({ accepted, deadLettered }) => [accepted, deadLettered])).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
    [1, 0],
    [0, 1],
  ]);
  const letters = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(letters.map(({ event }) => event.code)).toEqual(Array(4).fill('malformed'));
  expect(letters.map(({ event }) => event.reason).join()).toContain('cannot be read');
});

test('names the line of a bad one far into a file', async () => {
  const { log, ingestion, file } = opened();
  const lines = Array.from({ length: 20_000 }, (_, i) => aPosition(i % 5000, `浙B${i}-2`));
  lines[15_000] = 'nonsense';
  const [report] = await ingestion.ingestFiles([file('x.jsonl', lines.join('\n'))]);
  expect(report).toMatchObject({ accepted: 19_999, deadLettered: 1 });
  const [letter] = await recordsOf<DeadLetter>(log, 'dead.letters');
  expect(letter?.event.address).toContain('x.jsonl: line 15001');
});

test('tells how far it is', async () => {
  const { ingestion, file } = opened();
  const progress: IngestProgress[] = [];
  const text = aPosition(1, '浙B1-2');
  await ingestion.ingestFiles([file('x.jsonl', text)], {
    onProgress: (step) => progress.push(step),
  });
  const size = Buffer.byteLength(text);
  expect(progress.find(({ phase }) => phase === 'read')).toMatchObject({ done: size, total: size });
  expect(progress.at(-1)).toMatchObject({ phase: 'append', done: 1, total: 1 });
});

test('counts duplicates within the body where they came from', async () => {
  const { log, ingestion, file } = opened();
  const reports = await ingestion.ingestFiles([
    file('a.jsonl', aPosition(1, '浙B1-2')),
    file('b.jsonl', aPosition(1, '浙B1-2')),
  ]);
  const records = await recordsOf(log, 'truck.positions');
  const second = records[1];
  if (second === undefined) throw new Error('both stand in the log');
  ingestion.verdict({ ...second, verdict: 'duplicate' });
  expect(reports.map(({ accepted, duplicates }) => [accepted, duplicates])).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test('refuses a zone or topic that does not exist before it reads anything', async () => {
  const { ingestion } = opened();
  await expect(ingestion.ingestFiles(['x'], { topic: 'gate.transaction' })).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('gate.transactions'),
  });
  await expect(ingestion.ingestFiles(['x'], { zone: 'Mars' })).rejects.toMatchObject({
    code: 'config-invalid',
  });
});
