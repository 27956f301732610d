import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineFactTopic, type Fact, RANK_MAX } from '../topic.ts';

/** Statements of the truck appointment system: requested, confirmed, moved, cancelled. Event time: when it was stated, UTC. */
export type TruckAppointment = Fact & {
  /** Event time as received; null where it came as epoch milliseconds. */
  timeText: string | null;
  /** Where the time zone of the event time came from. */
  tzSource: 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** Appointment number. */
  appointmentId: string;
  /** Version of the appointment, from 1. */
  version: number;
  /** What is stated. */
  status: 'REQUESTED' | 'CONFIRMED' | 'RESCHEDULED' | 'CANCELLED' | 'TERMINAL_CANCELLED';
  /** Facility id of the reference data; null where unresolved. */
  facility: string | null;
  /** Facility code as received. */
  facilityText: string | null;
  /** Roll-up group of the facility, such as Chuanshan. */
  facilityGroup: string | null;
  /** Start of the slot. */
  slotStart: number;
  /** End of the slot. */
  slotEnd: number;
  /** What the truck comes for. */
  moveType: 'PICKUP_FULL' | 'DROP_FULL' | 'PICKUP_EMPTY' | 'RETURN_EMPTY' | null;
  /** Container number, where known yet. */
  container: string | null;
  /** Plate key, where known yet. */
  plate: string | null;
  /** Haulier. */
  haulier: string | null;
  /** Quality flags, sorted; empty when all is well. */
  flags: readonly string[];
};

export const truckAppointments = defineFactTopic<TruckAppointment>({
  name: 'truck.appointments',
  about: 'Statements of the truck appointment system: requested, confirmed, moved, cancelled.',
  schemas: [readAvroSchema(import.meta.dirname, 'truck-appointments.v1.avsc')],
  key: (event) => event.appointmentId,
  keyField: 'appointmentId',
  placing: ['appointmentId', 'eventTime'],
  identity: 'revisable',
  // Versions of one minute count in their order: ids are texts, in which 10 comes before 9.
  rank: ({ version }) => Math.min(Math.max(version, 0), RANK_MAX),
  // As for gates, which meet them: a truck's visits are kept for as long as either may be late.
  allowedLatenessMs: 7 * DAY_MS,
});
