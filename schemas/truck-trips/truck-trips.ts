import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** One truck's journey between two stops. Event time: start of the trip, UTC. */
export type TruckTrip = Header & {
  /** Trip id. */
  trip: string;
  /** Plate key. */
  plate: string;
  /** Start of the trip. */
  startAt: number;
  /** End of the trip; null while under way. */
  endAt: number | null;
  /** Facility or plant where it began. */
  originPlace: string | null;
  /** Facility or plant where it ended. */
  destinationPlace: string | null;
  /** Metres driven on known segments. */
  distanceM: number;
  /** Metres driven where no road is known, in straight lines between positions. */
  offRoadM: number;
  /** Time on known segments, milliseconds. */
  movingMs: number;
  /** Time in stops, milliseconds. */
  stopMs: number;
  /** Time in gate queues, milliseconds. */
  queueMs: number;
  /** Number of stops. */
  stops: number;
  /** Number of traversals. */
  traversals: number;
  /** Boxes aboard. */
  containers: readonly string[];
  /** What is aboard: a laden box, only empty ones, none that is known of. */
  load: 'LADEN' | 'EMPTY' | 'BOBTAIL';
  /** Evidence of start and end. */
  quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const truckTrips = defineDerivedTopic<TruckTrip>({
  name: 'truck.trips',
  about: "One truck's journey between two stops.",
  schemas: [readAvroSchema(import.meta.dirname, 'truck-trips.v1.avsc')],
  key: (event) => event.trip,
  keyField: 'trip',
  placing: ['trip', 'eventTime'],
  spanMs: 7 * DAY_MS,
  rank: (event) => (event.endAt === null ? 0 : 1),
});
