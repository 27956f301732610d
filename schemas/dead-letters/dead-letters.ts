import { readAvroSchema } from '../avro-schema.ts';
import { defineLetterTopic, type Header } from '../topic.ts';

/** Records set aside, with the reason and the original bytes. Event time: event time of the record; 0 where it could not be read. */
export type DeadLetter = Header & {
  /** Who set it aside: source:NAME, processor name or table:NAME. */
  stage: string;
  /** Reason code of the closed list. */
  code: string;
  /** What is wrong and what to do next. */
  reason: string;
  /** Topic the record belongs to. */
  topic: string | null;
  /** Id of the fact, where it could be read. */
  factId: string | null;
  /** Revision of the fact. */
  factRevision: number | null;
  /** Where it was found: file and position, or topic[partition]@offset. */
  address: string | null;
  /** The record as it was received. */
  bytes: Uint8Array;
  /** When it was set aside. */
  ingestedAt: number;
};

export const deadLetters = defineLetterTopic<DeadLetter>({
  name: 'dead.letters',
  about: 'Records set aside, with the reason and the original bytes.',
  schemas: [readAvroSchema(import.meta.dirname, 'dead-letters.v1.avsc')],
  key: (event) => event.stage,
  keyField: 'stage',
  placing: ['stage'],
});
