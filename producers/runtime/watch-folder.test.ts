import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import { afterEach, expect, test } from 'vitest';
import { testReference } from '../testing/test-reference.ts';
import { openIngestion } from './ingestion.ts';
import { watchFolder } from './watch-folder.ts';

const NOW = Date.UTC(2026, 2, 11, 12);
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'watch-test-'));
  folders.push(folder);
  const clock = manualClock(NOW);
  const log = inMemoryLog({ partitions: 1, clock });
  const ingestion = openIngestion({ log, clock, reference: testReference() });
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const list = (sub = '') => readdirSync(join(folder, sub)).sort();
  return { folder, ingestion, put, list, watch: watchFolder({ ingestion, folder }) };
}

const LINE = `${JSON.stringify({
  topic: 'truck.positions',
  eventTime: NOW,
  plate: '浙B1-2',
  lat: 29.9,
  lon: 121.8,
  crs: 'WGS84',
})}\n`;

test('takes a file when it looks the same twice, and moves it to done', async () => {
  const { watch, put, list } = opened();
  put('a.jsonl', LINE);
  expect(await watch.sweep()).toEqual([]);
  const [file] = await watch.sweep();
  expect(file).toMatchObject({ name: 'a.jsonl', moved: 'done', report: { accepted: 1 } });
  expect(list()).toEqual(['done']);
  expect(list('done')).toEqual(['a.jsonl']);
});

test('leaves a file alone while it grows', async () => {
  const { folder, watch, put } = opened();
  put('a.jsonl', LINE);
  await watch.sweep();
  appendFileSync(join(folder, 'a.jsonl'), LINE);
  expect(await watch.sweep()).toEqual([]);
  expect(await watch.sweep()).toHaveLength(1);
});

test('leaves hidden and unfinished names and folders alone', async () => {
  const { watch, put, list } = opened();
  for (const name of ['.hidden', 'a.tmp', 'b.filepart', 'c~']) put(name, LINE);
  await watch.sweep();
  expect(await watch.sweep()).toEqual([]);
  expect(list()).toHaveLength(4);
});

test('moves a file that gives nothing to failed, with the reason', async () => {
  const { folder, watch, put, list } = opened();
  put('a.txt', 'nonsense');
  await watch.sweep();
  await watch.sweep();
  expect(list('failed')).toEqual(['a.txt', 'a.txt.reason.txt']);
  expect(readFileSync(join(folder, 'failed', 'a.txt.reason.txt'), 'utf8')).toContain(
    'malformed: 1',
  );
});

test('moves a file of which some lines are bad to done, with the reason', async () => {
  const { watch, put, list } = opened();
  put('a.jsonl', `${LINE}nonsense\n`);
  await watch.sweep();
  await watch.sweep();
  expect(list('done')).toEqual(['a.jsonl', 'a.jsonl.reason.txt']);
});

test('keeps both of two files of one name', async () => {
  const { watch, put, list } = opened();
  for (let i = 0; i < 2; i++) {
    put('a.jsonl', LINE);
    await watch.sweep();
    await watch.sweep();
  }
  expect(list('done')).toEqual(['a.jsonl', 'a.jsonl.1']);
});

test('runs until it is told to stop', async () => {
  const { folder, ingestion, put, list } = opened();
  put('a.jsonl', LINE);
  const controller = new AbortController();
  let pauses = 0;
  const pause = async () => {
    if (++pauses === 2) controller.abort();
  };
  await watchFolder({ ingestion, folder, pause }).run(controller.signal);
  expect(list('done')).toEqual(['a.jsonl']);
});

/** A watch during whose reading of a file something happens to it. */
function disturbed(happens: (path: string) => void) {
  const { folder, ingestion, put, list } = opened();
  let left = 1;
  const disturbing = {
    async ingestFiles(files: readonly string[]) {
      const reports = await ingestion.ingestFiles(files);
      if (left-- > 0) happens(files[0] ?? '');
      return reports;
    },
  };
  return { folder, put, list, watch: watchFolder({ ingestion: disturbing, folder }) };
}

test.each([
  ['grows', (path: string) => appendFileSync(path, LINE.replace('浙B1', '浙B2'))],
  [
    'is replaced',
    (path: string) => {
      writeFileSync(`${path}.part`, `${LINE}${LINE.replace('浙B1', '浙B2')}`);
      renameSync(`${path}.part`, path);
    },
  ],
])('leaves a file that %s while it is read, and takes it whole later', async (_, happens) => {
  const { watch, put, list } = disturbed(happens);
  put('a.jsonl', LINE);
  await watch.sweep();
  expect(await watch.sweep()).toEqual([]);
  expect(list()).toEqual(['a.jsonl']);
  expect(await watch.sweep()).toEqual([]);
  expect(await watch.sweep()).toMatchObject([{ name: 'a.jsonl', report: { accepted: 2 } }]);
});

test('passes over a file that goes while it is read', async () => {
  const { watch, put, list } = disturbed((path) => rmSync(path));
  put('a.jsonl', LINE);
  await watch.sweep();
  expect(await watch.sweep()).toEqual([]);
  expect(list()).toEqual([]);
});

test('takes in again what a slow writer adds to a file that was moved', async () => {
  const { folder, watch, put } = opened();
  put('a.jsonl', LINE);
  await watch.sweep();
  await watch.sweep();
  appendFileSync(join(folder, 'done', 'a.jsonl'), LINE.replace('浙B1', '浙B2'));
  expect(await watch.sweep()).toEqual([]);
  expect(await watch.sweep()).toMatchObject([{ name: 'a.jsonl', report: { accepted: 2 } }]);
  expect(await watch.sweep()).toEqual([]);
});

test('looks after a moved file for so long, and after so many', async () => {
  const { folder, watch, put } = opened();
  for (let i = 0; i < 101; i++) put(`${100 + i}.jsonl`, LINE);
  await watch.sweep();
  expect(await watch.sweep()).toHaveLength(101);
  appendFileSync(join(folder, 'done', '100.jsonl'), LINE);
  appendFileSync(join(folder, 'done', '101.jsonl'), LINE);
  await watch.sweep();
  expect(await watch.sweep()).toMatchObject([{ name: '101.jsonl' }]);
  for (let sweep = 0; sweep < 60; sweep++) await watch.sweep();
  appendFileSync(join(folder, 'done', '102.jsonl'), LINE);
  await watch.sweep();
  expect(await watch.sweep()).toEqual([]);
});

test('says so when the folder cannot be read', async () => {
  const { ingestion } = opened();
  const watch = watchFolder({ ingestion, folder: '/nowhere/at/all' });
  await expect(watch.sweep()).rejects.toMatchObject({ code: 'input-unreadable' });
});
