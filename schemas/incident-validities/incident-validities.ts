import { readAvroSchema } from '../avro-schema.ts';
import { HOUR_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** From when until when an incident holds on a segment, as one statement has it. Event time: six hours before it holds, as long as a traversal may last, so that each traversal it may touch comes later, UTC. */
export type IncidentValidity = Header & {
  /** Directed road segment. */
  segment: string;
  /** Incident number. */
  incidentId: string;
  /** What it is. */
  kind: 'ACCIDENT' | 'WORKS' | 'CLOSURE' | 'FLOOD' | 'OTHER';
  /** When it was stated; the latest statement of an incident counts. */
  statedAt: number;
  /** From when it holds; what was made known more than a day later holds from a day before. */
  validFrom: number;
  /** Until when it holds; null while open. */
  validUntil: number | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const incidentValidities = defineDerivedTopic<IncidentValidity>({
  name: 'incident.validities',
  about: 'From when until when an incident holds on a segment, as one statement has it.',
  schemas: [readAvroSchema(import.meta.dirname, 'incident-validities.v1.avsc')],
  key: (event) => event.segment,
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  spanMs: 30 * HOUR_MS,
});
