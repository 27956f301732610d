import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A box's stay in a terminal, from the move that brought it to the move that took it away. Event time: start of the stay, UTC; of a stay without a start: its end. */
export type YardDwell = Header & {
  /** Normalised container number. */
  container: string;
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** Class of the stay. */
  dwellClass: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | 'EMPTY' | 'UNKNOWN';
  /** When the stay began. */
  startAt: number | null;
  /** When it ended; null while open. */
  endAt: number | null;
  /** Length of the stay in this terminal, milliseconds. */
  dwellMs: number | null;
  /** The stay in the port that this is part of: id of its first stay in a terminal. */
  portVisitId: string;
  /** When the stay in the port began; null where that was not seen. */
  portStartAt: number | null;
  /** Length of the whole stay in the port, milliseconds, on its last stay in a terminal. */
  portDwellMs: number | null;
  /** Terminal of the port it was taken to next, by road. */
  transferredTo: string | null;
  /** A vessel that was to load it has left without it. */
  rolled: boolean;
  /** Calls that left without it, oldest first, at most 8. */
  missedCalls: readonly string[];
  /** Evidence of start and end. */
  quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  /** Rule that inferred an end or rejected the stay. */
  qualityRule: string | null;
  /** Move that began it. */
  startMove: string | null;
  /** Move that ended it. */
  endMove: string | null;
  /** Id of the first move. */
  startEventId: string | null;
  /** Id of the last move. */
  endEventId: string | null;
  /** ISO size and type code. */
  sizeType: string | null;
  /** Twenty-foot equivalents. */
  teu: number | null;
  /** Booking. */
  booking: string | null;
  /** Voyage it came on. */
  voyageIn: string | null;
  /** Voyage it left on. */
  voyageOut: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const yardDwells = defineDerivedTopic<YardDwell>({
  name: 'yard.dwells',
  about: "A box's stay in a terminal, from the move that brought it to the move that took it away.",
  schemas: [readAvroSchema(import.meta.dirname, 'yard-dwells.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 400 * DAY_MS,
});
