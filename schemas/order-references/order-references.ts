import { readAvroSchema } from '../avro-schema.ts';
import { DAY_MS } from '../durations.ts';
import { defineDerivedTopic, type Header } from '../topic.ts';

/** A booking or purchase order that an order goes by, with what the order says. Event time: when the order first stated it, UTC. */
export type OrderReference = Header & {
  /** Type and value: BKG:number of a booking, PO:number of a purchase order. */
  reference: string;
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
  /** Box that the order names; null while it names none. */
  container: string | null;
  /** The events this row comes from, as topic/id, at most 64. */
  causes: readonly string[];
  /** How many events this row comes from. */
  causeCount: number;
};

export const orderReferences = defineDerivedTopic<OrderReference>({
  name: 'order.references',
  about: 'A booking or purchase order that an order goes by, with what the order says.',
  schemas: [readAvroSchema(import.meta.dirname, 'order-references.v1.avsc')],
  key: (event) => event.reference,
  keyField: 'reference',
  placing: ['reference', 'eventTime'],
  spanMs: 100 * DAY_MS,
});
