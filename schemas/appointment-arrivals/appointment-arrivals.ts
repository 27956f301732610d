import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A truck that came to a terminal, on an appointment or without one. Event time: when the truck arrived; where that is not known, when a gate saw it first, UTC. */
export type AppointmentArrival = Header & {
  /** Appointment number; of a truck without one: walk-in: and the visit. */
  appointment: string;
  /** Appointment number; null for a truck without one. */
  appointmentId: string | null;
  /** How the appointment is known: the gate named it, or the truck had the slot. Null without one. */
  linkedBy: 'GATE' | 'PLATE' | null;
  /** Row of truck.visits. */
  visit: string;
  /** Plate key. */
  plate: string;
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** Start of the queue, else gate-in; null where only the gate-out was seen. */
  arrivedAt: number | null;
  /** What the arrival rests on: queue geofence, gate-in, or geofence entry for a gate-in that is missing. */
  arrivalBasis: 'QUEUE' | 'GATE' | 'GEOFENCE' | null;
  /** First gate transaction of the visit. */
  gateAt: number;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const appointmentArrivals = defineDerivedTopic<AppointmentArrival>({
  name: 'appointment.arrivals',
  about: 'A truck that came to a terminal, on an appointment or without one.',
  schemas: [readAvroSchema(import.meta.dirname, 'appointment-arrivals.v1.avsc')],
  key: (event) => event.appointment,
  keyField: 'appointment',
  placing: ['appointment', 'eventTime'],
  spanMs: 7 * DAY_MS,
});
