import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NINGBO_FOLDER } from '@landbridge/infra';
import { afterAll, expect, test } from 'vitest';
import { recordingTerminal } from './recording-terminal.ts';
import { start } from './start.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function type(
  typed: readonly string[],
  signal?: AbortSignal,
  onErr?: (text: string) => void,
) {
  const terminal = recordingTerminal({
    cwd: folder,
    ...(signal === undefined ? {} : { signal }),
    ...(onErr === undefined ? {} : { onErr }),
  });
  const status = await start(typed, { ...terminal, watched: false });
  return { status, stdout: terminal.stdout(), stderr: terminal.stderr() };
}

/** Runs an owner beside what is done meanwhile. */
async function beside<T>(use: () => Promise<T>): Promise<{ used: T; status: number }> {
  const stop = new AbortController();
  const up = Promise.withResolvers<void>();
  const owner = type(['run', '--data-dir', 'data'], stop.signal, () => up.resolve());
  await Promise.race([up.promise, owner]);
  const used = await use();
  stop.abort();
  return { used, status: (await owner).status };
}

/** A truck that came at eight and left at twenty to nine. */
const visit = ['IN 08:00', 'OUT 08:40'].map((gate) => {
  const [direction, time] = gate.split(' ');
  return JSON.stringify({
    topic: 'gate.transactions',
    id: direction,
    eventTime: `2026-03-11T${time}:00+08:00`,
    recordedAt: `2026-03-11T${time}:05+08:00`,
    direction,
    facility: 'BLCT1',
    plate: '浙B12345-2',
    boxes: [{ container: 'CSQU3054383', sizeType: '22G1' }],
  });
});

test('help is done, a wrong line is a usage error with nothing on stdout', async () => {
  expect(await type(['help'])).toMatchObject({ status: 0, stderr: '' });
  expect((await type(['help', 'report'])).stdout).toContain('yard-dwell');
  expect((await type(['report', '--help'])).stdout).toContain('--as-of TIME');
  expect(await type(['reports'])).toMatchObject({ status: 2, stdout: '' });
  expect(await type(['report'])).toMatchObject({ status: 2, stdout: '' });
});

test('a question about a folder that is not there says how to fill one', async () => {
  const { status, stderr } = await type(['report', 'turn-time', '--data-dir', 'nowhere']);
  expect(status).toBe(1);
  expect(stderr).toContain('npm start');
});

test('a question about a folder that is not one of ours changes nothing in it', async () => {
  mkdirSync(join(folder, 'foreign'));
  for (const entries of [[], ['README']]) {
    for (const entry of entries) writeFileSync(join(folder, 'foreign', entry), '');
    for (const typed of [['topics'], ['report', 'turn-time'], ['rebuild']]) {
      const { status, stderr } = await type([...typed, '--data-dir', 'foreign']);
      expect(status).toBe(1);
      expect(stderr).toMatch(/is no data folder of Landbridge.*npm start.*\(not-found\)/);
    }
    expect(readdirSync(join(folder, 'foreign'))).toEqual(entries);
  }
});

test.each([['run'], ['ingest', 'nothing.jsonl']])(
  '%s makes no data folder of a folder in which something else lies',
  async (...typed) => {
    mkdirSync(join(folder, 'project'), { recursive: true });
    writeFileSync(join(folder, 'project', 'README'), '');
    const { status, stderr } = await type([...typed, '--data-dir', 'project']);
    expect(status).toBe(1);
    expect(stderr).toContain('(config-invalid)');
    expect(readdirSync(join(folder, 'project'))).toEqual(['README']);
  },
);

test.each(['watched', 'watched/in/it', '.', 'link'])(
  'run does not watch a folder around, in or as its data folder: %s',
  async (inbox) => {
    mkdirSync(join(folder, 'watched'), { recursive: true });
    rmSync(join(folder, 'link'), { force: true });
    symlinkSync('watched', join(folder, 'link'));
    const { status, stderr } = await type(['run', '--watch', inbox, '--data-dir', 'watched']);
    expect(status).toBe(1);
    expect(stderr).toContain('(config-invalid)');
    expect(readdirSync(join(folder, 'watched'))).toEqual([]);
  },
);

