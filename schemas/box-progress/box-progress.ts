import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** How far a box has come that an order is about. Event time: when it came so far, or when that was stated, UTC. */
export type BoxProgress = Header & {
  /** Order number. */
  orderId: string;
  /** Normalised container number. */
  container: string;
  /** Material in or product out. */
  direction: 'INBOUND' | 'OUTBOUND';
  /** Where the box is on its way; RELEASED: it serves the order no more. */
  stage:
    | 'UNKNOWN'
    | 'AT_SEA'
    | 'IN_YARD'
    | 'ON_ROAD'
    | 'ARRIVED'
    | 'PICKED_UP'
    | 'STUFFED'
    | 'GATED_IN'
    | 'LOADED'
    | 'RELEASED';
  /** Time of the last actual event. */
  stageAt: number | null;
  /** Id of the last actual event. */
  stageEventId: string | null;
  /** Terminal, as far as known. */
  facility: string | null;
  /** Up to which stage the carrier has stated an estimate. */
  etaStage: 'IN_YARD' | 'ON_ROAD' | 'ARRIVED' | 'GATED_IN' | null;
  /** The estimate for that stage. */
  etaAt: number | null;
  /** Call it is to be loaded on. */
  callId: string | null;
  /** When the terminal closes the cargo of that call. */
  cargoClosingAt: number | null;
  /** A planned vessel has left without it, by what is known until then. */
  rolled: boolean;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const boxProgress = defineDerivedTopic<BoxProgress>({
  name: 'box.progress',
  about: 'How far a box has come that an order is about.',
  schemas: [readAvroSchema(import.meta.dirname, 'box-progress.v1.avsc')],
  key: (event) => event.orderId,
  keyField: 'orderId',
  placing: ['orderId', 'eventTime'],
  spanMs: 0,
});
