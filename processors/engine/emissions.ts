import { KEY_BYTES_MAX, type Topic, VALUE_BYTES_MAX } from '@landbridge/schemas';
import type { Processor } from '../processor.ts';
import type { Emitted } from './chunk.ts';
import {
  EMISSION_HEADER_BYTES,
  emissionEnd,
  emissionOutput,
  LETTER_OUTPUT,
  ROW,
  WITHDRAWAL,
} from './emission.ts';

/** What the event being folded has emitted so far, encoded; reused for every event. */
export type Emissions = {
  bytes: Buffer;
  size: number;
  count: number;
  /** Revision of the next row; 0 while rows are compared first, and numbered when they are published. */
  revision: number;
  /** Event time of the event being folded: rows are checked against their topic's span. */
  eventTime: number;
};

const BYTES_FIRST = 1 << 16;
/** As many as a vessel's list has boxes. */
const EMISSIONS_MAX = 6_000;

export const NO_EMISSIONS: Emitted = { bytes: Buffer.alloc(0), size: 0 };

export function newEmissions(): Emissions {
  return {
    bytes: Buffer.allocUnsafeSlow(BYTES_FIRST),
    size: 0,
    count: 0,
    revision: 0,
    eventTime: 0,
  };
}

/** The `emit` object that reducers of a processor are handed: one function an output. */
export function emitterOf(processor: Processor, emissions: Emissions): Record<string, unknown> {
  const emitters = processor.outputs.map(({ name, topic, once }, output) => {
    const emit = (row: { eventTime: number }): void => {
      if (row.eventTime < emissions.eventTime - topic.spanMs) {
        throw new Error(
          `a row of ${topic.name} lies ${emissions.eventTime - row.eventTime} ms before the event that emits it, ` +
            `more than the topic's span of ${topic.spanMs} ms`,
        );
      }
      writeRow(emissions, output, topic, row);
    };
    const withdraw = (id: string): void => {
      if (once)
        throw new Error(`a row of ${name} comes from one event: it is not withdrawn by another`);
      writeWithdrawal(emissions, output, id);
    };
    return [name, Object.assign(emit, { withdraw })] as const;
  });
  return Object.fromEntries(emitters);
}

const shared: { bytes: Buffer; size: number } = { bytes: Buffer.alloc(0) as Buffer, size: 0 };

/** Those of the emissions whose rows may have other emitters. Valid until the next call. */
export function sharedOf(processor: Processor, emissions: Emitted): Emitted {
  const { bytes, size } = emissions;
  shared.size = 0;
  for (let at = 0; at < size; at = emissionEnd(bytes, at)) {
    if (processor.outputs[emissionOutput(bytes, at)]?.once ?? true) continue;
    if (shared.bytes.length < size) {
      const larger = Buffer.allocUnsafeSlow(size * 2);
      shared.bytes.copy(larger);
      shared.bytes = larger;
    }
    shared.size += bytes.copy(shared.bytes, shared.size, at, emissionEnd(bytes, at));
  }
  return shared;
}

/** Writes a dead letter in place of whatever the event emitted before its reducer threw. */
export function emitLetter(emissions: Emissions, topic: Topic, letter: object): void {
  emissions.size = 0;
  emissions.count = 0;
  writeRow(emissions, LETTER_OUTPUT, topic, letter);
}

function writeRow(emissions: Emissions, output: number, topic: Topic, row: object): void {
  const record = row as Parameters<typeof topic.key>[0];
  const key = topic.key(record);
  const at = emissions.size;
  if (at + EMISSION_HEADER_BYTES + key.length * 3 > emissions.bytes.length) grow(emissions);
  const valueStart = writeKey(emissions, at, topic, key);
  const { revision } = emissions;
  if (revision > 0) emissions.revision++;
  let end = topic.codec.encode(record, emissions.bytes, valueStart, revision);
  while (end < 0) {
    grow(emissions);
    end = topic.codec.encode(record, emissions.bytes, valueStart, revision);
  }
  if (end - valueStart > VALUE_BYTES_MAX) {
    throw new Error(
      `a row of ${topic.name} has ${end - valueStart} bytes, more than ${VALUE_BYTES_MAX}`,
    );
  }
  writeHead(emissions, { at, output, kind: ROW, end });
}

function writeKey(emissions: Emissions, at: number, topic: Topic, key: string): number {
  const length = emissions.bytes.write(key, at + EMISSION_HEADER_BYTES);
  if (length === 0 || length > KEY_BYTES_MAX) {
    throw new Error(
      `a row of ${topic.name} has a key of ${length} bytes; it takes 1 to ${KEY_BYTES_MAX}`,
    );
  }
  emissions.bytes.writeUInt16LE(length, at + 6);
  return at + EMISSION_HEADER_BYTES + length;
}

function writeWithdrawal(emissions: Emissions, output: number, id: string): void {
  const at = emissions.size;
  while (at + EMISSION_HEADER_BYTES + id.length * 3 > emissions.bytes.length) grow(emissions);
  emissions.bytes.writeUInt16LE(0, at + 6);
  const start = at + EMISSION_HEADER_BYTES;
  const end = start + emissions.bytes.write(id, start);
  writeHead(emissions, { at, output, kind: WITHDRAWAL, end });
}

function writeHead(
  emissions: Emissions,
  head: { at: number; output: number; kind: number; end: number },
): void {
  if (emissions.count === EMISSIONS_MAX)
    throw new Error(`one event emits more than ${EMISSIONS_MAX} rows`);
  emissions.bytes.writeUInt32LE(head.end - head.at, head.at);
  emissions.bytes[head.at + 4] = head.output;
  emissions.bytes[head.at + 5] = head.kind;
  emissions.size = head.end;
  emissions.count++;
}

function grow(emissions: Emissions): void {
  const larger = Buffer.allocUnsafeSlow(emissions.bytes.length * 2);
  // All of it: the key of the row being written stands behind `size`.
  emissions.bytes.copy(larger);
  emissions.bytes = larger;
}
