import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseBytes, readConfig, readServicesConfig, withoutServers } from './config.ts';
import { PipelineError } from './errors.ts';

const GIB = 2 ** 30;

test('has a default for every setting', () => {
  expect(readConfig({})).toEqual({
    dataDir: '.landbridge',
    logLevel: 'warn',
    logFormat: 'text',
    pseudonymKey: undefined,
    mapSizeBytes: 64 * GIB,
    logBytesMax: 8 * GIB,
    durable: true,
    kafka: undefined,
  });
});

test('reads every setting, and takes an empty one as not set', () => {
  const config = readConfig({
    LANDBRIDGE_DATA_DIR: '/data',
    LANDBRIDGE_LOG_LEVEL: 'debug',
    LANDBRIDGE_LOG_FORMAT: 'json',
    LANDBRIDGE_PSEUDONYM_KEY: 'sixteen letters!',
    LANDBRIDGE_MAP_SIZE: '2GiB',
    LANDBRIDGE_LOG_SIZE: '512MiB',
    LANDBRIDGE_SYNC: 'process',
    PATH: '/bin',
  });
  expect(config).toEqual({
    dataDir: '/data',
    logLevel: 'debug',
    logFormat: 'json',
    pseudonymKey: 'sixteen letters!',
    mapSizeBytes: 2 * GIB,
    logBytesMax: GIB / 2,
    durable: false,
    kafka: undefined,
  });
  expect(readConfig({ LANDBRIDGE_LOG_LEVEL: '' }).logLevel).toBe('warn');
});

test('tells everything that is wrong at once, and never a secret', () => {
  const problemsOf = () => {
    try {
      readConfig({
        LANDBRIDGE_LOG_LEVEL: 'loud',
        LANDBRIDGE_MAP_SIZE: 'big',
        LANDBRIDGE_LOG_SIZE: '10',
        LANDBRIDGE_PSEUDONYM_KEY: 'short',
        LANDBRIDGE_LOGLEVEL: 'info',
        LANDBRIDGE_SYNC: 'never',
      });
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const error = problemsOf();
  expect(error).toBeInstanceOf(PipelineError);
  expect(error).toMatchObject({ code: 'config-invalid' });
  for (const part of [
    'LANDBRIDGE_LOG_LEVEL is "loud": it is one of silent, error, warn, info, debug',
    'LANDBRIDGE_MAP_SIZE is "big"',
    'LANDBRIDGE_LOG_SIZE is "10": it is at least 64MiB',
    'LANDBRIDGE_PSEUDONYM_KEY is set: it has at least 16 characters',
    'LANDBRIDGE_LOGLEVEL is no setting',
    'LANDBRIDGE_SYNC is "never": it is one of disk, process',
  ]) {
    expect(String(error)).toContain(part);
  }
  expect(String(error)).not.toContain('short');
});

test('refuses a log that leaves no room for state', () => {
  const read = () => readConfig({ LANDBRIDGE_MAP_SIZE: '8GiB' });
  expect(read).toThrow('LANDBRIDGE_LOG_SIZE must be smaller than LANDBRIDGE_MAP_SIZE');
});

test('reads a file of settings, and the environment goes before it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'landbridge.env');
  writeFileSync(
    file,
    '# ours\nLANDBRIDGE_DATA_DIR=/from/file\nLANDBRIDGE_LOG_LEVEL=debug\nLANDBRIDGE_PSEUDONYM_KEY="sixteen letters!"\n',
  );
  const config = readConfig({
    LANDBRIDGE_CONFIG_FILE: file,
    LANDBRIDGE_LOG_LEVEL: 'info',
    LANDBRIDGE_DATA_DIR: '',
  });
  expect(config).toMatchObject({
    dataDir: '/from/file',
    logLevel: 'info',
    pseudonymKey: 'sixteen letters!',
  });
  writeFileSync(file, 'LANDBRIDGE_DATADIR=/x\n');
  expect(() => readConfig({ LANDBRIDGE_CONFIG_FILE: file })).toThrow('LANDBRIDGE_DATADIR is no');
  const missing = { LANDBRIDGE_CONFIG_FILE: join(folder, 'none.env') };
  expect(() => readConfig(missing)).toThrow('none.env", which cannot be read');
});

test('a file with a byte order mark is read from its first line on', () => {
  const file = freshFile();
  writeFileSync(file, '\uFEFFLANDBRIDGE_DATA_DIR=/first\r\n# a remark\r\n\r\n');
  expect(readConfig({ LANDBRIDGE_CONFIG_FILE: file }).dataDir).toBe('/first');
});

test('a line of the file that means nothing is told by its number, without its content', () => {
  const file = freshFile();
  const lines = ['foo', 'LANDBRIDGE_SYNC=disk', 'LANDBRIGE_SYNC=disk', 'LANDBRIDGE_DATA_DIR: /x'];
  writeFileSync(file, [...lines, 'PSEUDONYM_KEY=abc', 'LANDBRIDGE_SINK=disk'].join('\n'));
  const error = thrownBy(() => readConfig({ LANDBRIDGE_CONFIG_FILE: file }));
  expect(error).toMatch(/settings\.env: line 1 of the file.*line 3 .*line 4 .*line 5 /);
  expect(error).toContain('LANDBRIDGE_SINK is no setting');
  expect(error).not.toMatch(/line [26]|abc|\/x/);
});

function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'settings.env');
}

function thrownBy(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  return '';
}

test('services that run already are named without a prefix, as other tools do', () => {
  expect(readServicesConfig({ KAFKA_BROKERS: 'a:1', SCHEMA_REGISTRY_URL: '' })).toEqual({
    kafkaBrokers: 'a:1',
    registryUrl: undefined,
  });
});

test('reads sizes with and without a unit', () => {
  expect(parseBytes('1048576')).toBe(1 << 20);
  expect(parseBytes('1.5 KiB')).toBe(1536);
  expect(parseBytes('2TiB')).toBe(2 * 1024 * GIB);
  for (const wrong of ['', 'GiB', '-1', '1GB', '1e9', '99999999TiB']) {
    expect(parseBytes(wrong)).toBeUndefined();
  }
});

test('a log on Kafka and one on this machine have folders of their own, unless one is named', () => {
  const kafka = {
    LANDBRIDGE_KAFKA_BROKERS: 'localhost:9092',
    LANDBRIDGE_REGISTRY_URL: 'http://localhost:8080',
  };
  expect(readConfig(kafka).dataDir).toBe('.landbridge-kafka');
  expect(readConfig({ ...kafka, LANDBRIDGE_DATA_DIR: '/data' }).dataDir).toBe('/data');
  const child = withoutServers({ ...kafka, PATH: '/bin', LANDBRIDGE_SYNC: 'process' });
  expect(child).toEqual({ PATH: '/bin', LANDBRIDGE_SYNC: 'process' });
});
