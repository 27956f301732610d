import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bindToLog, folderSettings } from './folder-settings.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'lb-settings-')), 'data');
});
afterEach(() => rmSync(join(dataDir, '..'), { recursive: true }));

const nothing = { partitions: undefined, reference: undefined, cwd: '/somewhere' };

test('a new folder is for its owner only and remembers what it was made with', () => {
  expect(folderSettings(dataDir, { ...nothing, partitions: '4' })).toEqual({
    partitions: 4,
    reference: null,
  });
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'settings.json')).mode & 0o777).toBe(0o600);
  expect(folderSettings(dataDir, nothing).partitions).toBe(4);
});

test('a data folder that is a file is told, with what to do', () => {
  writeFileSync(dataDir, '');
  expect(() => folderSettings(dataDir, nothing)).toThrow('Name a folder that you may write to');
});

test('the partition count is for life', () => {
  folderSettings(dataDir, { ...nothing, partitions: '4' });
  expect(folderSettings(dataDir, { ...nothing, partitions: '4' }).partitions).toBe(4);
  expect(() => folderSettings(dataDir, { ...nothing, partitions: '5' })).toThrow('4 partitions');
});

test('reference data is remembered as an absolute path', () => {
  folderSettings(dataDir, { ...nothing, reference: 'ref' });
  expect(folderSettings(dataDir, nothing).reference).toBe('/somewhere/ref');
});

test.each(['0', '65', '1.5', 'two', ''])('--partitions %s is refused', (partitions) => {
  expect(() => folderSettings(dataDir, { ...nothing, partitions })).toThrow('from 1 to 64');
});

test('a settings file that does not read back is told, never guessed', () => {
  folderSettings(dataDir, nothing);
  writeFileSync(join(dataDir, 'settings.json'), '{"partit');
  expect(() => folderSettings(dataDir, nothing)).toThrow('does not read back');
});

test('a folder for a deployment has its partitions, however many, and takes no others', () => {
  expect(folderSettings(dataDir, { ...nothing, deployed: 100 }).partitions).toBe(100);
  expect(folderSettings(dataDir, { ...nothing, deployed: 100 }).partitions).toBe(100);
  const other = () => folderSettings(dataDir, { ...nothing, deployed: 100, partitions: '4' });
  expect(other).toThrow('100 partitions for life');
  expect(() => folderSettings(dataDir, { ...nothing, deployed: 8 })).toThrow('another log');
});

test('tables of one log are never mixed with those of another', () => {
  folderSettings(dataDir, nothing);
  bindToLog(dataDir, 'one');
  bindToLog(dataDir, 'one');
  expect(folderSettings(dataDir, { ...nothing, reference: 'ref' }).log).toBe('one');
  expect(() => bindToLog(dataDir, 'two')).toThrow('another log');
});
