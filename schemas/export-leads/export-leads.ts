import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** An export box's way from stuffing to the terminal gate, and onto the vessel. Event time: start of the lead, UTC; of one without a start: its gate-in. */
export type ExportLead = Header & {
  /** Normalised container number. */
  container: string;
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** Plant it came from. */
  plant: string | null;
  /** Cluster of the plant. */
  cluster: string | null;
  /** Order it serves. */
  orderId: string | null;
  /** Booking. */
  booking: string | null;
  /** What tells when it was ready: stuffing, the plant, its gate, or the truck; null where nothing does. */
  startBy: 'STUFFED' | 'PLANT_STATED' | 'PLANT_GATE' | 'TRIP' | null;
  /** Stuffed, else left the plant. */
  startAt: number | null;
  /** Gate-in full; null while under way. */
  gatedInAt: number | null;
  /** Loaded; null while in the terminal. */
  loadedAt: number | null;
  /** Stuffed to gate-in, milliseconds. */
  leadMs: number | null;
  /** Gate-in to loaded, milliseconds. */
  loadingMs: number | null;
  /** Voyage it was loaded on. */
  voyage: string | null;
  /** Trip it went on. */
  trip: string | null;
  /** Plate key. */
  plate: string | null;
  /** Twenty-foot equivalents. */
  teu: number | null;
  /** Evidence of start and end. */
  quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  /** Rule that inferred the start or rejected the lead. */
  qualityRule: string | null;
  /** Id of what tells when it was ready. */
  startEventId: string | null;
  /** Id of the gate-in. */
  endEventId: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const exportLeads = defineDerivedTopic<ExportLead>({
  name: 'export.leads',
  about: "An export box's way from stuffing to the terminal gate, and onto the vessel.",
  schemas: [readAvroSchema(import.meta.dirname, 'export-leads.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 100 * DAY_MS,
});
