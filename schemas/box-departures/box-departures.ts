import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** What a vessel call means for a box that is to be loaded on it. Event time: when it was stated or happened, UTC. */
export type BoxDeparture = Header & {
  /** Normalised container number. */
  container: string;
  /** Call id. */
  callId: string;
  /** What has changed: the box was planned, the closing moved, the plan was dropped, the vessel left. */
  milestone: 'PLANNED' | 'CLOSING_CHANGED' | 'CANCELLED' | 'DEPARTED';
  /** When the terminal closes the cargo, as stated last. */
  cargoClosingAt: number | null;
  /** Departure: actual once it has departed, else as expected. */
  departureAt: number | null;
  /** Voyage. */
  voyage: string | null;
  /** IMO number. */
  vesselImo: string | null;
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const boxDepartures = defineDerivedTopic<BoxDeparture>({
  name: 'box.departures',
  about: 'What a vessel call means for a box that is to be loaded on it.',
  schemas: [readAvroSchema(import.meta.dirname, 'box-departures.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 0,
});
