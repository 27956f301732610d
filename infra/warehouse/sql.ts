import { PipelineError } from '../errors.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A value that may stand in a statement: text, a finite number, a boolean, null, or a list of such. */
export type SqlValue = string | number | boolean | null | readonly SqlValue[];

/**
 * A literal, escaped for the engine's string syntax. Values never go through query parameters: the embedded engine
 * runs parameterised calls one at a time in the whole process.
 */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refusedValue(String(value));
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? `${value}.` : String(value);
  }
  return `[${value.map(literal).join(', ')}]`;
}

/** A point in time for a `DateTime64(3, 'UTC')` column, from epoch milliseconds. */
export function timeLiteral(epochMs: number): string {
  if (!Number.isSafeInteger(epochMs)) throw refusedValue(String(epochMs));
  return `fromUnixTimestamp64Milli(toInt64(${epochMs}), 'UTC')`;
}

/** A time as text for a `DateTime64(3, 'UTC')` column in a JSON row, from epoch milliseconds. */
export function timeText(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('T', ' ').replace('Z', '');
}

/** A table or column name, `database.table` included; refuses what would need more than plain quoting. */
export function identifier(name: string): string {
  const parts = name.split('.');
  if (parts.length > 2 || !parts.every((part) => NAME.test(part))) {
    throw new PipelineError(
      'query-refused',
      `Building a statement: ${JSON.stringify(name)} is not a name. Use letters, digits and underscores.`,
    );
  }
  return parts.map((part) => `\`${part}\``).join('.');
}

function quoted(text: string): string {
  let escaped = '';
  for (const char of text) {
    if (char === '\\' || char === "'") escaped += `\\${char}`;
    else if (char === '\0') escaped += '\\0';
    else if (char === '\n') escaped += '\\n';
    else if (char === '\r') escaped += '\\r';
    else if (char === '\t') escaped += '\\t';
    else escaped += char;
  }
  return `'${escaped}'`;
}

function refusedValue(value: string): PipelineError {
  return new PipelineError(
    'query-refused',
    `Building a statement: ${value} has no literal. Pass a finite number.`,
  );
}
