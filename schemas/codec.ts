import { createHash } from 'node:crypto';
import avro, { type Type } from 'avsc';
import type { AvroSchema } from './avro-schema.ts';
import { CodecError } from './codec-error.ts';
import { compileRead } from './compile-read.ts';
import { compileWalk, type Walk } from './compile-walk.ts';
import { compileWrite } from './compile-write.ts';
import { murmur2 } from './murmur2.ts';
import { shapeOf } from './shape.ts';
import type { Header } from './topic.ts';
import { cursor, readLong, skipBytes, writeLong } from './varint.ts';

/** Bytes of the Confluent framing before the Avro body: magic 0 and the schema id, four bytes big-endian. */
export const FRAME_BYTES = 5;
/** Longest record value, bytes. */
export const VALUE_BYTES_MAX = 1 << 20;

export { CodecError };

/** Where a record's identity stands and what its header says; one is reused for many records. */
export type HeaderView = {
  idStart: number;
  idEnd: number;
  revision: number;
  retracted: boolean;
  eventTime: number;
  /** Where the revision begins and where the field after the event time begins. */
  revisionStart: number;
  bodyStart: number;
};

/** Turns events into framed bytes and back. Pure; all buffers are the caller's or shared and short-lived. */
export type Codec<Event extends Header = Header> = {
  /** Schema id that records are written with. */
  readonly schemaId: number;
  readonly schemaIds: readonly number[];
  /** Decodes a framed record written with any known version. Throws `CodecError` naming what is wrong. */
  decode(bytes: Buffer, start: number, end: number): Event;
  /** A decoder that builds only these fields besides the header; the others are skipped. */
  /**
   * What a reducer sees of a record: all but the last two fields of a row, `causes` and `causeCount`, which tell people
   * where it comes from. Leaves `cursor.at` where that ends: what lies before is a record to this function.
   */
  see(bytes: Buffer, start: number, end: number): Event;
  /** Makes the part of a record that `see` reads whole again, with no cause named. */
  readonly unseen: Buffer;
  project<Field extends keyof Event & string>(
    fields: readonly Field[],
  ): (bytes: Buffer, start: number, end: number) => Pick<Event, Field | keyof Header>;
  /**
   * Encodes with frame into `target` at `at`; answers the end, or a negative number where there is no room. A revision
   * that is given counts instead of the event's. Throws `CodecError` where the event does not fit the schema.
   */
  encode(event: Event, target: Buffer, at: number, revision?: number): number;
  /** Encodes with frame into bytes of its own. */
  toBytes(event: Event): Buffer;
  /** Hash of the content: everything but `revision` and `ingestedAt`. */
  digest(bytes: Buffer, start: number, end: number): number;
  /** Whether the value is one whole record of a known version and nothing more; skips, builds nothing. */
  isWhole(bytes: Buffer, start: number, end: number): boolean;
  /** Throws an error that names field and value where the event does not fit the schema. */
  check(event: unknown): void;
};

export function newHeaderView(): HeaderView {
  return {
    idStart: 0,
    idEnd: 0,
    revision: 0,
    retracted: false,
    eventTime: 0,
    revisionStart: 0,
    bodyStart: 0,
  };
}

/** Reads the header of the framed record that begins at `start`; nothing else is decoded. */
export function readHeader(bytes: Buffer, start: number, view: HeaderView): void {
  cursor.at = start + FRAME_BYTES;
  const length = readLong(bytes);
  view.idStart = cursor.at;
  view.idEnd = cursor.at + length;
  view.revisionStart = view.idEnd;
  cursor.at = view.idEnd;
  view.revision = readLong(bytes);
  view.retracted = bytes[cursor.at++] === 1;
  view.eventTime = readLong(bytes);
  view.bodyStart = cursor.at;
}

/**
 * Copies a framed record with another revision and another word on whether it stands; answers the end in `target`.
 * The caller makes room: the copy is at most nine bytes longer.
 */
export function copyWithRevision(
  from: { bytes: Buffer; start: number; end: number },
  revision: number,
  retracted: boolean,
  target: Buffer,
  at: number,
): number {
  cursor.at = from.start + FRAME_BYTES;
  skipBytes(from.bytes);
  const idEnd = cursor.at;
  readLong(from.bytes);
  const rest = cursor.at + 1;
  let place = at;
  from.bytes.copy(target, place, from.start, idEnd);
  place = writeLong(target, place + idEnd - from.start, revision);
  target[place++] = retracted ? 1 : 0;
  from.bytes.copy(target, place, rest, from.end);
  return place + from.end - rest;
}

