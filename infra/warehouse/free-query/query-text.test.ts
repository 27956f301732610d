import { expect, test } from 'vitest';
import { isAllowedFunction } from './allowed-functions.ts';
import { checkOutputFormat } from './free-query.ts';
import { plainStatement } from './query-text.ts';

test('passes a plain select and drops its last semicolon', () => {
  expect(plainStatement(" select 'a;b' from mart_x ; ")).toBe("select 'a;b' from mart_x");
});

test('refuses a long query', () => {
  expect(() => plainStatement(`SELECT ${'1,'.repeat(20_000)}1`)).toThrow('longer than');
});

test('says which sign has no place', () => {
  expect(() => plainStatement('SELECT {a}')).toThrow('"{" at character 8');
  expect(() => plainStatement('SELECT 1; SELECT 2')).toThrow('more than one statement');
  expect(() => plainStatement("SELECT 'a")).toThrow('does not end');
});

test('knows aggregates with their endings, in any case', () => {
  for (const name of ['SUM', 'sumIf', 'quantileTDigestIf', 'avgOrNull', 'uniqExactIfOrNull']) {
    expect(isAllowedFunction(name)).toBe(true);
  }
  for (const name of ['file', 'fileIf', 'pseudonym', 'hostName', 'if_', 'sumState', 'getSetting']) {
    expect(isAllowedFunction(name)).toBe(false);
  }
});

test('names its output formats', () => {
  expect(() => checkOutputFormat('CSVWithNames')).not.toThrow();
  expect(() => checkOutputFormat('Native')).toThrow('no output format');
});
