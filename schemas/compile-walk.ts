import type { RecordShape, Shape } from './shape.ts';
import { cursor, LONG_MAX, readLong } from './varint.ts';

/**
 * Moves the cursor over a record and answers whether it is one of this shape that ends by `end`. Total: no bytes make
 * it throw, or run on longer than they are.
 */
export type Walk = (bytes: Uint8Array, end: number) => boolean;

/** Compiles a walk (see `compileRead`). */
export function compileWalk(shape: RecordShape): Walk {
  const functions: string[] = [];
  const name = recordWalk(functions, shape);
  const parameters = Object.keys(helpers);
  const make = new Function(...parameters, 'cursor', `${functions.join('\n')}\nreturn ${name};`);
  return make(...Object.values(helpers), cursor);
}

function recordWalk(functions: string[], shape: RecordShape): string {
  const parts = shape.fields.map((field) => test(functions, field.shape));
  return declare(functions, parts.length === 0 ? 'true' : parts.join('\n && '));
}

function declare(functions: string[], expression: string): string {
  const name = `walk${functions.length}`;
  functions.push(`function ${name}(bytes, end) { return ${expression}; }`);
  return name;
}

/** An expression that moves the cursor over a value and is true where it is sound. */
function test(functions: string[], shape: Shape): string {
  switch (shape.kind) {
    case 'null':
      return 'true';
    case 'boolean':
      return '(bytes[cursor.at++] <= 1 && cursor.at <= end)';
    case 'int':
      return 'within(bytes, end, -0x80000000, 0x7fffffff)';
    case 'long':
      return `within(bytes, end, -${LONG_MAX}, ${LONG_MAX})`;
    case 'float':
      return 'pass(4, end)';
    case 'double':
      return 'pass(8, end)';
    case 'fixed':
      return `pass(${shape.size}, end)`;
    case 'string':
    case 'bytes':
      return 'pass(readLong(bytes), end)';
    case 'enum':
      return `below(bytes, end, ${shape.symbols.length})`;
    case 'nullable':
      return `(isSet(bytes, ${shape.nullIndex}) ? ${test(functions, shape.inner)} : cursor.at <= end)`;
    case 'array':
      return `array(bytes, end, ${declare(functions, test(functions, shape.items))})`;
    case 'map': {
      const entry = `pass(readLong(bytes), end) && ${test(functions, shape.items)}`;
      return `array(bytes, end, ${declare(functions, entry)})`;
    }
    case 'record':
      return `${recordWalk(functions, shape)}(bytes, end)`;
  }
}

const helpers = {
  readLong,
  pass(size: number, end: number): boolean {
    // A size beyond any buffer would turn the cursor into a fraction.
    if (!(size >= 0 && size <= end - cursor.at)) return false;
    cursor.at += size;
    return true;
  },
  within(bytes: Uint8Array, end: number, min: number, max: number): boolean {
    const value = readLong(bytes);
    return value >= min && value <= max && cursor.at <= end;
  },
  below(bytes: Uint8Array, end: number, count: number): boolean {
    const index = readLong(bytes);
    return index >= 0 && index < count && cursor.at <= end;
  },
  /** Whether the union's other branch follows; an index that is neither ends the walk beyond any record. */
  isSet(bytes: Uint8Array, nullIndex: number): boolean {
    const index = readLong(bytes);
    if (index !== 0 && index !== 1) cursor.at = BEYOND;
    return index !== nullIndex;
  },
  /** Blocks of a count and so many items (a negative count is followed by the block's size), until a count of zero. */
  array(bytes: Uint8Array, end: number, item: Walk): boolean {
    for (;;) {
      let count = readLong(bytes);
      if (count < 0) {
        count = -count;
        readLong(bytes);
      }
      // Every item takes a byte at least: a count beyond that is a lie, and would keep us busy for as long.
      if (!(count <= end - cursor.at)) return false;
      if (count === 0) return true;
      for (; count > 0; count--) if (!item(bytes, end)) return false;
    }
  },
};

const BEYOND = 0x3fffffff;
