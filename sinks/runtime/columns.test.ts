import { gateTransactions, truckPositions, yardDwells } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { defineTable } from '../table.ts';
import { columnsOf, columnType } from './columns.ts';

test('has one type for each Avro type, which reads its bytes as they were meant', () => {
  expect(columnType('long')).toBe('Int64');
  expect(columnType('bytes')).toBe('String');
  expect(columnType({ type: 'long', logicalType: 'timestamp-millis' })).toBe(
    "DateTime64(3, 'UTC')",
  );
  expect(columnType({ type: 'long', logicalType: 'timestamp-micros' })).toBe(
    "DateTime64(6, 'UTC')",
  );
  expect(columnType({ type: 'fixed', name: 'Box', size: 11 })).toBe('FixedString(11)');
  expect(columnType({ type: 'map', values: 'double' })).toBe('Map(String, Float64)');
  expect(columnType({ type: 'enum', name: 'E', symbols: ['A'] })).toBe('String');
});

test('keeps null apart from nothing', () => {
  expect(columnType(['null', 'double'])).toBe('Nullable(Float64)');
  expect(columnType(['null', 'string'], true)).toBe('LowCardinality(Nullable(String))');
});

test('refuses types that it cannot read', () => {
  expect(() => columnType('decimal')).toThrow('has a column type');
  expect(() => columnType(['string', 'long'])).toThrow('null and one');
  expect(() => columnType({ type: 'int', logicalType: 'time-millis' })).toThrow(
    'has a column type',
  );
});

test('begins with the columns of the sink and counts revisions without a sign', () => {
  const columns = columnsOf(defineTable(yardDwells));
  expect(columns.slice(0, 5).map(({ name, type }) => `${name} ${type}`)).toEqual([
    '_part Int32',
    '_off Int64',
    '_version UInt64',
    'id String',
    'revision UInt64',
  ]);
});

test('nests records in lists and takes comments from the schema', () => {
  const boxes = columnsOf(defineTable(gateTransactions)).find(({ name }) => name === 'boxes');
  expect(boxes?.type).toMatch(/^Array\(Tuple\(container String, .*seals Array\(String\)\)\)$/);
  expect(boxes?.comment).toBe('Boxes on the truck as it passed.');
});

test('keeps a dictionary where the table asks for one', () => {
  const table = defineTable(truckPositions, { lowCardinality: ['source', 'load'] });
  const types = new Map(columnsOf(table).map(({ name, type }) => [name, type]));
  expect(types.get('source')).toBe('LowCardinality(String)');
  expect(types.get('load')).toBe('LowCardinality(Nullable(String))');
  expect(types.get('crsText')).toBe('String');
});
