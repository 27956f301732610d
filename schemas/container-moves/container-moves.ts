import { readAvroSchema } from '../avro-schema.ts';
import { rankOfMove } from '../container-events/move-rank.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** One row per physical move of a container, whoever stated it. Event time: when the box moved, UTC. */
export type ContainerMove = Header & {
  /** Normalised container number. */
  container: string;
  /** LOAD DISC GTIN GTOT STUF STRP PICK DROP and others. */
  move: string;
  /** Whether the box is empty. */
  emptyIndicator: 'EMPTY' | 'LADEN' | null;
  /** ISO size and type code. */
  sizeType: string | null;
  /** Twenty-foot equivalents. */
  teu: number | null;
  /** Port. */
  port: string | null;
  /** Facility id. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** DCSA facility type. */
  facilityType: string | null;
  /** VESSEL, RAIL, TRUCK or BARGE. */
  mode: string | null;
  /** Which way the box is going. */
  trade: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | 'CONTINENTAL' | 'RESTOW' | null;
  /** Part of a transshipment. */
  transshipment: boolean;
  /** IMO number. */
  vesselImo: string | null;
  /** Voyage. */
  voyage: string | null;
  /** Booking. */
  booking: string | null;
  /** Plate key of the truck. */
  plate: string | null;
  /** Appointment of the truck. */
  appointmentId: string | null;
  /** Seal numbers. */
  seals: readonly string[];
  /** How fine the event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** How many statements tell of it. */
  sources: number;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const containerMoves = defineDerivedTopic<ContainerMove>({
  name: 'container.moves',
  about: 'One row per physical move of a container, whoever stated it.',
  schemas: [readAvroSchema(import.meta.dirname, 'container-moves.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  // A statement may restate a move of some hours before it.
  spanMs: DAY_MS,
  rank: (event) => rankOfMove(event.move),
});
