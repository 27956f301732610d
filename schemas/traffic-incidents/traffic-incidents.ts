import { readAvroSchema } from '../avro-schema.ts';
import { HOUR_MS } from '../durations.ts';
import { defineFactTopic, type Fact } from '../topic.ts';

/** Closures, works, accidents and floods with their validity. Event time: when it was stated, UTC. */
export type TrafficIncident = Fact & {
  /** Event time as received; null where it came as epoch milliseconds. */
  timeText: string | null;
  /** Where the time zone of the event time came from. */
  tzSource: 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
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
  /** Text as received. */
  description: string | null;
  /** Quality flags, sorted; empty when all is well. */
  flags: readonly string[];
};

export const trafficIncidents = defineFactTopic<TrafficIncident>({
  name: 'traffic.incidents',
  about: 'Closures, works, accidents and floods with their validity.',
  schemas: [readAvroSchema(import.meta.dirname, 'traffic-incidents.v1.avsc')],
  key: (event) => event.segment,
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  identity: 'revisable',
  // As for traffic and positions, which meet them: a segment's traversals are kept for as long as either may be late.
  allowedLatenessMs: 72 * HOUR_MS,
});
