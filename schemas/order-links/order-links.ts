import { readAvroSchema } from '../avro-schema.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A box that an order is about because both go by one booking or purchase order. Event time: when both were known, UTC. */
export type OrderLink = Header & {
  /** Normalised container number. */
  container: string;
  /** Order number. */
  orderId: string;
  /** What links them, as TYPE:VALUE. */
  reference: string;
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
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const orderLinks = defineDerivedTopic<OrderLink>({
  name: 'order.links',
  about: 'A box that an order is about because both go by one booking or purchase order.',
  schemas: [readAvroSchema(import.meta.dirname, 'order-links.v1.avsc')],
  key: (event) => event.container,
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 0,
});
