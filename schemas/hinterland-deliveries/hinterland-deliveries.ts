import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** An import box's way from the terminal gate to the plant. Event time: gate-out, else stripped, UTC. */
export type HinterlandDelivery = Header & {
  /** Normalised container number. */
  container: string;
  /** Terminal. */
  facility: string | null;
  /** Roll-up group. */
  facilityGroup: string | null;
  /** Plant it went to. */
  plant: string | null;
  /** Cluster of the plant. */
  cluster: string | null;
  /** Order it serves. */
  orderId: string | null;
  /** Gate-out full; null where nobody saw it. */
  gateOutAt: number | null;
  /** Arrival of the box; null while under way, and where only a later move shows that it is over. */
  arrivedAt: number | null;
  /** Stripped. */
  strippedAt: number | null;
  /** Gate-out to arrival, milliseconds. */
  latencyMs: number | null;
  /** Discharge to gate-out, milliseconds. */
  yardMs: number | null;
  /** Gate-out to the consignee's geofence, milliseconds; null where the arrival was not seen there. */
  roadMs: number | null;
  /** Arrival to stripped, milliseconds. */
  dockMs: number | null;
  /** Evidence of start and end. */
  quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  /** Rule that inferred the end or rejected the delivery. */
  qualityRule: string | null;
  /** Trip it went on. */
  trip: string | null;
  /** Plate key. */
  plate: string | null;
  /** Metres driven. */
  distanceM: number | null;
  /** Traffic-attributed delay, milliseconds. */
  trafficDelayMs: number | null;
  /** Gate queue, milliseconds. */
  queueMs: number | null;
  /** Stops, milliseconds. */
  stopMs: number | null;
  /** Unattributed, milliseconds, signed. */
  residualMs: number | null;
  /** Share of moving time with a valid reading. */
  coverageTime: number | null;
  /** When the plant needs it. */
  neededBy: number | null;
  /** Twenty-foot equivalents. */
  teu: number | null;
  /** Id of the gate-out. */
  startEventId: string | null;
  /** Id of what proves arrival, else of the move that shows that it is over; null while open. */
  endEventId: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const hinterlandDeliveries = defineDerivedTopic<HinterlandDelivery>({
  name: 'hinterland.deliveries',
  about: "An import box's way from the terminal gate to the plant.",
  schemas: [
    readAvroSchema(import.meta.dirname, 'hinterland-deliveries.v1.avsc'),
    readAvroSchema(import.meta.dirname, 'hinterland-deliveries.v2.avsc'),
  ],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 100 * DAY_MS,
});
