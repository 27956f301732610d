import type { AvroSchema, AvroType } from '@landbridge/schemas';

/** A record of a reducer's state: its fields by name, in the order they are written. */
export function stateRecord(name: string, fields: Readonly<Record<string, AvroType>>): AvroSchema {
  return {
    type: 'record',
    name,
    fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
  };
}

export const TEXTS: AvroType = { type: 'array', items: 'string' };
export const PERHAPS_LONG: AvroType = ['null', 'long'];
export const PERHAPS_DOUBLE: AvroType = ['null', 'double'];
export const PERHAPS_STRING: AvroType = ['null', 'string'];
