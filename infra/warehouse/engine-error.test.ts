import { expect, test } from 'vitest';
import { EngineError, engineErrorClass } from './engine-error.ts';

test('tries again what may pass', () => {
  for (const code of [159, 202, 209, 241, 242, 252, 319, 999]) {
    expect(engineErrorClass(code, '')).toBe('retry');
  }
  const error = new EngineError('Inserting', new Error('Code: 241. DB::Exception: memory'));
  expect(error).toMatchObject({ code: 'warehouse-unavailable', retriable: true, engineCode: 241 });
});

test('a full disk is waited for, and the message says what to do', () => {
  for (const code of [75, 243]) {
    const error = new EngineError('Inserting', new Error(`Code: ${code}. DB::Exception: no space`));
    expect(error).toMatchObject({ engineClass: 'retry', retriable: true });
    expect(error.message).toContain('Free space');
  }
});

test('who is not let in is told which settings say who he is', () => {
  for (const code of [194, 497, 516]) {
    const error = new EngineError('Opening', new Error(`Code: ${code}. DB::Exception: denied`));
    expect(error).toMatchObject({ code: 'warehouse-rejected', retriable: false });
    expect(error.message).toContain('LANDBRIDGE_CLICKHOUSE_USERNAME');
  }
});

test('a server that is not there is looked for where the setting says', () => {
  const error = new EngineError('Opening', new Error('Code: 210. connect ECONNREFUSED'));
  expect(error).toMatchObject({ code: 'warehouse-unavailable', retriable: true });
  expect(error.message).toContain('LANDBRIDGE_CLICKHOUSE_URL');
});

test('tells broken bytes, values, tables and statements apart', () => {
  expect(engineErrorClass(1001, 'avro::Exception')).toBe('bytes');
  expect(engineErrorClass(131, 'too large')).toBe('row');
  expect(engineErrorClass(60, 'no table')).toBe('schema');
  expect(engineErrorClass(36, 'error while reading header')).toBe('schema');
  expect(engineErrorClass(62, 'syntax')).toBe('other');
  expect(engineErrorClass(undefined, 'who knows')).toBe('other');
});

test('does not try again what stays wrong', () => {
  const error = new EngineError('Inserting', new Error('Code: 1001. DB::Exception: EOF reached'));
  expect(error).toMatchObject({ code: 'warehouse-rejected', retriable: false });
  expect(new EngineError('Inserting', new Error('Code: 60. none'))).toMatchObject({
    engineClass: 'schema',
  });
});

test('keeps secrets out of the message', () => {
  const cause = new Error('Code: 43. DB::Exception: sipHash(4711)');
  const error = new EngineError('Querying', cause, (text) => text.replaceAll('4711', '<key>'));
  expect(error.message).toContain('<key>');
  expect(error.message).not.toContain('4711');
});
