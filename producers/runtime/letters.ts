import type { LetterCode } from '@landbridge/infra';
import { type DeadLetter, deadLetters } from '@landbridge/schemas';
import { hashOf } from '../normalise/identity.ts';
import type { Reject, Source, SourceFact } from '../source.ts';

/** Bytes of a refused record that its letter keeps. */
export const LETTER_BYTES_MAX = 1 << 16;
const REASON_CHARS_MAX = 1000;

export type Refused = {
  readonly code: LetterCode;
  readonly reason: string;
  readonly address: string;
  readonly bytes: Uint8Array;
};

/**
 * A dead letter of a source. Its id comes from the bytes and its revision from the decoder, so that the same refusal
 * twice is one row, and a better decoder's reason counts over the old one.
 */
export function letterOf(
  refused: Refused,
  from: {
    source: Source | undefined;
    document: string;
    /** Where the record stood, if it is known from before: of what is driven again the document is not at hand. */
    address?: string | undefined;
    ingestedAt: number;
    fact?: SourceFact;
  },
): DeadLetter {
  const { source, document, ingestedAt, fact } = from;
  const found = refused.address === '' ? document : `${document}: ${refused.address}`;
  const stage = `source:${source?.name ?? 'unknown'}`;
  return {
    id: `${stage}/${hashOf(refused.bytes)}`,
    revision: source?.decoderVersion ?? 0,
    retracted: false,
    eventTime: fact?.fact.eventTime ?? 0,
    stage,
    code: refused.code,
    reason: refused.reason.slice(0, REASON_CHARS_MAX),
    topic: fact?.topic.name ?? null,
    factId: fact?.fact.id ?? null,
    factRevision: null,
    address: from.address ?? found,
    bytes: refused.bytes.subarray(0, LETTER_BYTES_MAX),
    ingestedAt,
  };
}

/** A fact that was refused after it was decoded, with the bytes of its source event. */
export function refusedFact(
  stated: SourceFact,
  refusal: { refused: LetterCode; reason: string },
  from: { source: Source; bytes: Buffer },
): Reject {
  const { event, span } = stated;
  const ordinal = `${from.source.framing === 'lines' ? 'line' : 'event'} ${event + 1}`;
  const spanned =
    span === undefined
      ? Buffer.from(JSON.stringify(stated.fact))
      : from.bytes.subarray(span.from, span.to);
  return {
    kind: 'reject',
    event,
    code: refusal.refused,
    reason: refusal.reason,
    address: ordinal,
    bytes: stated.alone ?? spanned,
  };
}

export function encodeLetter(letter: DeadLetter): { key: Buffer; value: Buffer } {
  return {
    key: Buffer.from(deadLetters.key(letter)),
    value: deadLetters.codec.toBytes(letter),
  };
}
