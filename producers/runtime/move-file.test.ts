import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { newReport } from './delivery.ts';
import { moveFile } from './move-file.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
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
  expect(await moveFile(folder, FILE, failing('EXDEV'))).toEqual({ path, isCopy: true });
  expect(readFileSync(path, 'utf8')).toBe('text');
  expect(existsSync(join(folder, 'a.jsonl'))).toBe(false);
});

test('passes over a file that has gone meanwhile', async () => {
  const folder = aFolder();
  rmSync(join(folder, 'a.jsonl'));
  expect(await moveFile(folder, FILE)).toBeUndefined();
});

test('names the folder and what to do where a file cannot be moved', async () => {
  const folder = aFolder();
  const refused = { code: 'input-unreadable', message: expect.stringContaining('may write into') };
  await expect(moveFile(folder, FILE, failing('EACCES'))).rejects.toMatchObject(refused);
  const other = aFolder();
  writeFileSync(join(other, 'done'), 'no folder');
  await expect(moveFile(other, FILE)).rejects.toMatchObject(refused);
});
