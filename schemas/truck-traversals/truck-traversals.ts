import { readAvroSchema } from '../avro-schema.ts';
import { HOUR_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** One truck's way over one road segment. Event time: when the truck entered the segment, UTC. */
export type TruckTraversal = Header & {
  /** Directed road segment. */
  segment: string;
  /** Plate key. */
  plate: string;
  /** Trip id. */
  trip: string;
  /** When the truck left the segment. */
  leftAt: number;
  /** Time on the segment, milliseconds. */
  travelMs: number;
  /** Metres of the segment that were driven. */
  lengthM: number;
  /** Length of the whole segment, metres. */
  segmentLengthM: number;
  /** Time standing on the segment, milliseconds. */
  stoppedMs: number;
  /** Positions matched to the segment; 0 where it was inferred between two others. */
  positions: number;
  /** Boxes aboard. */
  containers: readonly string[];
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const truckTraversals = defineDerivedTopic<TruckTraversal>({
  name: 'truck.traversals',
  about: "One truck's way over one road segment.",
  schemas: [readAvroSchema(import.meta.dirname, 'truck-traversals.v1.avsc')],
  key: (event) => event.segment,
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  spanMs: 6 * HOUR_MS,
});
