import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** One truck's visit to a terminal, from the queue to the gate out. Event time: gate-in, UTC; without one: the gate-out. */
export type TruckVisit = Header & {
  /** Plate key. */
  plate: string;
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** First position in the queue geofence. */
  queueStartAt: number | null;
  /** Gate-in. */
  gateInAt: number | null;
  /** Gate-out; null while inside. */
  gateOutAt: number | null;
  /** Queue start to gate-in, milliseconds. */
  queueMs: number | null;
  /** Gate-in to gate-out, milliseconds. */
  turnMs: number | null;
  /** Queue start to gate-out, milliseconds. */
  visitMs: number | null;
  /** Evidence of start and end. */
  quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  /** Rule that inferred or rejected. */
  qualityRule: string | null;
  /** Gate transactions in the visit. */
  transactions: number;
  /** Boxes brought and taken. */
  moves: number;
  /** Whether boxes were brought and taken in one visit. */
  dual: boolean;
  /** Gate-in by the clock of the gate less geofence entry by the clock of the truck, milliseconds, signed; null where one is not known. */
  gateOffsetMs: number | null;
  /** Boxes brought. */
  boxesIn: readonly string[];
  /** Boxes taken. */
  boxesOut: readonly string[];
  /** Appointment. */
  appointmentId: string | null;
  /** Sent to the trouble desk. */
  trouble: boolean;
  /** Id of the gate-in. */
  startEventId: string | null;
  /** Id of the gate-out. */
  endEventId: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const truckVisits = defineDerivedTopic<TruckVisit>({
  name: 'truck.visits',
  about: "One truck's visit to a terminal, from the queue to the gate out.",
  schemas: [readAvroSchema(import.meta.dirname, 'truck-visits.v1.avsc')],
  key: (event) => event.plate,
  keyField: 'plate',
  placing: ['plate', 'eventTime'],
  spanMs: 7 * DAY_MS,
});
