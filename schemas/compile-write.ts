import { CodecError } from './codec-error.ts';
import type { RecordShape, Shape } from './shape.ts';
import { writeText } from './text.ts';
import { cursor, LONG_MAX, writeLong } from './varint.ts';

/**
 * Writes a record at `cursor.at` and moves the cursor; where that ends beyond the target, the record did not fit. A
 * revision that is given counts instead of the record's own.
 */
export type Write = (target: Buffer, value: unknown, revision?: number) => void;

/** Bytes of the longest length: no buffer has 2^34 bytes. */
const LENGTH_BYTES_MAX = 5;

/** Compiles a writer (see `compileRead`). It throws `CodecError` where a value does not fit its field. */
export function compileWrite(shape: RecordShape): Write {
  const functions: string[] = [];
  const name = recordWriter(functions, shape, true);
  const parameters = Object.keys(helpers);
  const make = new Function(...parameters, 'cursor', `${functions.join('\n')}\nreturn ${name};`);
  return make(...Object.values(helpers), cursor);
}

function declare(functions: string[], body: string): string {
  const name = `write${functions.length}`;
  functions.push(`function ${name}(target, value, revision) { ${body} }`);
  return name;
}

function recordWriter(functions: string[], shape: RecordShape, outermost = false): string {
  const lines = shape.fields.map((field) => {
    const text = JSON.stringify(field.name);
    const given = `value.${field.name}`;
    const known =
      field.fallback === undefined
        ? given
        : `(${given} === undefined ? ${JSON.stringify(field.fallback)} : ${given})`;
    const isRevision = outermost && field.name === 'revision';
    const value = isRevision ? `(revision === undefined ? ${known} : revision)` : known;
    const name = `_${field.name}`;
    return `const ${name} = ${value};\n${statement(functions, field.shape, name, text)}`;
  });
  return declare(functions, lines.join('\n'));
}

function statement(functions: string[], shape: Shape, value: string, field: string): string {
  switch (shape.kind) {
    case 'null':
      return `if (${value} !== null) misfit(${field}, ${value});`;
    case 'nullable': {
      const inner = statement(functions, shape.inner, value, field);
      const [ifNull, ifSet] = shape.nullIndex === 0 ? [0, 2] : [2, 0];
      return `if (${value} === null) target[cursor.at++] = ${ifNull}; else { target[cursor.at++] = ${ifSet}; ${inner} }`;
    }
    case 'array':
    case 'map': {
      const item = declare(functions, statement(functions, shape.items, 'value', field));
      return `${shape.kind}(target, ${value}, ${item}, ${field});`;
    }
    case 'record':
      return `if (${value} === null || typeof ${value} !== 'object') misfit(${field}, ${value});
        ${recordWriter(functions, shape)}(target, ${value});`;
    case 'enum':
      return `symbol(target, ${value}, ${JSON.stringify(shape.symbols)}, ${field});`;
    case 'fixed':
      return `fixed(target, ${value}, ${shape.size}, ${field});`;
    default:
      return `${shape.kind}(target, ${value}, ${field});`;
  }
}

// What the texts call. A write beyond the target's end is none: only the cursor moves, and tells the caller.
const helpers = {
  misfit,
  boolean(target: Buffer, value: unknown, field: string): void {
    if (typeof value !== 'boolean') misfit(field, value);
    target[cursor.at++] = value ? 1 : 0;
  },
  int(target: Buffer, value: unknown, field: string): void {
    if (typeof value !== 'number' || (value | 0) !== value) misfit(field, value);
    cursor.at = writeLong(target, cursor.at, value);
  },
  long(target: Buffer, value: unknown, field: string): void {
    if (!Number.isInteger(value) || Math.abs(value as number) > LONG_MAX) misfit(field, value);
    cursor.at = writeLong(target, cursor.at, value as number);
  },
  float(target: Buffer, value: unknown, field: string): void {
    if (typeof value !== 'number') misfit(field, value);
    cursor.at += 4;
    if (cursor.at <= target.length) target.writeFloatLE(value, cursor.at - 4);
  },
  double(target: Buffer, value: unknown, field: string): void {
    if (typeof value !== 'number') misfit(field, value);
    cursor.at += 8;
    if (cursor.at <= target.length) target.writeDoubleLE(value, cursor.at - 8);
  },
  string(target: Buffer, value: unknown, field: string): void {
    if (typeof value !== 'string') misfit(field, value);
    writeString(target, value);
  },
  bytes(target: Buffer, value: unknown, field: string): void {
    if (!(value instanceof Uint8Array)) misfit(field, value);
    cursor.at = writeLong(target, cursor.at, value.length);
    writeBytes(target, value);
  },
  fixed(target: Buffer, value: unknown, size: number, field: string): void {
    if (!(value instanceof Uint8Array) || value.length !== size) misfit(field, value);
    writeBytes(target, value);
  },
  symbol(target: Buffer, value: unknown, symbols: readonly unknown[], field: string): void {
    const index = symbols.indexOf(value);
    if (index < 0) misfit(field, value);
    cursor.at = writeLong(target, cursor.at, index);
  },
  array(target: Buffer, value: unknown, item: Write, field: string): void {
    if (!Array.isArray(value)) misfit(field, value);
    if (value.length > 0) cursor.at = writeLong(target, cursor.at, value.length);
    for (let i = 0; i < value.length; i++) item(target, value[i]);
    target[cursor.at++] = 0;
  },
  map(target: Buffer, value: unknown, item: Write, field: string): void {
    if (value === null || typeof value !== 'object') misfit(field, value);
    const entries = Object.entries(value);
    if (entries.length > 0) cursor.at = writeLong(target, cursor.at, entries.length);
    for (const [key, entry] of entries) {
      writeString(target, key);
      item(target, entry);
    }
    target[cursor.at++] = 0;
  },
};

/**
 * A string behind its length. The text is encoded in place without being measured first, and moved in the rare case
 * that its length takes more bytes than it would for ASCII.
 */
function writeString(target: Buffer, text: string): void {
  const at = cursor.at;
  const { length } = text;
  if (at + LENGTH_BYTES_MAX + length * 3 > target.length) {
    const start = writeLong(target, at, Buffer.byteLength(text));
    cursor.at = start + Buffer.byteLength(text);
    if (cursor.at <= target.length) target.write(text, start);
    return;
  }
  const guess = at + lengthBytes(length);
  const size = writeText(target, text, guess);
  const start = at + lengthBytes(size);
  if (start !== guess) target.copyWithin(start, guess, guess + size);
  writeLong(target, at, size);
  cursor.at = start + size;
}

/** Bytes that a length takes as an Avro long. */
function lengthBytes(length: number): number {
  if (length < 1 << 6) return 1;
  if (length < 1 << 13) return 2;
  if (length < 1 << 20) return 3;
  return length < 1 << 27 ? 4 : LENGTH_BYTES_MAX;
}

function writeBytes(target: Buffer, value: Uint8Array): void {
  const start = cursor.at;
  cursor.at = start + value.length;
  if (cursor.at <= target.length) target.set(value, start);
}

function misfit(field: string, value: unknown): never {
  const text = typeof value === 'bigint' ? `${value}n` : String(JSON.stringify(value));
  throw new CodecError(`field ${field} does not take ${text.slice(0, 200)}`);
}
