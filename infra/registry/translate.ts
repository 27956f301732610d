import { FRAME_BYTES, schemaIdOf } from '@landbridge/schemas';
import { assert } from '../errors.ts';
import { BatchBuilder } from '../log/batch-builder.ts';
import type { Append, RecordBatch } from '../log/log.ts';
import type { TopicFrames } from './frame-ids.ts';
import type { Reading } from './reading.ts';

/** Where a framed value has the id. */
const ID_AT = 1;

/** Puts the registry's ids into the frames of records that are about to be written. Changes the bytes: hand in a copy. */
export function translateOut(append: Append, frames: TopicFrames): void {
  const { bytes, starts, values, count, topic } = append;
  let last = -1;
  let lastOut = -1;
  for (let i = 0; i < count; i++) {
    const start = values[i] ?? 0;
    const id = schemaIdOf(bytes, start, starts[i + 1] ?? 0);
    if (id < 0) continue;
    if (id !== last) {
      const out = frames.outgoing(id);
      assert(
        out !== undefined,
        `records of ${topic} are written with one of its schemas, not ${id}`,
      );
      [last, lastOut] = [id, out];
    }
    bytes.writeUInt32BE(lastOut, start + ID_AT);
  }
}

/**
 * Puts our ids into the frames of records that were read, in place; records of a foreign schema are written anew with our
 * newest version, and what nobody can read stays as it is, so that its reader sets it aside. A promise only where an id
 * was not met before or a record is foreign. After a rejection the bytes are half done: read them anew.
 */
export function translateIn(
  batch: RecordBatch,
  frames: TopicFrames,
): RecordBatch | Promise<RecordBatch> {
  const strange = replaceOwn(batch, frames);
  return strange < 0 ? batch : withForeign(batch, strange, frames);
}

/** Answers the first record that is not of our own schemas, or -1. What comes before it is done. */
function replaceOwn({ bytes, starts, values, count }: RecordBatch, frames: TopicFrames): number {
  let last = -1;
  let lastIn = -1;
  for (let i = 0; i < count; i++) {
    const start = values[i] ?? 0;
    const id = schemaIdOf(bytes, start, starts[i + 1] ?? 0);
    if (id < 0) continue;
    if (id !== last) {
      const reading = frames.incoming(id);
      if (reading?.kind !== 'own') return i;
      [last, lastIn] = [id, reading.schemaId];
    }
    bytes.writeUInt32BE(lastIn, start + ID_AT);
  }
  return -1;
}

async function withForeign(
  batch: RecordBatch,
  from: number,
  frames: TopicFrames,
): Promise<RecordBatch> {
  const { bytes, starts, values, count } = batch;
  const builder = new BatchBuilder(batch.topic, batch.partition);
  for (let i = 0; i < count; i++) {
    const [start = 0, valueStart = 0, end = 0] = [starts[i], values[i], starts[i + 1]];
    const value = bytes.subarray(valueStart, end);
    const id = i < from ? -1 : schemaIdOf(value, 0, value.length);
    const reading = id < 0 ? undefined : (frames.incoming(id) ?? (await frames.learn(id)));
    builder.push(bytes.subarray(start, valueStart), read(value, reading, frames));
  }
  return { ...batch, ...builder.seal() };
}

function read(value: Buffer, reading: Reading | undefined, frames: TopicFrames): Buffer {
  if (reading?.kind === 'own') {
    value.writeUInt32BE(reading.schemaId, ID_AT);
    return value;
  }
  const rewritten = reading?.kind === 'foreign' ? reading.rewrite(value) : undefined;
  if (rewritten !== undefined || reading === undefined) return rewritten ?? value;
  return unreadable(value, frames);
}

/** A strange id must not be taken for one of ours, which are numbers of the same size. */
function unreadable(value: Buffer, frames: TopicFrames): Buffer {
  const id = schemaIdOf(value, 0, value.length);
  if (frames.outgoing(id) === undefined) return value;
  const other = Buffer.from(value);
  other.fill(0, ID_AT, FRAME_BYTES);
  return other;
}
