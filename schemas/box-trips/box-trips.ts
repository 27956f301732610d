import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A trip as seen by one box aboard. Event time: start of the trip, UTC. */
export type BoxTrip = Header & {
  /** Normalised container number. */
  container: string;
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
  /** Metres driven; 0 until the trip is over. */
  distanceM: number;
  /** Duration, milliseconds. */
  tripMs: number | null;
  /** Time at reference speed, milliseconds. */
  referenceMs: number;
  /** Traffic-attributed delay, milliseconds. */
  trafficDelayMs: number;
  /** Gate queue, milliseconds. */
  queueMs: number;
  /** Stops, milliseconds. */
  stopMs: number;
  /** Unattributed, milliseconds, signed. */
  residualMs: number | null;
  /** Share of moving time with a valid reading. */
  coverageTime: number | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const boxTrips = defineDerivedTopic<BoxTrip>({
  name: 'box.trips',
  about: 'A trip as seen by one box aboard.',
  schemas: [readAvroSchema(import.meta.dirname, 'box-trips.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 7 * DAY_MS,
});
