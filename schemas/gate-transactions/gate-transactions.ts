import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineFactTopic, type Fact } from '../topic.ts';

/** A box as the gate saw it. */
export type GateBoxDetail = {
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
};

/** One truck at one gate lane, in or out, with its boxes. Event time: when the gate let the truck pass, UTC. */
export type GateTransaction = Fact & {
  /** Event time as received; null where it came as epoch milliseconds. */
  timeText: string | null;
  /** Where the time zone of the event time came from. */
  tzSource: 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** Record key: plate key, else appointment:ID, else gate:FACILITY:TRANSACTION. */
  subject: string;
  /** Into or out of the terminal. */
  direction: 'IN' | 'OUT';
  /** Plate key: plate, hyphen, JT/T colour number. */
  plate: string | null;
  /** Plate as received. */
  plateText: string | null;
  /** Facility id of the reference data; null where unresolved. */
  facility: string | null;
  /** Facility code as received. */
  facilityText: string | null;
  /** Roll-up group of the facility, such as Chuanshan. */
  facilityGroup: string | null;
  /** Gate lane. */
  lane: string | null;
  /** Transaction number at the gate. */
  transactionId: string | null;
  /** Appointment the truck came on. */
  appointmentId: string | null;
  /** Haulier. */
  haulier: string | null;
  /** The truck was sent to the trouble desk. */
  trouble: boolean;
  /** Boxes on the truck as it passed. */
  boxes: readonly GateBoxDetail[];
  /** Quality flags, sorted; empty when all is well. */
  flags: readonly string[];
};

export const gateTransactions = defineFactTopic<GateTransaction>({
  name: 'gate.transactions',
  about: 'One truck at one gate lane, in or out, with its boxes.',
  schemas: [readAvroSchema(import.meta.dirname, 'gate-transactions.v1.avsc')],
  key: (event) => event.subject,
  keyField: 'subject',
  placing: ['subject', 'eventTime'],
  identity: 'revisable',
  // Not the usual 100 days: a truck's timeline keeps its positions for as long as its gates may be late.
  allowedLatenessMs: 7 * DAY_MS,
  rank: (event) => (event.direction === 'IN' ? 0 : 1),
});