/** Schema id of a framed value, or -1 where there is no frame. */
export function schemaIdOf(bytes: Buffer, start: number, end: number): number {
  return end - start > FRAME_BYTES && bytes[start] === 0 ? bytes.readUInt32BE(start + 1) : -1;
}

/** A schema's id without a registry: the first 31 bits of the SHA-256 of its JSON. */
export function embeddedSchemaId(schema: AvroSchema): number {
  return createHash('sha256').update(JSON.stringify(schema)).digest().readUInt32BE(0) >>> 1;
}

/**
 * @param schemas every version, oldest first
 * @param stampFields how many fields (source, recordedAt, ingestedAt) follow the header; the last of them is no content
 */
export function codecFor<Event extends Header>(
  schemas: readonly AvroSchema[],
  stampFields: 0 | 3,
): Codec<Event> {
  const newest = schemas.at(-1);
  if (newest === undefined) throw new CodecError('A topic needs a schema.');
  const versions = schemas.map((schema) => ({ id: embeddedSchemaId(schema), schema }));
  const schemaId = embeddedSchemaId(newest);
  const walks = new Map(versions.map(({ id, schema }) => [id, compileWalk(shapeOf(schema))]));
  const decoders = decodersOf<Event>(versions, newest);
  const seen = seenDecoder<Event>(newest);
  const write = compileWrite(shapeOf(newest));
  const type = avroType(newest);
  const encode: Codec<Event>['encode'] = (event, target, at, revision) => {
    if (at + FRAME_BYTES > target.length) return -1;
    target[at] = 0;
    target.writeUInt32BE(schemaId, at + 1);
    cursor.at = at + FRAME_BYTES;
    write(target, event, revision);
    return cursor.at <= target.length ? cursor.at : -1;
  };
  return {
    schemaId,
    schemaIds: versions.map(({ id }) => id),
    decode: (bytes, start, end) => chosen(decoders, bytes, start, end)(bytes, start, end),
    see: (bytes, start, end) => {
      const isNewest = seen !== undefined && schemaIdOf(bytes, start, end) === schemaId;
      return (isNewest ? seen : chosen(decoders, bytes, start, end))(bytes, start, end);
    },
    unseen: Buffer.alloc(seen === undefined ? 0 : CAUSE_FIELDS.length),
    project: (fields) => {
      const kept = newest.fields.filter(({ name }, i) => i < 4 || fields.some((f) => f === name));
      const projecting = decodersOf<Event>(versions, { ...newest, fields: kept });
      return (bytes, start, end) => chosen(projecting, bytes, start, end)(bytes, start, end);
    },
    encode,
    toBytes: (event) => bytesOf((target) => encode(event, target, 0)),
    digest: (bytes, start, end) => contentDigest(bytes, start, end, stampFields),
    isWhole: (bytes, start, end) => {
      const walk = walks.get(schemaIdOf(bytes, start, end));
      return walk !== undefined && isWholeRecord(walk, bytes, start, end);
    },
    check: (event) =>
      type.isValid(event, {
        errorHook: (path: string[], value: unknown) => {
          throw new CodecError(`field ${path.join('.')} does not take ${shortly(value)}`);
        },
      }),
  };
}

/** Bytes of records that are no events, without a frame: the state of a processor. */
export type PlainCodec = { encode(value: unknown): Buffer; decode(bytes: Buffer): unknown };

export function plainCodecFor(schema: AvroSchema): PlainCodec {
  const shape = shapeOf(schema);
  const write = compileWrite(shape);
  const read = compileRead(shape, () => true);
  return {
    encode: (value) =>
      bytesOf((target) => {
        cursor.at = 0;
        write(target, value);
        return cursor.at <= target.length ? cursor.at : -1;
      }),
    decode(bytes) {
      cursor.at = 0;
      return read(bytes, bytes.length);
    },
  };
}

/** avsc type of a schema; unions hold plain values and timestamps stay numbers. */
export function avroType(schema: AvroSchema): Type {
  return avro.Type.forSchema(structuredClone(schema) as avro.Schema, { wrapUnions: false });
}

type Decode<Event> = (bytes: Buffer, start: number, end: number) => Event;

function chosen<T>(byId: Map<number, T>, bytes: Buffer, start: number, end: number): T {
  const id = schemaIdOf(bytes, start, end);
  const found = byId.get(id);
  if (found !== undefined) return found;
  throw new CodecError(
    id < 0
      ? 'the value has no schema frame (magic byte 0 and a schema id)'
      : `schema ${id} is not one of this topic's. Was the producer's schema registered?`,
  );
}

