import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** An import box from its laden gate-out until it is back empty, or used again without being back. Event time: laden gate-out, UTC; where it was not seen: stripped, else back. */
export type EmptyReturn = Header & {
  /** Normalised container number. */
  container: string;
  /** Terminal it left. */
  facility: string | null;
  /** Roll-up group of the terminal. */
  facilityGroup: string | null;
  /** Depot or terminal it came back to. */
  depot: string | null;
  /** Roll-up group of the depot. */
  depotGroup: string | null;
  /** Where it was to be returned to, where that was stated. */
  expectedDepot: string | null;
  /** It came back to another place than stated: the return counts all the same. */
  wrongDepot: boolean;
  /** How it ended; null while open. */
  outcome: 'RETURNED' | 'STREET_TURN' | 'LADEN_RETURN' | 'MISSED' | null;
  /** Gate-out full; null where it was not seen. */
  gateOutAt: number | null;
  /** Stripped. */
  strippedAt: number | null;
  /** Gate-in empty; null while open, and where it was not seen. */
  returnedAt: number | null;
  /** Gate-out full to gate-in empty, milliseconds. */
  returnMs: number | null;
  /** Stripped to gate-in empty, milliseconds. */
  emptyMs: number | null;
  /** The empty box went straight to an exporter: counted, and in no mean. */
  streetTurn: boolean;
  /** Booking. */
  booking: string | null;
  /** Twenty-foot equivalents. */
  teu: number | null;
  /** Evidence of start and end. */
  quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  /** Rule that inferred the end or rejected the return. */
  qualityRule: string | null;
  /** Id of the gate-out. */
  startEventId: string | null;
  /** Id of the move that ended it. */
  endEventId: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const emptyReturns = defineDerivedTopic<EmptyReturn>({
  name: 'empty.returns',
  about:
    'An import box from its laden gate-out until it is back empty, or used again without being back.',
  schemas: [readAvroSchema(import.meta.dirname, 'empty-returns.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  // Free time is days, but a box may stay with its consignee for months.
  spanMs: 400 * DAY_MS,
});
