import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** One box at one gate passage. Event time: when the gate let the truck pass, UTC. */
export type GateBox = Header & {
  /** Normalised container number: upper case, no spaces or hyphens. */
  container: string;
  /** Container number as received. */
  containerText: string;
  /** Outcome of the ISO 6346 check. */
  idQuality: 'OK' | 'CHECK_DIGIT_FAILED' | 'NOT_ISO';
  /** Whether the box is empty. */
  emptyIndicator: 'EMPTY' | 'LADEN' | null;
  /** Size and type code as received. */
  sizeTypeText: string | null;
  /** ISO 6346:1995 size and type code. */
  sizeType: string | null;
  /** Twenty-foot equivalents; null where the size is unknown, never a guess. */
  teu: number | null;
  /** Booking reference. */
  booking: string | null;
  /** Seal numbers. */
  seals: readonly string[];
  /** Into or out of the terminal. */
  direction: 'IN' | 'OUT';
  /** Facility id of the reference data; null where unresolved. */
  facility: string | null;
  /** Facility code as received. */
  facilityText: string | null;
  /** Roll-up group of the facility, such as Chuanshan. */
  facilityGroup: string | null;
  /** Plate key. */
  plate: string | null;
  /** Transaction number at the gate. */
  transactionId: string | null;
  /** Appointment. */
  appointmentId: string | null;
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** Sent to the trouble desk. */
  trouble: boolean;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const gateBoxes = defineDerivedTopic<GateBox>({
  name: 'gate.boxes',
  about: 'One box at one gate passage.',
  schemas: [readAvroSchema(import.meta.dirname, 'gate-boxes.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 0,
  rank: (event) => (event.direction === 'IN' ? 0 : 1),
});
