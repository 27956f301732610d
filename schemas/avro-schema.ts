import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An Avro record schema as JSON (Apache Avro 1.11, "Schema Declaration"). */
export type AvroSchema = {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields: readonly AvroField[];
};

export type AvroField = {
  readonly name: string;
  readonly type: AvroType;
  readonly doc?: string;
  readonly default?: unknown;
};

export type AvroType =
  | string
  | readonly AvroType[]
  | AvroSchema
  | { readonly type: 'enum'; readonly name: string; readonly symbols: readonly string[] }
  | { readonly type: 'array'; readonly items: AvroType }
  | { readonly type: 'map'; readonly values: AvroType }
  | { readonly type: 'fixed'; readonly name: string; readonly size: number }
  | { readonly type: 'int' | 'long'; readonly logicalType: string };

/** Reads the schema file that lies beside a topic's unit. */
export function readAvroSchema(folder: string, file: string): AvroSchema {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}
