import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A box that a vessel call is to load, loads, or no longer is to load. Event time: when it was stated, or loaded, UTC. */
export type CallBox = Header & {
  /** Call id. */
  callId: string;
  /** Normalised container number. */
  container: string;
  /** What is said of the box. */
  status: 'PLANNED' | 'CANCELLED' | 'LOADED';
  /** Voyage. */
  voyage: string | null;
  /** IMO number. */
  vesselImo: string | null;
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** Booking. */
  booking: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const callBoxes = defineDerivedTopic<CallBox>({
  name: 'call.boxes',
  about: 'A box that a vessel call is to load, loads, or no longer is to load.',
  schemas: [readAvroSchema(import.meta.dirname, 'call-boxes.v1.avsc')],
  key: (event) => event.callId,
  keyField: 'callId',
  placing: ['callId', 'eventTime'],
  spanMs: 0,
});
