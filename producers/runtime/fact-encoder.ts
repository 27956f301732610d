import {
  type Codec,
  copyWithRevision,
  type Fact,
  KEY_BYTES_MAX,
  partitionOf,
  type Topic,
  VALUE_BYTES_MAX,
} from '@landbridge/schemas';
import { type Refusal, refuse } from '../normalise/refusal.ts';
import type { SourceFact } from '../source.ts';
import { revisionOf } from './revision.ts';

/** Bytes by which a value may grow when its revision is put in. */
const REVISION_BYTES_MAX = 9;

/** The record that a fact became: where it goes and how large it is. One object, good until the next `encode`. */
export type EncodedFact = {
  topic: string;
  partition: number;
  eventTime: number;
  revision: number;
  keyLength: number;
  /** Bytes that `write` needs at most. */
  bytesMax: number;
};

/** Encodes facts one after another through shared buffers: no object lives longer than its fact. */
export type FactEncoder = {
  readonly encoded: EncodedFact;
  /** Encodes a fact with its revision; answers why it cannot be, where it cannot. */
  encode(
    stated: SourceFact,
    from: { decoderVersion: number; ingestedAt: number },
  ): Refusal | undefined;
  /** Writes key, then value; answers the end. The value begins at `at + encoded.keyLength`. */
  write(target: Buffer, at: number): number;
};

export function factEncoder(partitions: number): FactEncoder {
  const key = Buffer.allocUnsafeSlow(KEY_BYTES_MAX * 4);
  const source = { bytes: Buffer.allocUnsafeSlow(1 << 14), start: 0, end: 0 };
  const encoded: EncodedFact = {
    topic: '',
    partition: 0,
    eventTime: 0,
    revision: 0,
    keyLength: 0,
    bytesMax: 0,
  };
  let retracted = false;

  return {
    encoded,
    encode(stated, { decoderVersion, ingestedAt }) {
      const written = (stated.topic.received ?? stated.topic) as Topic<Fact>;
      const event = stated.fact as Fact;
      event.revision = 0;
      event.ingestedAt = ingestedAt;
      const text = written.key(event);
      if (typeof text !== 'string' || text === '' || text.length > KEY_BYTES_MAX)
        return badKey(text);
      const keyLength = key.write(text);
      if (keyLength > KEY_BYTES_MAX) return badKey(text);
      const refusal = encodeValue(written.codec, event, source);
      if (refusal !== undefined) return refusal;
      const { bytes, end } = source;
      retracted = event.retracted;
      encoded.topic = written.name;
      encoded.partition = partitionOf(key, 0, keyLength, partitions);
      encoded.eventTime = event.eventTime;
      encoded.revision = revisionOf({
        statedAt: stated.statedAt,
        retracted,
        decoderVersion,
        digest: written.codec.digest(bytes, 0, end),
      });
      encoded.keyLength = keyLength;
      encoded.bytesMax = keyLength + end + REVISION_BYTES_MAX;
      return undefined;
    },
    write(target, at) {
      key.copy(target, at, 0, encoded.keyLength);
      return copyWithRevision(source, encoded.revision, retracted, target, at + encoded.keyLength);
    },
  };
}

/** Encodes into the shared buffer and makes it larger where it must be. */
function encodeValue(
  codec: Codec<Fact>,
  event: Fact,
  source: { bytes: Buffer; end: number },
): Refusal | undefined {
  try {
    let end = codec.encode(event, source.bytes, 0);
    while (end < 0 && source.bytes.length < VALUE_BYTES_MAX * 2) {
      source.bytes = Buffer.allocUnsafeSlow(source.bytes.length * 4);
      end = codec.encode(event, source.bytes, 0);
    }
    if (end < 0 || end + REVISION_BYTES_MAX > VALUE_BYTES_MAX) {
      return refuse('bad-value', `The record is larger than ${VALUE_BYTES_MAX} bytes.`);
    }
    source.end = end;
    return undefined;
  } catch (error) {
    return refuse('bad-value', `The record does not fit its schema: ${(error as Error).message}.`);
  }
}

function badKey(key: unknown): Refusal {
  if (typeof key !== 'string' || key === '') return refuse('no-key', 'The record has no key.');
  return refuse(
    'bad-id',
    `The key is ${key.length} characters long; ${KEY_BYTES_MAX} bytes are allowed.`,
  );
}
