import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  bindToLog,
  folderSettings,
  kindOfFolder,
  loadReferenceOf,
  storeSettings,
  type WantedSettings,
} from './folder-settings.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'lb-settings-')), 'data');
});
afterEach(() => rmSync(join(dataDir, '..'), { recursive: true }));

const nothing = { partitions: undefined, reference: undefined, cwd: '/somewhere' };

/** Opens the folder as a command does, and stores what it is opened with. */
function opened(wanted: WantedSettings, keepsReference = true) {
  const settings = folderSettings(dataDir, wanted);
  storeSettings(dataDir, settings, { keepsReference });
  return settings;
}

test('a new folder is for its owner only and remembers what it was made with', () => {
  expect(opened({ ...nothing, partitions: '4' })).toEqual({ partitions: 4, reference: null });
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'settings.json')).mode & 0o777).toBe(0o600);
  expect(folderSettings(dataDir, nothing).partitions).toBe(4);
});

test('finding the settings out changes nothing', () => {
  folderSettings(dataDir, { ...nothing, reference: 'ref' });
  expect(existsSync(dataDir)).toBe(false);
});

test('a data folder that is a file is told, with what to do', () => {
  writeFileSync(dataDir, '');
  expect(() => opened(nothing)).toThrow('Name a folder that you may write to');
});

test('the partition count is for life', () => {
  opened({ ...nothing, partitions: '4' });
  expect(folderSettings(dataDir, { ...nothing, partitions: '4' }).partitions).toBe(4);
  expect(() => folderSettings(dataDir, { ...nothing, partitions: '5' })).toThrow('4 partitions');
});

test('reference data is remembered as an absolute path', () => {
  opened({ ...nothing, reference: 'ref' });
  expect(folderSettings(dataDir, nothing).reference).toBe('/somewhere/ref');
});

test('a command that only asks has other reference data for itself alone', () => {
  expect(opened({ ...nothing, reference: 'ref' }, false).reference).toBe('/somewhere/ref');
  expect(folderSettings(dataDir, nothing).reference).toBe(null);
  opened({ ...nothing, reference: 'ours' });
  opened({ ...nothing, reference: 'ref' }, false);
  expect(folderSettings(dataDir, nothing).reference).toBe('/somewhere/ours');
});

test('ningbo names the data that comes with Landbridge, unless there is such a folder', () => {
  const cwd = join(dataDir, '..');
  opened({ ...nothing, reference: 'ref' });
  expect(opened({ ...nothing, reference: 'ningbo', cwd }).reference).toBe(null);
  expect(folderSettings(dataDir, nothing).reference).toBe(null);
  mkdirSync(join(cwd, 'ningbo'));
  expect(opened({ ...nothing, reference: 'ningbo', cwd }).reference).toBe(join(cwd, 'ningbo'));
});

test('stored reference data that has gone is told with the way back, what was typed without', () => {
  opened({ ...nothing, reference: 'ref' });
  expect(() => loadReferenceOf(dataDir, nothing)).toThrow('npx landbridge rebuild --reference DIR');
  const typed = { ...nothing, reference: '/nope' };
  expect(() => loadReferenceOf(dataDir, typed)).toThrow(
    /facilities.json cannot be read(?!.*rebuild)/,
  );
  expect(loadReferenceOf(dataDir, { ...nothing, reference: 'ningbo' }).name).toBe('ningbo');
});

test.each(['0', '65', '1.5', 'two', ''])('--partitions %s is refused', (partitions) => {
  expect(() => folderSettings(dataDir, { ...nothing, partitions })).toThrow('from 1 to 64');
});

test('a settings file that does not read back is told, never guessed', () => {
  opened(nothing);
  writeFileSync(join(dataDir, 'settings.json'), '{"partit');
  expect(() => folderSettings(dataDir, nothing)).toThrow('does not read back');
});

test('settings that cannot be read are not taken for none, nor written over', () => {
  mkdirSync(join(dataDir, 'settings.json'), { recursive: true });
  const refusal = expect.objectContaining({
    code: 'config-invalid',
    message: expect.stringMatching(/^You cannot read .*settings.json: EISDIR.*--data-dir\.$/),
  });
  expect(() => folderSettings(dataDir, nothing)).toThrow(refusal);
  expect(existsSync(join(dataDir, 'settings.json.new'))).toBe(false);
});

test('settings that cannot be written are told, and the old ones stay', () => {
  opened(nothing);
  const before = readFileSync(join(dataDir, 'settings.json'), 'utf8');
  mkdirSync(join(dataDir, 'settings.json.new'));
  const message = expect.stringContaining('You cannot write');
  const refusal = expect.objectContaining({ code: 'config-invalid', message });
  expect(() => opened({ ...nothing, reference: 'ref' })).toThrow(refusal);
  expect(readFileSync(join(dataDir, 'settings.json'), 'utf8')).toBe(before);
});

test('a folder is one of ours by its settings or its log, and empty with what nobody put there', () => {
  expect(kindOfFolder(dataDir)).toBe('absent');
  mkdirSync(join(dataDir, 'lost+found'), { recursive: true });
  writeFileSync(join(dataDir, 'settings.json.new'), '');
  expect(kindOfFolder(dataDir)).toBe('empty');
  mkdirSync(join(dataDir, 'log'));
  expect(kindOfFolder(dataDir)).toBe('foreign');
  expect(kindOfFolder(join(dataDir, 'settings.json.new'))).toBe('foreign');
  writeFileSync(join(dataDir, 'log', 'data.mdb'), '');
  expect(kindOfFolder(dataDir)).toBe('ours');
  rmSync(join(dataDir, 'log'), { recursive: true });
  opened(nothing);
  expect(kindOfFolder(dataDir)).toBe('ours');
});

test('a folder for a deployment has its partitions, however many, and takes no others', () => {
  expect(opened({ ...nothing, deployed: 100 }).partitions).toBe(100);
  expect(folderSettings(dataDir, { ...nothing, deployed: 100 }).partitions).toBe(100);
  const other = () => folderSettings(dataDir, { ...nothing, deployed: 100, partitions: '4' });
  expect(other).toThrow('100 partitions for life');
  expect(() => folderSettings(dataDir, { ...nothing, deployed: 8 })).toThrow('another log');
});

test('tables of one log are never mixed with those of another', () => {
  opened(nothing);
  bindToLog(dataDir, 'one');
  bindToLog(dataDir, 'one');
  expect(opened({ ...nothing, reference: 'ref' }).log).toBe('one');
  expect(folderSettings(dataDir, nothing).log).toBe('one');
  expect(() => bindToLog(dataDir, 'two')).toThrow('another log');
});
