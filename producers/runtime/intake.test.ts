import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import type { DeadLetter } from '@landbridge/schemas';
import { deadLetters } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { type Decoded, defineSource } from '../source.ts';
import { aContext } from '../testing/decoding.ts';
import { testReference } from '../testing/test-reference.ts';
import { newReport } from './delivery.ts';
import { intake } from './intake.ts';
import { origins } from './origins.ts';

const NOW = Date.UTC(2026, 2, 11, 12);

/** What an intake makes of `good;bad;rest` with a source that is at fault behind `bad`. */
function taken(decode: (bytes: Buffer) => Iterable<Decoded>) {
  const clock = manualClock(NOW);
  const { partitions } = inMemoryLog({ partitions: 1, clock });
  const taking = intake({ reference: testReference(), clock, origins: origins(), partitions });
  const source = defineSource({
    name: 'faulty',
    about: 'A source with a fault.',
    decoderVersion: 1,
    framing: 'document',
    recognises: () => true,
    decode,
  });
  const letters: DeadLetter[] = [];
  const report = newReport('a file');
  const bytes = Buffer.from('good;bad;rest');
  const target = {
    fact: () => undefined,
    letter: ({ value }: { value: Uint8Array }) => {
      const text = Buffer.from(value);
      letters.push(deadLetters.codec.decode(text, 0, text.length) as unknown as DeadLetter);
    },
  };
  taking.piece({ source, bytes, context: aContext(), report }, target);
  return { report, letters };
}

function* rejectThenThrow(bytes: Buffer): Iterable<Decoded> {
  const about = { code: 'bad-value', reason: 'It is bad.', address: 'event 1' } as const;
  yield { kind: 'reject', event: 0, ...about, bytes: bytes.subarray(5, 8) };
  throw new RangeError('Maximum call stack size exceeded');
}

test('sets the rest of a document aside as one letter where its source is at fault', () => {
  const { report, letters } = taken(rejectThenThrow);
  expect(report).toMatchObject({ deadLettered: 2, reasons: { 'bad-value': 1, malformed: 1 } });
  expect(letters.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['bad', ';rest']);
  expect(letters[1]).toMatchObject({ code: 'malformed', address: 'a file: byte 8' });
  expect(letters[1]?.reason).toContain('Maximum call stack');
});

test('sets a document aside whole where its source fails before the first event', () => {
  const { report, letters } = taken(() => {
    throw new Error('at once');
  });
  expect(report).toMatchObject({ deadLettered: 1 });
  expect(Buffer.from(letters[0]?.bytes ?? []).toString()).toBe('good;bad;rest');
});
