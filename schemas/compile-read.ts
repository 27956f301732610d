import type { RecordShape, Shape } from './shape.ts';
import { readText } from './text.ts';
import { cursor, readLong } from './varint.ts';

/**
 * Reading and writing records is most of the work per event, so each schema gets functions of its own, made as source
 * text: field by field, without a look-up by name or type, into plain objects of one layout. Names come from schemas
 * of the catalog and are checked (`shapeOf`), never from data. Property tests hold the functions against avsc.
 *
 * A reader begins at `cursor.at` and leaves the cursor behind the record. It throws on some malformed bytes and builds
 * nonsense from others; the caller compares the cursor with `end`.
 */
export type Read = (bytes: Buffer, end: number) => unknown;

/** Compiles a reader that builds the fields for which `keep` says so, in the schema's order, and skips the others. */
export function compileRead(shape: RecordShape, keep: (field: string) => boolean): Read {
  const functions: string[] = [];
  const name = recordReader(functions, shape, keep);
  const parameters = Object.keys(helpers);
  const make = new Function(...parameters, 'cursor', `${functions.join('\n')}\nreturn ${name};`);
  return make(...Object.values(helpers), cursor);
}

function declare(functions: string[], body: string): string {
  const name = `read${functions.length}`;
  functions.push(`function ${name}(bytes, end) { ${body} }`);
  return name;
}

function recordReader(functions: string[], shape: RecordShape, keep: (field: string) => boolean) {
  const lines: string[] = [];
  const kept: string[] = [];
  for (const [i, field] of shape.fields.entries()) {
    if (keep(field.name)) {
      lines.push(`const v${i} = ${expression(functions, field.shape)};`);
      kept.push(`${field.name}: v${i}`);
    } else {
      lines.push(skip(functions, field.shape));
    }
  }
  return declare(functions, `${lines.join('\n')}\nreturn { ${kept.join(', ')} };`);
}

function expression(functions: string[], shape: Shape): string {
  switch (shape.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'bytes[cursor.at++] === 1';
    case 'int':
    case 'long':
      return 'readLong(bytes)';
    case 'float':
    case 'double':
    case 'string':
      return `${shape.kind}(bytes, end)`;
    case 'bytes':
      return 'copied(bytes, end, readLong(bytes))';
    case 'fixed':
      return `copied(bytes, end, ${shape.size})`;
    case 'enum':
      return `symbol(bytes, ${JSON.stringify(shape.symbols)})`;
    case 'nullable':
      return `(readLong(bytes) === ${shape.nullIndex} ? null : ${expression(functions, shape.inner)})`;
    case 'array':
    case 'map': {
      const item = declare(functions, `return ${expression(functions, shape.items)};`);
      return `${shape.kind}(bytes, end, ${item})`;
    }
    case 'record':
      return `${recordReader(functions, shape, () => true)}(bytes, end)`;
  }
}

/** A statement that moves the cursor behind a value; what is not simple is read and let go. */
function skip(functions: string[], shape: Shape): string {
  if (shape.kind === 'long' || shape.kind === 'enum') return 'skipLong(bytes);';
  if (shape.kind === 'string' || shape.kind === 'bytes') return 'passed(end, readLong(bytes));';
  if (shape.kind === 'double') return 'cursor.at += 8;';
  if (shape.kind === 'boolean') return 'cursor.at += 1;';
  if (shape.kind === 'nullable') {
    return `if (readLong(bytes) !== ${shape.nullIndex}) { ${skip(functions, shape.inner)} }`;
  }
  if (shape.kind === 'array') {
    const item = declare(functions, skip(functions, shape.items));
    return `skipArray(bytes, end, ${item});`;
  }
  return `${expression(functions, shape)};`;
}

// What the texts call.
const helpers = {
  readLong,
  skipLong(bytes: Buffer): void {
    while ((bytes[cursor.at++] ?? 0) >= 0x80) {}
  },
  passed,
  string(bytes: Buffer, end: number): string {
    const length = readLong(bytes);
    if (length === 0) return '';
    const start = passed(end, length);
    return readText(bytes, start, cursor.at);
  },
  copied(bytes: Buffer, end: number, size: number): Buffer {
    return Buffer.from(bytes.subarray(passed(end, size), cursor.at));
  },
  float(bytes: Buffer, end: number): number {
    return bytes.readFloatLE(passed(end, 4));
  },
  double(bytes: Buffer, end: number): number {
    return bytes.readDoubleLE(passed(end, 8));
  },
  symbol(bytes: Buffer, symbols: readonly string[]): string {
    return symbols[readLong(bytes)] ?? cut();
  },
  array(bytes: Buffer, end: number, item: Read): unknown[] {
    const items: unknown[] = [];
    for (let left = countOf(bytes, end); left > 0; left = countOf(bytes, end)) {
      for (; left > 0; left--) items.push(item(bytes, end));
    }
    return items;
  },
  skipArray(bytes: Buffer, end: number, item: Read): void {
    for (let left = countOf(bytes, end); left > 0; left = countOf(bytes, end)) {
      for (; left > 0; left--) item(bytes, end);
    }
  },
  map(bytes: Buffer, end: number, item: Read): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    for (let left = countOf(bytes, end); left > 0; left = countOf(bytes, end)) {
      for (; left > 0; left--) entries.push([helpers.string(bytes, end), item(bytes, end)]);
    }
    return Object.fromEntries(entries);
  },
  cut,
};

/** Moves the cursor over so many bytes, never back and never beyond the record; answers where they begin. */
function passed(end: number, size: number): number {
  const start = cursor.at;
  if (!(size >= 0 && size <= end - start)) cut();
  cursor.at = start + size;
  return start;
}

/** Items of the next block; a negative count is followed by the block's size. More items than bytes left is a lie. */
function countOf(bytes: Buffer, end: number): number {
  let count = readLong(bytes);
  if (count < 0) {
    count = -count;
    readLong(bytes);
  }
  return count <= end - cursor.at ? count : cut();
}

function cut(): never {
  throw new RangeError('the bytes do not follow the schema');
}
