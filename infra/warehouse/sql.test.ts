import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identifier, literal, timeLiteral, timeText } from './sql.ts';

test('quotes text so that it cannot end early', () => {
  expect(literal("it's")).toBe("'it\\'s'");
  expect(literal("\\' OR 1 --")).toBe("'\\\\\\' OR 1 --'");
  expect(literal('a\nb\tc\0')).toBe("'a\\nb\\tc\\0'");
});

test('leaves no unescaped quote inside any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const inner = literal(text).slice(1, -1);
      expect(inner.replaceAll(/\\[\s\S]/g, '')).not.toMatch(/['\\]/);
    }),
  );
});

test('writes numbers, booleans, nulls and lists', () => {
  expect(literal(12.5)).toBe('12.5');
  expect(literal(-3)).toBe('-3');
  expect(literal(true)).toBe('true');
  expect(literal(null)).toBe('NULL');
  expect(literal(['a', 1, ['b']])).toBe("['a', 1, ['b']]");
});

test('refuses numbers that have no literal', () => {
  expect(() => literal(Number.NaN)).toThrow('has no literal');
  expect(() => literal(Number.POSITIVE_INFINITY)).toThrow('has no literal');
  expect(() => timeLiteral(0.5)).toThrow('has no literal');
});

test('writes a time to the millisecond', () => {
  expect(timeLiteral(1_773_190_923_456)).toBe(
    "fromUnixTimestamp64Milli(toInt64(1773190923456), 'UTC')",
  );
  expect(timeText(1_773_190_923_456)).toBe('2026-03-11 01:02:03.456');
});

test('takes names of one or two plain parts only', () => {
  expect(identifier('ops.sink_ledger')).toBe('`ops`.`sink_ledger`');
  for (const name of ['a`b', 'a b', '', 'a.b.c', '1a', 'a;b']) {
    expect(() => identifier(name)).toThrow('is not a name');
  }
});
