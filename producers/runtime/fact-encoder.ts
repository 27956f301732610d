import { assert } from '@landbridge/infra';
import {
  type Codec,
  type Fact,
  KEY_BYTES_MAX,
  newHeaderView,
  partitionOf,
  readHeader,
  type Topic,
  VALUE_BYTES_MAX,
  writeLong,
} from '@landbridge/schemas';
import { type Refusal, refuse } from '../normalise/refusal.ts';
import type { SourceFact } from '../source.ts';
import { revisionOf, withDigest } from './revision.ts';

/** The record that a fact became: where it goes and how large it is. One object, good until the next `encode`. */
export type EncodedFact = {
  topic: string;
  partition: number;
  eventTime: number;
  revision: number;
  keyLength: number;
  /** Bytes that `write` writes. */
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
  /** The key, then the value: as they stand in the log, so that they are copied at once. */
  const room = { bytes: Buffer.allocUnsafeSlow(1 << 14) };
  const header = newHeaderView();
  const encoded: EncodedFact = {
    topic: '',
    partition: 0,
    eventTime: 0,
    revision: 0,
    keyLength: 0,
    bytesMax: 0,
  };

  return {
    encoded,
    encode(stated, { decoderVersion, ingestedAt }) {
      const written = (stated.topic.received ?? stated.topic) as Topic<Fact>;
      const event = stated.fact as Fact;
      const { retracted } = event;
      const { statedAt } = stated;
      const undigested = revisionOf({ statedAt, retracted, decoderVersion, digest: 0 });
      assert(undigested !== 0, 'what was stated before 2000 is refused before it is encoded');
      event.revision = undigested;
      event.ingestedAt = ingestedAt;
      const key = written.key(event);
      if (typeof key !== 'string' || key === '' || key.length > KEY_BYTES_MAX) return badKey(key);
      const keyLength = room.bytes.write(key, 0);
      if (keyLength > KEY_BYTES_MAX) return badKey(key);
      const answer = encodeValue(written.codec, event, room, keyLength);
      if (typeof answer !== 'number') return answer;
      const revision = withDigest(undigested, written.codec.digest(room.bytes, keyLength, answer));
      // Its lowest bits make no number longer than it is without them, so the digest goes into its place.
      readHeader(room.bytes, keyLength, header);
      writeLong(room.bytes, header.revisionStart, revision);
      encoded.topic = written.name;
      encoded.partition = partitionOf(room.bytes, 0, keyLength, partitions);
      encoded.eventTime = event.eventTime;
      encoded.revision = revision;
      encoded.keyLength = keyLength;
      encoded.bytesMax = answer;
      return undefined;
    },
    write(target, at) {
      room.bytes.copy(target, at, 0, encoded.bytesMax);
      return at + encoded.bytesMax;
    },
  };
}

/** Encodes behind the key, makes the room larger where it must be, and answers the end. */
function encodeValue(
  codec: Codec<Fact>,
  event: Fact,
  room: { bytes: Buffer },
  at: number,
): number | Refusal {
  try {
    let end = codec.encode(event, room.bytes, at);
    while (end < 0 && room.bytes.length < VALUE_BYTES_MAX * 2) {
      const larger = Buffer.allocUnsafeSlow(room.bytes.length * 4);
      room.bytes.copy(larger, 0, 0, at);
      room.bytes = larger;
      end = codec.encode(event, larger, at);
    }
    if (end < 0 || end - at > VALUE_BYTES_MAX) {
      return refuse('bad-value', `The record is larger than ${VALUE_BYTES_MAX} bytes.`);
    }
    return end;
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
