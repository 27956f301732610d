import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A trip's greenhouse gases, well to wheel, split into free flow and delay. Event time: start of the trip, UTC. */
export type TripEmission = Header & {
  /** Trip id. */
  trip: string;
  /** Plate key. */
  plate: string;
  /** Start of the trip. */
  startAt: number;
  /** End of the trip. */
  endAt: number;
  /** Where it began. */
  originPlace: string | null;
  /** Where it ended. */
  destinationPlace: string | null;
  /** Metres driven, off the known roads in straight lines. */
  distanceM: number;
  /** What was aboard: a laden box, only empty ones, none that is known of. */
  load: 'LADEN' | 'EMPTY' | 'BOBTAIL';
  /** Boxes aboard. */
  containers: readonly string[];
  /** Fuel of the vehicle. */
  fuel: 'DIESEL' | 'LNG' | 'ELECTRIC';
  /** Whether the vehicle reference knows the truck; else the default fuel is taken. */
  fuelKnown: boolean;
  /** Time that traffic and gate queues cost, milliseconds. */
  idleMs: number;
  /** CO2 equivalents of the trip, kg. */
  co2eKg: number;
  /** What the distance causes, kg. */
  co2eFreeFlowKg: number;
  /** What traffic and gate queues add, kg. */
  co2eDelayKg: number;
  /** Well to wheel, or tank to wheel; the two are never summed. */
  basis: 'WTW' | 'TTW';
  /** How the factors were come by, in the words of ISO 14083. */
  method: 'DEFAULT' | 'MODELLED' | 'PRIMARY';
  /** Name and version of the factor set. */
  factorSet: string;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const tripEmissions = defineDerivedTopic<TripEmission>({
  name: 'trip.emissions',
  about: "A trip's greenhouse gases, well to wheel, split into free flow and delay.",
  schemas: [readAvroSchema(import.meta.dirname, 'trip-emissions.v1.avsc')],
  key: (event) => event.trip,
  keyField: 'trip',
  placing: ['trip', 'eventTime'],
  spanMs: 7 * DAY_MS,
});
