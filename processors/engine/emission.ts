import { PipelineError } from '@landbridge/infra';
import { FRAME_BYTES } from '@landbridge/schemas';

/** What an event emitted, as it lies behind the event in its chunk: see `Chunk`. */
export const EMISSION_HEADER_BYTES = 8;

/** Kinds of emission. */
export const ROW = 0;
export const WITHDRAWAL = 1;
/** Output number of dead letters: an emission like any other, taken back when the event can be processed. */
export const LETTER_OUTPUT = 255;

/** Whether an emission slot holds a row (and not a withdrawal). */
export function emissionIsRow(bytes: Buffer, at: number): boolean {
  return bytes[at + 5] === ROW;
}
export function emissionEnd(bytes: Buffer, at: number): number {
  return at + lengthAt(bytes, at, EMISSION_HEADER_BYTES);
}
export function emissionOutput(bytes: Buffer, at: number): number {
  return bytes[at + 4] ?? 0;
}
/** Where the key ends and the row (or the withdrawn id) begins. */
export function emissionValueStart(bytes: Buffer, at: number): number {
  return at + EMISSION_HEADER_BYTES + bytes.readUInt16LE(at + 6);
}

/** Id of the row that an emission speaks of. */
export function emissionRowId(bytes: Buffer, at: number): string {
  const value = emissionValueStart(bytes, at);
  if (!emissionIsRow(bytes, at)) return bytes.toString('utf8', value, emissionEnd(bytes, at));
  // A framed record begins with the length of its id: one or two bytes of zigzag varint, ids being short.
  let place = value + FRAME_BYTES;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[place++] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return bytes.toString('utf8', place, place + (length >>> 1));
}

/** Whoever walks over entries goes on for ever where one has no length: such bytes were damaged on the disk. */
export function lengthAt(bytes: Buffer, at: number, least: number): number {
  const length = bytes.readUInt32LE(at);
  if (length >= least) return length;
  throw new PipelineError(
    'data-dir-corrupt',
    `The state of a processor does not read back: a part of it has ${length} bytes. Restore the data folder from a backup, ` +
      'or start with a new --data-dir.',
  );
}
