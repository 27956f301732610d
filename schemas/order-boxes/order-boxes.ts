import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** Which box an order names. Event time: when the order named the box, UTC. */
export type OrderBox = Header & {
  /** Normalised container number. */
  container: string;
  /** Order number. */
  orderId: string;
  /** Plant. */
  plant: string;
  /** Cluster. */
  cluster: string | null;
  /** Material in or product out. */
  direction: 'INBOUND' | 'OUTBOUND';
  /** When the plant needs it. */
  neededBy: number | null;
  /** Purchase order. */
  purchaseOrder: string | null;
  /** Booking. */
  booking: string | null;
  /** Proof of delivery, where the order states it. */
  arrivedAt: number | null;
  /** When the plant stated the box stuffed. */
  stuffedAt: number | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const orderBoxes = defineDerivedTopic<OrderBox>({
  name: 'order.boxes',
  about: 'Which box an order names.',
  schemas: [readAvroSchema(import.meta.dirname, 'order-boxes.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 100 * DAY_MS,
});
