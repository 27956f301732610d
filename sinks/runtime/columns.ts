import { assert } from '@landbridge/infra';
import type { AvroField, AvroType } from '@landbridge/schemas';
import type { Table } from '../table.ts';

/** A column as the engine has it. */
export type Column = { name: string; type: string; codec: string; comment: string };

const TIME = "DateTime64(3, 'UTC')";
const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'String',
  bytes: 'String',
  boolean: 'Bool',
  int: 'Int32',
  long: 'Int64',
  float: 'Float32',
  double: 'Float64',
};
const LOGICAL: Readonly<Record<string, string>> = {
  'timestamp-millis': TIME,
  'timestamp-micros': "DateTime64(6, 'UTC')",
};

/** Where a row came from and which of its versions counts; written by the sink, hidden by the marts. */
const OWN: readonly Column[] = [
  { name: '_part', type: 'Int32', codec: 'ZSTD(1)', comment: 'Partition of the log.' },
  { name: '_off', type: 'Int64', codec: 'Delta, ZSTD(1)', comment: 'Offset in the log.' },
  {
    name: '_version',
    type: 'UInt64',
    codec: 'Delta, ZSTD(1)',
    comment: 'Order of the versions of an id: revision, retracted, nine bits of the digest.',
  },
];

/**
 * The columns of a table: the sink's own, then one for each field under its name. The engine reads Avro bytes into
 * columns without converting them, so each type here is the one and only that reads the field's bytes as they were
 * meant; another gives wrong values without an error.
 *
 * @param version of the topic's schema, from 1; default the newest
 */
export function columnsOf(table: Table, version: number = table.topic.schemas.length): Column[] {
  const fields = table.topic.schemas[version - 1]?.fields ?? [];
  return [...OWN, ...fields.map((field) => columnOf(field, table.lowCardinality))];
}

function columnOf(field: AvroField, lowCardinality: readonly string[]): Column {
  // The header's revision is never negative, and the engine takes only unsigned numbers to order versions by.
  const type =
    field.name === 'revision'
      ? 'UInt64'
      : columnType(field.type, lowCardinality.includes(field.name));
  return { name: field.name, type, codec: codecOf(type), comment: field.doc ?? '' };
}

/** The engine's type for an Avro type. */
export function columnType(type: AvroType, fewValues = false): string {
  if (typeof type === 'string') {
    const plain = PRIMITIVES[type];
    assert(plain !== undefined, `the Avro type ${type} has a column type`);
    return fewValues && plain === 'String' ? 'LowCardinality(String)' : plain;
  }
  if (isUnion(type)) return nullable(type, fewValues);
  if (type.type === 'enum') return columnType('string', fewValues);
  if (type.type === 'array') return `Array(${columnType(type.items, fewValues)})`;
  if (type.type === 'map') return `Map(String, ${columnType(type.values)})`;
  if (type.type === 'fixed') return `FixedString(${type.size})`;
  if (type.type === 'record') {
    const parts = type.fields.map((field) => `${field.name} ${columnType(field.type)}`);
    return `Tuple(${parts.join(', ')})`;
  }
  const logical = LOGICAL[type.logicalType];
  assert(logical !== undefined, `the logical type ${type.logicalType} has a column type`);
  return logical;
}

function nullable(type: readonly AvroType[], fewValues: boolean): string {
  const [first, second, ...more] = type;
  assert(first === 'null' && second !== undefined && more.length === 0, 'a union is null and one');
  const inner = columnType(second, fewValues);
  const low = /^LowCardinality\((.*)\)$/.exec(inner)?.[1];
  return low === undefined ? `Nullable(${inner})` : `LowCardinality(Nullable(${low}))`;
}

/** Times are nearly sorted, so that differences are small; long texts repeat their beginnings. */
function codecOf(type: string): string {
  if (type.includes('DateTime64')) return 'Delta, ZSTD(1)';
  return type.startsWith('Array') || type === 'String' ? 'ZSTD(1)' : '';
}

function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type);
}
