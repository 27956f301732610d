import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keyOfSecret, pseudonymFunctions, pseudonymKey } from './pseudonym-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('is made once, for its owner only', () => {
  const file = join(folder, 'made', 'key');
  const key = pseudonymKey(file);
  expect(key.length).toBe(16);
  expect(pseudonymKey(file)).toEqual(key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('differs from folder to folder', () => {
  expect(pseudonymKey(join(folder, 'a'))).not.toEqual(pseudonymKey(join(folder, 'b')));
});

test('of a secret is always the same, and has the length of a key', () => {
  const key = keyOfSecret('sixteen letters!');
  expect(key).toHaveLength(16);
  expect(keyOfSecret('sixteen letters!')).toEqual(key);
  expect(keyOfSecret('sixteen letters?')).not.toEqual(key);
});

test('refuses a key of another length', () => {
  const file = join(folder, 'short');
  writeFileSync(file, 'abcd\n');
  expect(() => pseudonymKey(file)).toThrow('not 32 hexadecimal digits');
  expect(readFileSync(file, 'utf8')).toBe('abcd\n');
});

test('is taken out of messages', () => {
  const { statements, redact } = pseudonymFunctions(Buffer.alloc(16, 7));
  const half = Buffer.alloc(8, 7).readBigUInt64BE().toString();
  expect(statements.join()).toContain(half);
  expect(redact(statements.join())).not.toContain(half);
});
