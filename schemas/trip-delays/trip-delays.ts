import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A trip's delay and what it is attributed to. Event time: start of the trip, UTC. */
export type TripDelay = Header & {
  /** Trip id. */
  trip: string;
  /** Plate key. */
  plate: string;
  /** Start of the trip. */
  startAt: number;
  /** End of the trip. */
  endAt: number | null;
  /** Where it began. */
  originPlace: string | null;
  /** Where it ended. */
  destinationPlace: string | null;
  /** Metres driven. */
  distanceM: number;
  /** Duration, milliseconds. */
  tripMs: number | null;
  /** Time at reference speed, milliseconds. */
  referenceMs: number;
  /** tripMs - referenceMs. */
  delayMs: number | null;
  /** Traffic-attributed delay, milliseconds. */
  trafficDelayMs: number;
  /** Gate queue, milliseconds. */
  queueMs: number;
  /** Stops, milliseconds. */
  stopMs: number;
  /** What nothing explains, milliseconds, signed. */
  residualMs: number | null;
  /** Share of moving time with a valid reading. */
  coverageTime: number | null;
  /** Share of distance with a valid reading. */
  coverageDistance: number | null;
  /** Metres without a valid reading. */
  unknownM: number;
  /** Number of traversals. */
  traversals: number;
  /** Boxes aboard. */
  containers: readonly string[];
  /** Evidence of start and end. */
  quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const tripDelays = defineDerivedTopic<TripDelay>({
  name: 'trip.delays',
  about: "A trip's delay and what it is attributed to.",
  schemas: [readAvroSchema(import.meta.dirname, 'trip-delays.v1.avsc')],
  key: (event) => event.trip,
  keyField: 'trip',
  placing: ['trip', 'eventTime'],
  spanMs: 7 * DAY_MS,
});
