import {
  type AvroSchema,
  codecFor,
  embeddedSchemaId,
  type Header,
  type Topic,
} from '@landbridge/schemas';
import { hasSameUnits } from './units.ts';

/**
 * How a value of one topic with one id of the registry is read inside:
 * - `own`: one of the topic's versions; the frame's id is replaced.
 * - `foreign`: written with a compatible schema that is not ours; the value is written anew with our newest version.
 * - `unknown`: nobody can read it; it goes on as it is, and whoever decodes it sets it aside.
 */
export type Reading =
  | { readonly kind: 'own'; readonly schemaId: number }
  | { readonly kind: 'foreign'; rewrite(value: Buffer): Buffer | undefined }
  | { readonly kind: 'unknown' };

/** Where a framed value has the id. */
const ID_AT = 1;
/** What of a schema decides how its records are written (Apache Avro 1.11, "Parsing Canonical Form"). */
const WRITTEN = ['type', 'name', 'fields', 'symbols', 'items', 'values', 'size'];

/**
 * A foreign schema is taken where our newest version can read it, names no other units, and it begins with the header's
 * fields, as every record does: who reads only the header does not decode.
 */
export function readingOf(topic: Topic, schema: AvroSchema | undefined): Reading {
  if (schema === undefined) return UNKNOWN;
  const own = topic.schemas.find((version) => saysAlike(version, schema));
  if (own !== undefined) return { kind: 'own', schemaId: embeddedSchemaId(own) };
  const newest = topic.schemas.at(-1);
  if (newest === undefined || !beginsAlike(newest, schema)) return UNKNOWN;
  if (!hasSameUnits(newest, schema)) return UNKNOWN;
  try {
    return { kind: 'foreign', rewrite: rewriting(topic, schema, newest) };
  } catch {
    // The two do not resolve, or the schema holds what no topic of ours could.
    return UNKNOWN;
  }
}

const UNKNOWN: Reading = { kind: 'unknown' };

function rewriting(topic: Topic, schema: AvroSchema, newest: AvroSchema) {
  const codec = codecFor<Header>([schema, newest], 0);
  const [writerId = 0] = codec.schemaIds;
  return (value: Buffer): Buffer | undefined => {
    const framed = Buffer.from(value);
    framed.writeUInt32BE(writerId, ID_AT);
    try {
      return topic.codec.toBytes(codec.decode(framed, 0, framed.length));
    } catch {
      return undefined;
    }
  };
}

function beginsAlike(ours: AvroSchema, theirs: AvroSchema): boolean {
  return ours.fields.slice(0, 4).every(({ name, type }, i) => {
    const field = theirs.fields[i];
    return name === field?.name && writesAlike(type, field.type);
  });
}

/** Whether the same bytes say the same by both. */
export function saysAlike(one: AvroSchema, other: AvroSchema): boolean {
  return writesAlike(one, other) && hasSameUnits(one, other);
}

/** Docs, defaults, annotations of a language's tools, white space and the order of keys change nothing that is written. */
function writesAlike(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

function canonical(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(canonical);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = WRITTEN.flatMap((name) => {
    const value: unknown = (schema as Record<string, unknown>)[name];
    return value === undefined ? [] : [[name, canonical(value)] as const];
  });
  const [first, ...rest] = kept;
  return first?.[0] === 'type' && rest.length === 0 ? first[1] : Object.fromEntries(kept);
}
