import { readAvroSchema } from '../avro-schema.ts';
import { defineFactTopic, type Fact } from '../topic.ts';

/** Positions of trucks in WGS-84 with fix quality. Event time: when the position was taken, UTC. */
export type TruckPosition = Fact & {
  /** Event time as received; null where it came as epoch milliseconds. */
  timeText: string | null;
  /** Where the time zone of the event time came from. */
  tzSource: 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** Plate key, or terminal:ID where the terminal is not registered. */
  plate: string;
  /** Latitude, WGS-84 degrees. */
  lat: number;
  /** Longitude, WGS-84 degrees. */
  lon: number;
  /** Coordinate system as received: WGS84, GCJ02 or BD09. */
  crsText: string;
  /** Latitude as received, where it was converted. */
  receivedLat: number | null;
  /** Longitude as received, where it was converted. */
  receivedLon: number | null;
  /** Speed over ground, km/h. */
  speedKmh: number | null;
  /** Course, degrees clockwise from north. */
  headingDeg: number | null;
  /** Whether the satellite fix was valid; without one the position is kept and never matched. */
  fixValid: boolean;
  /** Sent late out of the terminal's memory. */
  backfilled: boolean;
  /** Load state as the terminal reports it. */
  load: 'EMPTY' | 'HALF' | 'FULL' | null;
  /** Odometer, km. */
  odometerKm: number | null;
  /** Quality flags, sorted; empty when all is well. */
  flags: readonly string[];
};

export const truckPositions = defineFactTopic<TruckPosition>({
  name: 'truck.positions',
  about: 'Positions of trucks in WGS-84 with fix quality.',
  schemas: [readAvroSchema(import.meta.dirname, 'truck-positions.v1.avsc')],
  key: (event) => event.plate,
  keyField: 'plate',
  placing: ['plate', 'eventTime'],
  identity: 'timed',
});
