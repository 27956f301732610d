import type { Reference } from '@landbridge/infra';
import { type AvroSchema, type PlantOrder, plantOrders } from '@landbridge/schemas';
import type { Seen } from './processor.ts';
import { fieldsOf } from './state-fields.ts';
import { PERHAPS_LONG, PERHAPS_STRING } from './state-record.ts';

/** Fields of a statement that stand until a later statement says otherwise. */
const REMEMBERED = [
  'cluster',
  'direction',
  'container',
  'booking',
  'purchaseOrder',
  'neededBy',
] as const satisfies readonly (keyof PlantOrder)[];

/** What an order says after all its statements so far. */
export type Order = Pick<PlantOrder, (typeof REMEMBERED)[number]> & {
  readonly plant: string | null;
  /** When the order named the box that it names now. */
  readonly namedAt: number | null;
  /** Proof of delivery of that box. */
  readonly arrivedAt: number | null;
  /** When that box was stuffed, as the plant states it. */
  readonly stuffedAt: number | null;
  /** Ids of the statements that made it so: of the box, the need, the arrival, the stuffing, of anything else. */
  readonly namedBy: string | null;
  readonly neededByBy: string | null;
  readonly arrivedBy: string | null;
  readonly stuffedBy: string | null;
  readonly changedBy: string | null;
};

export const NEW_ORDER: Order = {
  plant: null,
  cluster: null,
  direction: 'INBOUND',
  container: null,
  booking: null,
  purchaseOrder: null,
  neededBy: null,
  namedAt: null,
  arrivedAt: null,
  stuffedAt: null,
  namedBy: null,
  neededByBy: null,
  arrivedBy: null,
  stuffedBy: null,
  changedBy: null,
};

/** An order in a reducer's state. */
export const orderSchema: AvroSchema = {
  type: 'record',
  name: 'Order',
  fields: [
    ...fieldsOf(plantOrders, REMEMBERED),
    { name: 'plant', type: PERHAPS_STRING },
    ...['namedAt', 'arrivedAt', 'stuffedAt'].map((name) => ({ name, type: PERHAPS_LONG })),
    ...['namedBy', 'neededByBy', 'arrivedBy', 'stuffedBy', 'changedBy'].map((name) => ({
      name,
      type: PERHAPS_STRING,
    })),
  ],
};

/** The order after one more statement. Arrival and stuffing are of the box they were stated for: another box has none yet. */
export function afterStatement(
  order: Order,
  { event, reference }: { event: Seen<PlantOrder>; reference: Reference },
): Order {
  const container = event.container === '' ? null : event.container;
  const isNewBox = container !== null && container !== order.container;
  const isOtherBox = isNewBox && order.container !== null;
  const arrivedAt = isOtherBox ? null : order.arrivedAt;
  const stuffedAt = isOtherBox ? null : order.stuffedAt;
  const arrives = event.milestone === 'ARRIVED' && arrivedAt === null;
  const isStuffed = event.milestone === 'STUFFING_COMPLETED' && stuffedAt === null;
  const next: Order = {
    plant: event.plant,
    cluster: event.cluster ?? reference.plant(event.plant)?.cluster ?? null,
    direction: event.direction,
    container: container ?? order.container,
    booking: event.booking ?? order.booking,
    purchaseOrder: event.purchaseOrder ?? order.purchaseOrder,
    neededBy: event.neededBy ?? order.neededBy,
    namedAt: isNewBox ? event.eventTime : order.namedAt,
    arrivedAt: arrives ? event.eventTime : arrivedAt,
    stuffedAt: isStuffed ? event.eventTime : stuffedAt,
    namedBy: isNewBox ? event.id : order.namedBy,
    neededByBy: event.neededBy === null ? order.neededByBy : event.id,
    arrivedBy: arrives ? event.id : isOtherBox ? null : order.arrivedBy,
    stuffedBy: isStuffed ? event.id : isOtherBox ? null : order.stuffedBy,
    changedBy: order.changedBy,
  };
  return differs(next, order) ? { ...next, changedBy: event.id } : next;
}

function differs(a: Order, b: Order): boolean {
  return (
    a.plant !== b.plant ||
    a.cluster !== b.cluster ||
    a.direction !== b.direction ||
    a.booking !== b.booking ||
    a.purchaseOrder !== b.purchaseOrder
  );
}
