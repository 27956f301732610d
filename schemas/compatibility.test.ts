import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AvroSchema, readAvroSchema } from './avro-schema.ts';
import { incompatibilities } from './testing/compatibility.ts';
import { topics } from './topics.ts';

test.each(topics)('every version of $name reads those before it', ({ schemas }) => {
  expect(incompatibilities(schemas)).toEqual([]);
});

test.each(topics)('every schema file of $name is listed, oldest first', ({ name, schemas }) => {
  const unit = name.replace('.', '-');
  const folder = join(import.meta.dirname, unit);
  const files = readdirSync(folder).filter((file) => file.endsWith('.avsc'));
  expect(files.toSorted()).toEqual(schemas.map((_, i) => `${unit}.v${i + 1}.avsc`).toSorted());
  expect(schemas).toEqual(schemas.map((_, i) => readAvroSchema(folder, `${unit}.v${i + 1}.avsc`)));
});

// The check itself: each planted version breaks one promise.
const V1: AvroSchema = {
  type: 'record',
  name: 'Tide',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'revision', type: 'long' },
    { name: 'retracted', type: 'boolean' },
    { name: 'eventTime', type: 'long' },
    { name: 'station', type: 'string' },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['EBB', 'FLOOD'] } },
  ],
};

function withField(field: AvroSchema['fields'][number]): AvroSchema {
  return { ...V1, fields: [...V1.fields.filter(({ name }) => name !== field.name), field] };
}

test('a new field with a default is compatible', () => {
  const next = withField({ name: 'levelM', type: ['null', 'double'], default: null });
  expect(incompatibilities([V1, next])).toEqual([]);
});

test('a new field without a default is not', () => {
  const next = withField({ name: 'levelM', type: 'double' });
  expect(incompatibilities([V1, next])).toEqual([
    "Tide v2 cannot read v1: the new field 'levelM' needs a default.",
  ]);
});

test('a field of another type is not', () => {
  const next = withField({ name: 'station', type: 'long' });
  expect(incompatibilities([V1, next])).toHaveLength(1);
});

test('an enum that loses a symbol is not', () => {
  const type = { type: 'enum', name: 'State', symbols: ['EBB'] } as const;
  expect(incompatibilities([V1, withField({ name: 'state', type })])).toHaveLength(1);
});

test('a field that is taken away is not: its column stays in the table', () => {
  const next = { ...V1, fields: V1.fields.filter(({ name }) => name !== 'station') };
  expect(incompatibilities([V1, next])).toEqual([
    "Tide v2 cannot read v1: the field 'station' is gone; keep it, tables have its column.",
  ]);
});

test('a header in another order is not: it is read by position', () => {
  const [id, revision, ...rest] = V1.fields;
  if (id === undefined || revision === undefined) throw new Error('unreachable');
  const next = { ...V1, fields: [revision, id, ...rest] };
  expect(incompatibilities([V1, next])[0]).toContain('not where they were');
});

test('a third version must read the first one too', () => {
  const second = withField({ name: 'levelM', type: 'double', default: 0 });
  const third = withField({ name: 'levelM', type: 'double' });
  expect(incompatibilities([V1, second, third])).toEqual([
    "Tide v3 cannot read v1: the new field 'levelM' needs a default.",
  ]);
});
