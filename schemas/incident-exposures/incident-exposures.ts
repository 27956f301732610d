import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A truck that drove where an incident was. Event time: when the truck entered the segment, UTC. */
export type IncidentExposure = Header & {
  /** Incident number. */
  incidentId: string;
  /** Directed road segment. */
  segment: string;
  /** What it is. */
  kind: 'ACCIDENT' | 'WORKS' | 'CLOSURE' | 'FLOOD' | 'OTHER';
  /** From when it holds. */
  validFrom: number;
  /** Until when it holds; null while open. */
  validUntil: number | null;
  /** Trip id. */
  trip: string;
  /** Plate key. */
  plate: string;
  /** Boxes aboard. */
  containers: readonly string[];
  /** When the truck left the segment. */
  leftAt: number;
  /** Time on the segment, milliseconds. */
  travelMs: number;
  /** Metres driven. */
  lengthM: number;
  /** Time on the segment while the incident held, milliseconds. */
  exposedMs: number;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const incidentExposures = defineDerivedTopic<IncidentExposure>({
  name: 'incident.exposures',
  about: 'A truck that drove where an incident was.',
  schemas: [readAvroSchema(import.meta.dirname, 'incident-exposures.v1.avsc')],
  key: (event) => event.incidentId,
  keyField: 'incidentId',
  placing: ['incidentId', 'eventTime'],
  spanMs: 0,
});
