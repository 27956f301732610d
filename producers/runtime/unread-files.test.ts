import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PipelineError, withMethods } from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { recordsOf } from '../testing/log-reading.ts';
import { testReference } from '../testing/test-reference.ts';
import { openIngestion } from './ingestion.ts';
import { watchFolder } from './watch-folder.ts';

const NOW = Date.UTC(2026, 2, 11, 12);
const LINES = 300;
/** So much behind each line that the first half of a file is more than what is decoded at once. */
const PADDING = ' '.repeat(10_000);
const folders: string[] = [];
/** How reading goes wrong, and how often: at the first byte, or in the middle. */
let fault = { code: '', inTheMiddle: false, times: 0 };
/** Whether other folders are other disks, where nothing can be renamed into; what happens when that is found. */
let areDisks = false;
let whenFound: () => void = () => undefined;

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const createReadStream = (path: string, options: object) => {
    if (fault.times === 0) return fs.createReadStream(path, options);
    const { code, inTheMiddle } = fault;
    fault.times--;
    async function* broken() {
      const bytes = fs.readFileSync(path);
      if (inTheMiddle) yield bytes.subarray(0, bytes.length / 2);
      throw Object.assign(new Error(`${code}: as a test wants`), { code });
    }
    return Readable.from(broken());
  };
  return { ...fs, createReadStream };
});

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  const rename = (from: string, to: string) => {
    if (!areDisks || join(from, '..') === join(to, '..')) return fs.rename(from, to);
    whenFound();
    return Promise.reject(Object.assign(new Error('EXDEV: as a test wants'), { code: 'EXDEV' }));
  };
  return { ...fs, rename };
});

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  fault = { code: '', inTheMiddle: false, times: 0 };
  areDisks = false;
  whenFound = () => undefined;
});

const positions = (feed: string) =>
  Array.from({ length: LINES }, (_, i) => {
    const position = { plate: `${feed}${i}-2`, lat: 29.9, lon: 121.8, crs: 'WGS84' };
    return `${JSON.stringify({ topic: 'truck.positions', eventTime: NOW - i, ...position })}${PADDING}\n`;
  }).join('');

function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'unread-test-'));
  folders.push(folder);
  const clock = manualClock(NOW);
  const log = inMemoryLog({ partitions: 1, clock });
  const ingestion = openIngestion({ log, clock, reference: testReference() });
  const { sweep } = watchFolder({ ingestion, folder });
  const list = (sub = '') => {
    const path = join(folder, sub);
    return existsSync(path) ? readdirSync(path).sort() : [];
  };
  const sweeps = async (count: number) => {
    const files = [];
    for (let i = 0; i < count; i++) files.push(...(await sweep()));
    return files;
  };
  const count = async (topic: string) => (await recordsOf(log, topic)).length;
  return { folder, log, clock, ingestion, list, sweep, sweeps, count };
}

test.each([
  ['EMFILE', false],
  ['ESTALE', false],
  ['EIO', true],
])(
  'tries a file again that cannot be read for %s, and takes it whole',
  async (code, inTheMiddle) => {
    const { folder, ingestion, list, sweeps, count } = opened();
    writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
    fault = { code, inTheMiddle, times: 5 };
    expect(await sweeps(6)).toEqual([]);
    expect(list()).toEqual(['a.jsonl']);
    expect([await count('truck.positions'), await count('dead.letters')]).toEqual([0, 0]);
    expect(ingestion.counts).toMatchObject({ accepted: 0, deadLettered: 0 });
    expect(await sweeps(1)).toMatchObject([{ moved: 'done', report: { accepted: LINES } }]);
    expect(ingestion.counts).toMatchObject({ accepted: LINES, deadLettered: 0 });
    expect(list('done')).toEqual(['a.jsonl']);
  },
);

test('gives up a file after so many tries, tells so and moves it to failed', async () => {
  const { folder, list, sweeps, count } = opened();
  writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
  fault = { code: 'EIO', inTheMiddle: true, times: 100 };
  expect(await sweeps(60)).toEqual([]);
  expect(await count('dead.letters')).toBe(0);
  const [file] = await sweeps(1);
  expect(file).toMatchObject({ moved: 'failed', report: { unread: 'told', deadLettered: 1 } });
  // What could be read of it counts all the same.
  expect(file?.report.accepted).toBeGreaterThan(0);
  expect(await count('dead.letters')).toBe(1);
  expect(list('failed')).toEqual(['a.jsonl', 'a.jsonl.reason.txt']);
  const reason = readFileSync(join(folder, 'failed', 'a.jsonl.reason.txt'), 'utf8');
  expect(reason).toContain('put it into the folder again');
});

