import { readAvroSchema } from '../avro-schema.ts';
import { defineFactTopic, type Fact, RANK_MAX } from '../topic.ts';

/** Milestones of the clusters' orders and what they need by when. Event time: when it happened; of a need: when it was stated, UTC. */
export type PlantOrder = Fact & {
  /** Event time as received; null where it came as epoch milliseconds. */
  timeText: string | null;
  /** Where the time zone of the event time came from. */
  tzSource: 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
  /** How fine the received event time is. */
  precision: 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';
  /** Order number. */
  orderId: string;
  /** What is stated. */
  milestone:
    | 'RELEASED'
    | 'STARTED'
    | 'COMPLETED'
    | 'SHIPMENT_READY'
    | 'STUFFING_STARTED'
    | 'STUFFING_COMPLETED'
    | 'MATERIAL_SHORTAGE'
    | 'INBOUND_NEEDED_BY'
    | 'ARRIVED';
  /** Number of the statement, where the source numbers them. */
  statement: string | null;
  /** Plant id of the reference data, else as received. */
  plant: string;
  /** Cluster of the plant. */
  cluster: string | null;
  /** Material in or product out. */
  direction: 'INBOUND' | 'OUTBOUND';
  /** Container number, once assigned. */
  container: string | null;
  /** Booking reference. */
  booking: string | null;
  /** Purchase order. */
  purchaseOrder: string | null;
  /** When the plant needs it. */
  neededBy: number | null;
  /** When the cargo is ready. */
  cargoReadyAt: number | null;
  /** Quantity in the order's unit. */
  quantity: number | null;
  /** Quality flags, sorted; empty when all is well. */
  flags: readonly string[];
};

export const plantOrders = defineFactTopic<PlantOrder>({
  name: 'plant.orders',
  about: "Milestones of the clusters' orders and what they need by when.",
  schemas: [readAvroSchema(import.meta.dirname, 'plant-orders.v1.avsc')],
  key: (event) => event.orderId,
  keyField: 'orderId',
  placing: ['orderId', 'eventTime'],
  identity: 'revisable',
  // Numbered statements of one minute count in their order: ids are texts, in which 10 comes before 9.
  rank: ({ statement }) => (isNumber(statement) ? Math.min(Number(statement), RANK_MAX) : 0),
});

function isNumber(statement: string | null): boolean {
  return statement !== null && /^\d+$/.test(statement);
}
