import fc from 'fast-check';
import type { AvroSchema, AvroType } from '../avro-schema.ts';
import type { Header, Topic } from '../topic.ts';
import { LONG_MAX } from '../varint.ts';

const TEXT = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ minLength: 60, maxLength: 70 }),
);

/** Below -2^52 avsc, which the tests compare with, rounds the last digit away. */
const anyLargeLong = fc.integer({ min: -(2 ** 52), max: LONG_MAX });

/** Any event that a topic's newest schema allows: what a suite over the catalog feeds its topics. */
export function anyEventOf<Event extends Header>(topic: Topic<Event>): fc.Arbitrary<Event> {
  const schema = topic.schemas.at(-1);
  if (schema === undefined) throw new Error(`${topic.name} has no schema.`);
  return anyRecord(schema) as unknown as fc.Arbitrary<Event>;
}

/** Any record of a schema; the revision is one a header may carry. */
export function anyRecord(
  schema: AvroSchema,
  named = new Map<string, fc.Arbitrary<unknown>>(),
): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(
      schema.fields.map((field) => [
        field.name,
        field.name === 'revision' ? fc.nat({ max: LONG_MAX }) : anyValue(field.type, named),
      ]),
    ),
    { noNullPrototype: true },
  );
}

function anyValue(
  type: AvroType,
  named: Map<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<unknown> {
  if (typeof type === 'string') return named.get(type) ?? anyPrimitive(type);
  if (isUnion(type)) return fc.oneof(...type.map((branch) => anyValue(branch, named)));
  switch (type.type) {
    case 'record':
      return remember(named, type.name, anyRecord(type, named));
    case 'array':
      return fc.array(anyValue(type.items, named), { maxLength: 5 });
    case 'map':
      return fc.dictionary(TEXT, anyValue(type.values, named), {
        maxKeys: 5,
        noNullPrototype: true,
      });
    case 'enum':
      return remember(named, type.name, fc.constantFrom(...type.symbols));
    case 'fixed':
      return remember(named, type.name, anyBytes(type.size, type.size));
    default:
      return anyPrimitive(type.type);
  }
}

function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type);
}

function remember(
  named: Map<string, fc.Arbitrary<unknown>>,
  name: string,
  arbitrary: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  named.set(name, arbitrary);
  return arbitrary;
}

function anyPrimitive(name: string): fc.Arbitrary<unknown> {
  switch (name) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'int':
      return fc.integer();
    case 'long':
      return fc.oneof(fc.integer({ min: -100, max: 100 }), anyLargeLong);
    case 'float':
      return fc.float({ noNaN: true });
    case 'double':
      return fc.double({ noNaN: true });
    case 'string':
      return TEXT;
    case 'bytes':
      return anyBytes(0, 20);
    default:
      throw new Error(`There is no value of the unknown type '${name}'.`);
  }
}

function anyBytes(minLength: number, maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes));
}