test('begins to count anew with another file of the name', async () => {
  const { folder, list, sweeps } = opened();
  writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
  fault = { code: 'EIO', inTheMiddle: false, times: 1000 };
  await sweeps(60);
  writeFileSync(join(folder, '.next'), positions('浙C'));
  renameSync(join(folder, '.next'), join(folder, 'a.jsonl'));
  expect(await sweeps(60)).toEqual([]);
  expect(list()).toEqual(['a.jsonl']);
});

test('gives up at once what may not be read', async () => {
  const { folder, list, sweeps } = opened();
  writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
  fault = { code: 'EACCES', inTheMiddle: false, times: 1 };
  expect(await sweeps(2)).toMatchObject([{ moved: 'failed', report: { deadLettered: 1 } }]);
  expect(list()).toEqual(['failed']);
});

test('tries again what was written into a moved file and cannot be read', async () => {
  const { folder, sweeps } = opened();
  writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
  await sweeps(2);
  writeFileSync(join(folder, 'done', 'a.jsonl'), positions('浙B') + positions('浙C'));
  await sweeps(1);
  fault = { code: 'EIO', inTheMiddle: true, times: 3 };
  expect(await sweeps(3)).toEqual([]);
  expect(await sweeps(1)).toMatchObject([{ report: { accepted: 2 * LINES } }]);
  expect(await sweeps(2)).toEqual([]);
});

test('gives up what was written into a moved file after so many tries, and tells so', async () => {
  const { folder, sweeps, count } = opened();
  writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
  await sweeps(2);
  writeFileSync(join(folder, 'done', 'a.jsonl'), positions('浙C').slice(PADDING.length));
  await sweeps(1);
  fault = { code: 'EIO', inTheMiddle: false, times: 100 };
  expect(await sweeps(59)).toEqual([]);
  expect(await sweeps(1)).toMatchObject([{ report: { deadLettered: 1, unread: 'told' } }]);
  expect(await count('dead.letters')).toBe(1);
});

test('tells a person at once of a file that cannot be read', async () => {
  const { folder, ingestion, count } = opened();
  writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
  fault = { code: 'EIO', inTheMiddle: false, times: 1 };
  const [report] = await ingestion.ingestFiles([join(folder, 'a.jsonl')]);
  expect(report).toMatchObject({ deadLettered: 1, unread: 'told' });
  expect(await count('dead.letters')).toBe(1);
});

test('takes in what a crash left on its way to another disk, under the name it came with', async () => {
  const { folder, list, sweeps } = opened();
  areDisks = true;
  // Lines of no topic are known by the end of their name alone.
  writeFileSync(join(folder, '.moving-1-a.jsonl'), '{"no":"topic"}\n');
  writeFileSync(join(folder, '.moving-2-a.jsonl'), positions('浙B'));
  writeFileSync(join(folder, 'a.jsonl'), positions('浙C'));
  expect(await sweeps(2)).toMatchObject([
    { name: 'a.jsonl', moved: 'failed', report: { format: 'jsonl' } },
    { name: 'a.jsonl', moved: 'done', report: { accepted: LINES } },
    { name: 'a.jsonl', moved: 'done', report: { accepted: LINES } },
  ]);
  expect(list()).toEqual(['done', 'failed']);
  expect(list('done')).toEqual(['a.jsonl', 'a.jsonl.1']);
});

test('takes in the next file of the name where it came just before the move to another disk', async () => {
  const { folder, list, sweeps } = opened();
  areDisks = true;
  writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
  whenFound = () => {
    writeFileSync(join(folder, '.next'), positions('浙C'));
    renameSync(join(folder, '.next'), join(folder, 'a.jsonl'));
  };
  expect(await sweeps(2)).toHaveLength(1);
  expect(await sweeps(2)).toMatchObject([{ name: 'a.jsonl', report: { accepted: LINES } }]);
  expect(list()).toEqual(['done']);
  expect(list('done')).toEqual(['a.jsonl']);
});

test('goes on when the log is there again', async () => {
  const { folder, log, clock, list } = opened();
  writeFileSync(join(folder, 'a.jsonl'), positions('浙B'));
  let failures = 3;
  const away = () => new PipelineError('log-unavailable', 'It is away.', { retriable: true });
  const ingestion = openIngestion({
    log: withMethods(log, {
      append: (appends) => (failures-- > 0 ? Promise.reject(away()) : log.append(appends)),
    }),
    ...{ clock, reference: testReference(), pause: async () => undefined },
  });
  const { sweep } = watchFolder({ ingestion, folder });
  await sweep();
  expect(await sweep()).toMatchObject([{ moved: 'done', report: { accepted: LINES } }]);
  expect(list('done')).toEqual(['a.jsonl']);
});