test('ingest says of each file what became of it, and ends with 3 where something was set aside', async () => {
  writeFileSync(join(folder, 'good.jsonl'), `${visit.join('\n')}\n`);
  writeFileSync(join(folder, 'mixed.jsonl'), `${visit[0]}\n{"topic":"vessel.calls"\n`);
  const good = await type(['ingest', 'good.jsonl', '--json', '--data-dir', 'data']);
  expect(good).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(good.stdout)).toMatchObject({
    accepted: 2,
    duplicates: 0,
    deadLettered: 0,
    files: [{ path: 'good.jsonl', format: 'jsonl', accepted: 2, reasons: {} }],
  });
  const mixed = await type(['ingest', 'mixed.jsonl', '--json', '--data-dir', 'data']);
  expect(mixed.status).toBe(3);
  expect(JSON.parse(mixed.stdout)).toMatchObject({
    accepted: 0,
    duplicates: 1,
    deadLettered: 1,
    files: [{ duplicates: 1, reasons: { malformed: 1 } }],
  });
  const told = await type(['ingest', 'mixed.jsonl', '--data-dir', 'data']);
  expect(told.stdout).toContain('`npx landbridge dead-letters list --data-dir data` says why');
  const missing = await type(['ingest', 'missing.jsonl', '--data-dir', 'data']);
  expect(missing).toMatchObject({ status: 1, stdout: '' });
  expect(missing.stderr).toContain('input-unreadable');
}, 60_000);

test('a truck that came and went is in the report of its day', async () => {
  const { stdout } = await type(['report', 'turn-time', '--json', '--data-dir', 'data']);
  expect(JSON.parse(stdout)).toMatchObject({
    from: '2026-03-11',
    rows: [{ terminal: 'BLCT1', visits: 1, turnMeanMinutes: 40 }],
    deadLetters: { malformed: 1 },
  });
}, 60_000);

test('every question has the same answer beside a running pipeline as without one', async () => {
  const questions = [
    ['tables', '--json'],
    ['topics', '--json'],
    ['report', 'turn-time', '--json'],
    ['report', 'throughput', '--by', 'group,hour'],
    ['query', 'SELECT count() FROM mart_gate_transactions'],
    ['dead-letters', 'list'],
    ['explain', 'nothing'],
    ['query', 'DROP TABLE gate_transactions'],
    ['report', 'turn'],
  ].map((typed) => [...typed, '--data-dir', 'data']);
  const alone: unknown[] = [];
  for (const typed of questions) alone.push(await type(typed));
  const { used, status } = await beside(async () => {
    const answers: unknown[] = [];
    for (const typed of questions) answers.push(await type(typed));
    return answers;
  });
  expect(used).toEqual(alone);
  expect(status).toBe(0);
}, 120_000);

test('a second owner is refused with the first one named', async () => {
  const { used } = await beside(() => type(['run', '--data-dir', 'data']));
  expect(used.status).toBe(1);
  expect(used.stderr).toContain(`Process ${process.pid} owns`);
}, 60_000);

test('a reference folder that does not load is stored by no command, one that does by none that only asks', async () => {
  const stored = () => readFileSync(join(folder, 'data', 'settings.json'), 'utf8');
  const before = stored();
  cpSync(NINGBO_FOLDER, join(folder, 'same'), { recursive: true });
  const query = ['query', 'SELECT 1', '--data-dir', 'data'];
  for (const typed of [
    query,
    ['run', '--data-dir', 'data'],
    ['ingest', 'good.jsonl', '--data-dir', 'data'],
  ]) {
    const { status, stderr } = await type([...typed, '--reference', 'nope']);
    expect(status).toBe(1);
    expect(stderr).toContain('(config-invalid)');
    expect(stored()).toBe(before);
  }
  expect(await type([...query, '--reference', 'same'])).toMatchObject({ status: 0 });
  expect(stored()).toBe(before);
  const ingest = (reference: string) =>
    type(['ingest', 'good.jsonl', '--data-dir', 'data', '--reference', reference]);
  expect(await ingest('same')).toMatchObject({ status: 0 });
  expect(stored()).toContain(join(folder, 'same'));
  expect(await ingest('ningbo')).toMatchObject({ status: 0 });
  expect(stored()).toBe(before);
}, 120_000);

test('of two files that say the same, the second is told as known', async () => {
  mkdirSync(join(folder, 'inbox'));
  for (const name of ['a.jsonl', 'b.jsonl']) {
    writeFileSync(join(folder, 'inbox', name), `${visit.join('\n')}\n`);
  }
  const stop = new AbortController();
  const both = Promise.withResolvers<void>();
  let files = 0;
  const typed = ['run', '--watch', 'inbox', '--data-dir', 'twice'];
  const running = type(typed, stop.signal, (text) => {
    if (text.includes('moved to') && ++files === 2) both.resolve();
  });
  await Promise.race([both.promise, running]);
  stop.abort();
  const { stderr } = await running;
  expect(stderr).toContain('a.jsonl: 2 accepted, 0 duplicates, 0 set aside; moved to done.');
  expect(stderr).toContain('b.jsonl: 0 accepted, 2 duplicates, 0 set aside; moved to done.');
}, 60_000);
