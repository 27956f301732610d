import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A traversal with the traffic in force when the truck entered the segment. Event time: when the truck entered the segment, UTC. */
export type TraversalDelay = Header & {
  /** Trip id. */
  trip: string;
  /** Plate key. */
  plate: string;
  /** Directed road segment. */
  segment: string;
  /** When the truck left the segment. */
  leftAt: number;
  /** Time on the segment, milliseconds. */
  travelMs: number;
  /** Metres driven. */
  lengthM: number;
  /** Time at the reference speed, milliseconds. */
  referenceMs: number;
  /** Basis of the reference speed. */
  referenceKind: 'FREE_FLOW' | 'LIMIT' | 'THRESHOLD';
  /** Whether a valid reading was in force. */
  attributed: boolean;
  /** Speed of the reading, km/h. */
  speedKmh: number | null;
  /** Level of the reading. */
  level: number | null;
  /** Age of the reading at entry, milliseconds. */
  conditionAgeMs: number | null;
  /** Traffic-attributed delay, milliseconds; null without a reading. */
  trafficDelayMs: number | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const traversalDelays = defineDerivedTopic<TraversalDelay>({
  name: 'traversal.delays',
  about: 'A traversal with the traffic in force when the truck entered the segment.',
  schemas: [readAvroSchema(import.meta.dirname, 'traversal-delays.v1.avsc')],
  key: (event) => event.trip,
  keyField: 'trip',
  placing: ['segment', 'eventTime'],
  spanMs: 0,
});
