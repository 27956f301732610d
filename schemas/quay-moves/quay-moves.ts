import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** One box over the quay. Event time: when the box crossed, UTC. */
export type QuayMove = Header & {
  /** Normalised container number. */
  container: string;
  /** Onto or off the vessel. */
  move: 'LOAD' | 'DISC';
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** Whether the box is empty. */
  emptyIndicator: 'EMPTY' | 'LADEN' | null;
  /** ISO size and type code. */
  sizeType: string | null;
  /** Twenty-foot equivalents. */
  teu: number | null;
  /** Which way the box is going. */
  trade: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | 'CONTINENTAL' | 'RESTOW' | null;
  /** Part of a transshipment. */
  transshipment: boolean;
  /** IMO number. */
  vesselImo: string | null;
  /** Voyage. */
  voyage: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const quayMoves = defineDerivedTopic<QuayMove>({
  name: 'quay.moves',
  about: 'One box over the quay.',
  schemas: [readAvroSchema(import.meta.dirname, 'quay-moves.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['facilityGroup', 'eventTime'],
  // A box that is loaded again on the voyage it came off was a restow: its discharge is taken back.
  spanMs: 3 * DAY_MS,
});
