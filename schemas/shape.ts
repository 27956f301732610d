import type { AvroSchema, AvroType } from './avro-schema.ts';

/**
 * An Avro schema with names resolved and logical types taken away. Of Avro's unions only `["null", X]` is known: a
 * column is of one type and may be null.
 */
export type Shape =
  | { readonly kind: 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' }
  | { readonly kind: 'string' | 'bytes' }
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'enum'; readonly symbols: readonly string[] }
  | { readonly kind: 'array' | 'map'; readonly items: Shape }
  | { readonly kind: 'nullable'; readonly nullIndex: 0 | 1; readonly inner: Shape }
  | RecordShape;

export type RecordShape = { readonly kind: 'record'; readonly fields: readonly FieldShape[] };

export type FieldShape = {
  readonly name: string;
  readonly shape: Shape;
  /** Value of a field that is left out when it is written; undefined where the schema names none. */
  readonly fallback: unknown;
};

const PRIMITIVES = [
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'string',
  'bytes',
] as const;
const NAME = /^[A-Za-z_]\w*$/;

/** Resolves a record schema. Throws where it holds what no table could. */
export function shapeOf(schema: AvroSchema): RecordShape {
  return recordShape(schema, new Map());
}

type Known = Map<string, Shape>;

function recordShape(schema: AvroSchema, known: Known): RecordShape {
  const fields = schema.fields.map((field) => {
    if (!NAME.test(field.name)) throw new Error(`'${field.name}' is not an Avro name.`);
    return {
      name: field.name,
      shape: typeShape(field.type, known),
      fallback: field.default,
    };
  });
  return remember(known, schema.name, { kind: 'record', fields });
}

function typeShape(type: AvroType, known: Known): Shape {
  if (typeof type === 'string') return namedShape(type, known);
  if (isUnion(type)) return unionShape(type, known);
  switch (type.type) {
    case 'record':
      return recordShape(type, known);
    case 'array':
      return { kind: 'array', items: typeShape(type.items, known) };
    case 'map':
      return { kind: 'map', items: typeShape(type.values, known) };
    case 'enum':
      return remember(known, type.name, { kind: 'enum', symbols: type.symbols });
    case 'fixed':
      return remember(known, type.name, { kind: 'fixed', size: type.size });
    default:
      return namedShape(type.type, known);
  }
}

function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type);
}

function unionShape(branches: readonly AvroType[], known: Known): Shape {
  const nullIndex = branches.indexOf('null');
  const other = branches.find((branch) => branch !== 'null');
  if (branches.length !== 2 || other === undefined || (nullIndex !== 0 && nullIndex !== 1)) {
    throw new Error(
      `The union ${JSON.stringify(branches)} fits no column: write ["null", X], or a field for each type.`,
    );
  }
  return { kind: 'nullable', nullIndex, inner: typeShape(other, known) };
}

function namedShape(name: string, known: Known): Shape {
  const kind = PRIMITIVES.find((primitive) => primitive === name);
  if (kind !== undefined) return { kind };
  const shape = known.get(name);
  if (shape !== undefined) return shape;
  throw new Error(`The type '${name}' is not declared before it is used, or is part of itself.`);
}

function remember<S extends Shape>(known: Known, name: string, shape: S): S {
  known.set(name, shape);
  return shape;
}
