import { readAvroSchema } from '../avro-schema.ts';
import { defineFactTopic, type Fact } from '../topic.ts';

/** Arrival, berth, cargo closing and departure of vessels. Event time: when it happened; of a plan or estimate: when it was stated, UTC. */
export type VesselCall = Fact & {
  /** Event time as received; null where it came as epoch milliseconds. */
  timeText: string | null;
  /** Where the time zone of the event time came from. */
  tzSource: 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** Call id. */
  callId: string;
  /** What is stated. */
  milestone:
    | 'ARRIVED'
    | 'BERTHED'
    | 'CARGO_CLOSING'
    | 'DISCHARGE_STARTED'
    | 'DISCHARGE_COMPLETED'
    | 'DEPARTED';
  /** ACT, PLN, EST, REQ or PRE. */
  classifier: string;
  /** The time a plan or estimate speaks of. */
  expectedAt: number | null;
  /** Facility id of the reference data; null where unresolved. */
  facility: string | null;
  /** Facility code as received. */
  facilityText: string | null;
  /** Roll-up group of the facility, such as Chuanshan. */
  facilityGroup: string | null;
  /** IMO number. */
  vesselImo: string | null;
  /** Vessel name. */
  vesselName: string | null;
  /** Import voyage. */
  voyageIn: string | null;
  /** Export voyage. */
  voyageOut: string | null;
  /** Quality flags, sorted; empty when all is well. */
  flags: readonly string[];
};

export const vesselCalls = defineFactTopic<VesselCall>({
  name: 'vessel.calls',
  about: 'Arrival, berth, cargo closing and departure of vessels.',
  schemas: [readAvroSchema(import.meta.dirname, 'vessel-calls.v1.avsc')],
  key: (event) => event.callId,
  keyField: 'callId',
  placing: ['callId', 'eventTime'],
  identity: 'revisable',
});
