import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** How an appointment was kept, or a visit without one. Event time: start of the slot; without one the arrival, UTC. */
export type AppointmentOutcome = Header & {
  /** Appointment number; of a truck without one: walk-in: and the visit. */
  appointment: string;
  /** Appointment number; null for a truck without one. */
  appointmentId: string | null;
  /** What became of it. OPEN past noShowAt is a no-show; UNTIMED: a gate saw the truck only on its way out. */
  outcome:
    | 'OPEN'
    | 'EARLY'
    | 'ON_TIME'
    | 'LATE'
    | 'UNTIMED'
    | 'CANCELLED_IN_TIME'
    | 'CANCELLED_LATE'
    | 'TERMINAL_CANCELLED'
    | 'WALK_IN';
  /** Why, where the outcome alone does not tell. */
  rule: string | null;
  /** Whether a slot was confirmed, before the arrival where there is one. */
  confirmed: boolean;
  /** How many statements there are of the appointment. */
  versions: number;
  /** Version of the slot that counts: the last one confirmed before the arrival. */
  judgedVersion: number | null;
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** What the truck comes for. */
  moveType: 'PICKUP_FULL' | 'DROP_FULL' | 'PICKUP_EMPTY' | 'RETURN_EMPTY' | null;
  /** Container number. */
  container: string | null;
  /** Plate key. */
  plate: string | null;
  /** Haulier. */
  haulier: string | null;
  /** Start of the slot that counts. */
  slotStart: number | null;
  /** End of the slot that counts. */
  slotEnd: number | null;
  /** From when on a truck that has not come is a no-show. */
  noShowAt: number | null;
  /** Start of the queue, else gate-in. */
  arrivedAt: number | null;
  /** What the arrival rests on. */
  arrivalBasis: 'QUEUE' | 'GATE' | 'GEOFENCE' | null;
  /** Arrival less the nearest edge of the slot, milliseconds, signed; 0 inside. */
  offsetMs: number | null;
  /** When the cancellation that counts was stated. */
  cancelledAt: number | null;
  /** Row of truck.visits. */
  visit: string | null;
  /** How many visits came on the appointment; the first counts. */
  arrivals: number;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const appointmentOutcomes = defineDerivedTopic<AppointmentOutcome>({
  name: 'appointment.outcomes',
  about: 'How an appointment was kept, or a visit without one.',
  schemas: [readAvroSchema(import.meta.dirname, 'appointment-outcomes.v1.avsc')],
  key: (event) => event.appointment,
  keyField: 'appointment',
  placing: ['appointment', 'eventTime'],
  spanMs: 100 * DAY_MS,
});
