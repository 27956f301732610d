import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A booking or purchase order that is stated of a box. Event time: when it was stated of the box, UTC. */
export type BoxReference = Header & {
  /** Type and value: BKG:number of a booking, PO:number of a purchase order. */
  reference: string;
  /** Normalised container number. */
  container: string;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const boxReferences = defineDerivedTopic<BoxReference>({
  name: 'box.references',
  about: 'A booking or purchase order that is stated of a box.',
  schemas: [readAvroSchema(import.meta.dirname, 'box-references.v1.avsc')],
  key: (event) => event.reference,
  keyField: 'reference',
  placing: ['reference', 'eventTime'],
  spanMs: 0,
});
