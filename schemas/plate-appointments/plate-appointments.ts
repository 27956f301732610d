import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A slot that a truck was given, or no longer has. Event time: when it was stated, UTC. */
export type PlateAppointment = Header & {
  /** Plate key. */
  plate: string;
  /** Appointment number. */
  appointmentId: string;
  /** Whether the truck has the slot; false where it was cancelled or given to another truck. */
  stands: boolean;
  /** Facility id of the reference data; null where unresolved. */
  facility: string | null;
  /** Start of the slot. */
  slotStart: number;
  /** End of the slot. */
  slotEnd: number;
  /** Container number, where known yet. */
  container: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const plateAppointments = defineDerivedTopic<PlateAppointment>({
  name: 'plate.appointments',
  about: 'A slot that a truck was given, or no longer has.',
  schemas: [readAvroSchema(import.meta.dirname, 'plate-appointments.v1.avsc')],
  key: (event) => event.plate,
  keyField: 'plate',
  placing: ['plate', 'eventTime'],
  spanMs: 0,
});
