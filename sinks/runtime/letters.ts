import { createHash } from 'node:crypto';
import { type Append, BatchBuilder, type LetterCode } from '@landbridge/infra';
import {
  type DeadLetter,
  deadLetters,
  FRAME_BYTES,
  newHeaderView,
  partitionOf,
  readHeader,
  type Topic,
} from '@landbridge/schemas';
import type { Table } from '../table.ts';

/** A record that a table cannot take. */
export type Refused = {
  table: Table;
  code: LetterCode;
  reason: string;
  partition: number;
  offset: number;
  /** When the log took the record in, epoch milliseconds: a replay gives the same letter. */
  stampMs: number;
  bytes: Uint8Array;
};

/** Longest id that is believed when the rest of the record cannot be read, bytes. */
const ID_BYTES_MAX = 2048;

/**
 * The dead letter of a refused record. Its id is the hash of the bytes, never the offset: the same record refused twice
 * is one letter, and what seems to be the header of a broken record decides nothing.
 */
export function letterOf(refused: Refused): DeadLetter {
  const stage = `table:${refused.table.name}`;
  const bytes = Buffer.from(refused.bytes);
  const known = headerOf(bytes);
  const { topic } = refused.table;
  return {
    id: `${stage}/${createHash('sha256').update(bytes).digest('hex')}`,
    revision: 0,
    retracted: false,
    eventTime: known?.eventTime ?? 0,
    stage,
    code: refused.code,
    reason: refused.reason,
    topic: topic.name,
    factId: known?.id ?? null,
    factRevision: known?.revision ?? null,
    address: `${topic.name}[${refused.partition}]@${refused.offset}`,
    bytes,
    ingestedAt: refused.stampMs,
  };
}

/** The letters as appends for the log. */
export function letterAppends(letters: readonly DeadLetter[], partitions: number): Append[] {
  const builders = new Map<number, BatchBuilder>();
  for (const letter of letters) {
    const key = Buffer.from((deadLetters as Topic<DeadLetter>).key(letter));
    const partition = partitionOf(key, 0, key.length, partitions);
    const builder = builders.get(partition) ?? new BatchBuilder(deadLetters.name, partition);
    builders.set(partition, builder);
    builder.push(key, deadLetters.codec.toBytes(letter));
  }
  return [...builders.values()].map((builder) => builder.seal());
}

function headerOf(bytes: Buffer): { id: string; revision: number; eventTime: number } | undefined {
  if (bytes.length <= FRAME_BYTES) return undefined;
  const view = newHeaderView();
  readHeader(bytes, 0, view);
  const { idStart, idEnd, revision, eventTime, bodyStart } = view;
  const isRead =
    idEnd > idStart &&
    idEnd - idStart <= ID_BYTES_MAX &&
    bodyStart <= bytes.length &&
    Number.isSafeInteger(revision) &&
    revision >= 0 &&
    Number.isSafeInteger(eventTime);
  return isRead ? { id: bytes.toString('utf8', idStart, idEnd), revision, eventTime } : undefined;
}
