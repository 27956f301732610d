import { createHash } from 'node:crypto';
import type { LetterCode } from '@landbridge/infra';
import { copyWithRevision, type DeadLetter, type Header, type Topic } from '@landbridge/schemas';
import type { Processor } from '../processor.ts';
import type { Range } from './chunk.ts';

const BYTES_MAX = 1 << 16;

type LetterOf = {
  stage: string;
  code: LetterCode;
  reason: string;
  topic: Topic;
  record: Range;
  /** The record's header, where it could be read. */
  header: Header | undefined;
  address: string | null;
  ingestedAt: number;
};

/**
 * A letter's id is (stage, id, revision), or the stage and a hash of the bytes where nothing can be read: never an
 * offset, so that the same refusal twice is one row.
 */
export function letterOf(letter: LetterOf): DeadLetter {
  const { stage, record, header } = letter;
  const bytes = record.bytes.subarray(record.start, record.end);
  return {
    id:
      header === undefined
        ? `${stage}/${hashOf(bytes)}`
        : `${stage}/${header.id}/${header.revision}`,
    revision: header?.revision ?? 0,
    retracted: false,
    eventTime: header?.eventTime ?? 0,
    stage,
    code: letter.code,
    reason: letter.reason,
    topic: letter.topic.name,
    factId: header?.id ?? null,
    factRevision: header?.revision ?? null,
    address: letter.address,
    bytes: Buffer.from(bytes.subarray(0, BYTES_MAX)),
    ingestedAt: letter.ingestedAt,
  };
}

/** The letter that stands in place of an event's rows while its reducer throws. */
export function reducerLetter(failed: {
  processor: Processor;
  topic: Topic;
  event: Range;
  decoded: Header;
  error: unknown;
}): DeadLetter {
  const { processor, topic, decoded, error } = failed;
  // A row is numbered anew whenever its key is folded anew, and says the same: its number tells nobody anything.
  const isRow = topic.kind === 'derived' || topic.kind === 'settled';
  return letterOf({
    stage: processor.name,
    code: 'unprocessable',
    reason:
      `${processor.name} could not fold ${topic.name}/${decoded.id}: ` +
      `${error instanceof Error ? error.message : String(error)}. ` +
      'It is tried again whenever its key is folded again, and this letter is withdrawn when that works.',
    topic,
    record: isRow ? unnumbered(failed.event, topic.codec.unseen) : failed.event,
    header: isRow ? { ...decoded, revision: 0 } : decoded,
    address: null,
    ingestedAt: decoded.eventTime,
  });
}

/** The row as it is kept, made whole. */
function unnumbered(row: Range, unseen: Buffer): Range {
  const bytes = Buffer.alloc(row.end - row.start + 1 + unseen.length);
  const end = copyWithRevision(row, 0, false, bytes, 0);
  return { bytes, start: 0, end: end + unseen.copy(bytes, end) };
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