type Version = { id: number; schema: AvroSchema };

/** Reads each version as `reader`: the one written last with a compiled reader, older ones as avsc resolves them. */
function decodersOf<Event>(versions: readonly Version[], reader: AvroSchema) {
  const newest = versions.at(-1);
  return new Map(
    versions.map((version) => [
      version.id,
      version === newest
        ? compiledDecoder<Event>(version.schema, reader)
        : resolvingDecoder<Event>(version.schema, reader),
    ]),
  );
}

/** Last fields of a row, each one byte where nothing is named. */
const CAUSE_FIELDS = ['causes', 'causeCount'];

/** Reads rows up to their causes; undefined where records have none. */
function seenDecoder<Event>(schema: AvroSchema): Decode<Event> | undefined {
  const shape = shapeOf(schema);
  const last = shape.fields.slice(-CAUSE_FIELDS.length);
  if (!last.every(({ name }, i) => name === CAUSE_FIELDS[i])) return undefined;
  const fields = shape.fields.slice(0, -CAUSE_FIELDS.length);
  const read = compileRead({ ...shape, fields }, () => true);
  return (bytes, start, end) => {
    cursor.at = start + FRAME_BYTES;
    let event: unknown;
    try {
      event = read(bytes, end);
    } catch (cause) {
      throw new CodecError('the value does not follow its schema', { cause });
    }
    if (cursor.at > end) throw new CodecError(wrongLength(cursor.at, start, end));
    return event as Event;
  };
}

function compiledDecoder<Event>(writer: AvroSchema, reader: AvroSchema): Decode<Event> {
  const kept = new Set(reader.fields.map((field) => field.name));
  const read = compileRead(shapeOf(writer), (field) => kept.has(field));
  return (bytes, start, end) => {
    cursor.at = start + FRAME_BYTES;
    let event: unknown;
    try {
      event = read(bytes, end);
    } catch (cause) {
      throw new CodecError('the value does not follow its schema', { cause });
    }
    if (cursor.at !== end) throw new CodecError(wrongLength(cursor.at, start, end));
    return event as Event;
  };
}

function resolvingDecoder<Event>(writer: AvroSchema, reader: AvroSchema): Decode<Event> {
  const walk = compileWalk(shapeOf(writer));
  const type = avroType(reader);
  const resolver = type.createResolver(avroType(writer));
  return (bytes, start, end) => {
    // avsc believes any count it reads: only whole records are handed to it.
    if (!isWholeRecord(walk, bytes, start, end)) {
      throw new CodecError('the value does not follow its schema');
    }
    const event = { ...type.decode(bytes, start + FRAME_BYTES, resolver).value } as Event;
    cursor.at = end;
    return event;
  };
}

function wrongLength(at: number, start: number, end: number): string {
  return `the value has ${end - start} bytes, its schema reads ${at - start}`;
}

/** Every record begins with a header, so its revision is looked at too: a table has no negative ones. */
function isWholeRecord(walk: Walk, bytes: Buffer, start: number, end: number): boolean {
  if (end > bytes.length) return false;
  cursor.at = start + FRAME_BYTES;
  if (!walk(bytes, end) || cursor.at !== end) return false;
  cursor.at = start + FRAME_BYTES;
  skipBytes(bytes);
  return readLong(bytes) >= 0;
}

let scratch = Buffer.allocUnsafeSlow(1 << 16);

/** Bytes of their own: encoded in the shared buffer, which grows to the largest record so far, and copied. */
function bytesOf(encode: (target: Buffer) => number): Buffer {
  let end = encode(scratch);
  while (end < 0) {
    scratch = Buffer.allocUnsafeSlow(scratch.length * 2);
    end = encode(scratch);
  }
  return Buffer.from(scratch.subarray(0, end));
}

function shortly(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 200);
}

function contentDigest(bytes: Buffer, start: number, end: number, stampFields: 0 | 3): number {
  cursor.at = start + FRAME_BYTES;
  skipBytes(bytes);
  const idEnd = cursor.at;
  readLong(bytes);
  const retractedAt = cursor.at;
  let hash = murmur2(bytes, start + FRAME_BYTES, idEnd);
  if (stampFields === 0) return murmur2(bytes, retractedAt, end, hash);
  cursor.at = retractedAt + 1;
  readLong(bytes);
  skipBytes(bytes);
  readLong(bytes);
  hash = murmur2(bytes, retractedAt, cursor.at, hash);
  readLong(bytes);
  return murmur2(bytes, cursor.at, end, hash);
}
