import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { newReport } from './delivery.ts';
import { looksOf, moveFile, nameOnItsWay } from './move-file.ts';

const folders: string[] = [];
/** What happens while a file is copied. */
let meanwhile: () => void = () => undefined;

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    async copyFile(from: string, to: string) {
      await fs.copyFile(from, to);
      meanwhile();
    },
  };
});

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  meanwhile = () => undefined;
});

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'move-test-'));
  folders.push(folder);
  writeFileSync(join(folder, 'a.jsonl'), 'text');
  return folder;
}

const FILE = { name: 'a.jsonl', moved: 'done', report: newReport('a.jsonl') } as const;

function failing(code: string) {
  return () => Promise.reject(Object.assign(new Error(`${code}: as a test wants`), { code }));
}

test('copies a file to another disk and takes it away here', async () => {
  const folder = aFolder();
  const path = join(folder, 'done', 'a.jsonl');
  const copyOf = await looksOf(join(folder, 'a.jsonl'));
  expect(await moveFile(folder, FILE, { renamed: failing('EXDEV') })).toEqual({ path, copyOf });
  expect(readFileSync(path, 'utf8')).toBe('text');
  expect(readdirSync(folder)).toEqual(['done']);
  expect(readdirSync(join(folder, 'done'))).toEqual(['a.jsonl']);
});

test('leaves the next file of the name alone that comes while the first is copied', async () => {
  const folder = aFolder();
  meanwhile = () => {
    writeFileSync(join(folder, 'a.jsonl'), 'the next');
    expect(readdirSync(join(folder, 'done'))).toEqual(['.moving-1-a.jsonl']);
  };
  const moved = await moveFile(folder, FILE, { renamed: failing('EXDEV') });
  expect(readFileSync(moved?.path ?? '', 'utf8')).toBe('text');
  expect(readFileSync(join(folder, 'a.jsonl'), 'utf8')).toBe('the next');
});

test('keeps a file that somebody writes into while it is copied', async () => {
  const folder = aFolder();
  const hidden = join(folder, '.moving-1-a.jsonl');
  meanwhile = () => appendFileSync(hidden, ' and more');
  expect(await moveFile(folder, FILE, { renamed: failing('EXDEV') })).toBeUndefined();
  expect(readFileSync(hidden, 'utf8')).toBe('text and more');
  expect(readdirSync(join(folder, 'done'))).toEqual([]);
});

test('finishes what a crash left on its way, and never puts another in its place', async () => {
  const folder = aFolder();
  const left = join(folder, '.moving-1-a.jsonl');
  writeFileSync(left, 'left');
  mkdirSync(join(folder, 'done'));
  writeFileSync(join(folder, 'done', '.moving-1-a.jsonl'), 'le');
  const renamed = failing('EXDEV');
  await moveFile(folder, FILE, { renamed });
  expect(readFileSync(left, 'utf8')).toBe('left');
  expect(nameOnItsWay('.moving-1-a.jsonl')).toBe('a.jsonl');
  await moveFile(folder, FILE, { from: left, renamed });
  const inDone = (name: string) => readFileSync(join(folder, 'done', name), 'utf8');
  expect([inDone('a.jsonl'), inDone('a.jsonl.1')]).toEqual(['text', 'left']);
  expect(readdirSync(folder)).toEqual(['done']);
  expect(readdirSync(join(folder, 'done'))).toHaveLength(2);
});

test('keeps the file where there is no room for its copy', async () => {
  const folder = aFolder();
  meanwhile = () => {
    throw Object.assign(new Error('ENOSPC: as a test wants'), { code: 'ENOSPC' });
  };
  await expect(moveFile(folder, FILE, { renamed: failing('EXDEV') })).rejects.toMatchObject({
    message: expect.stringContaining('on a disk with room'),
  });
  expect(readFileSync(join(folder, '.moving-1-a.jsonl'), 'utf8')).toBe('text');
  expect(readdirSync(join(folder, 'done'))).toEqual([]);
});

test('passes over a file that has gone meanwhile', async () => {
  const folder = aFolder();
  rmSync(join(folder, 'a.jsonl'));
  expect(await moveFile(folder, FILE)).toBeUndefined();
});

test('names the folder and what to do where a file cannot be moved', async () => {
  const folder = aFolder();
  const refused = { code: 'input-unreadable', message: expect.stringContaining('may write into') };
  await expect(moveFile(folder, FILE, { renamed: failing('EACCES') })).rejects.toMatchObject(
    refused,
  );
  const other = aFolder();
  writeFileSync(join(other, 'done'), 'no folder');
  await expect(moveFile(other, FILE)).rejects.toMatchObject(refused);
});
