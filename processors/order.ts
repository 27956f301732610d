import type { Reference } from '@landbridge/infra';
import { type AvroSchema, type PlantOrder, plantOrders } from '@landbridge/schemas';
import type { Seen } from './processor.ts';
import { fieldsOf } from './state-fields.ts';
import { PERHAPS_STRING } from './state-record.ts';

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
  /** Ids of the statements that made it so: of the box named last, of the need, of anything else. */
  readonly namedBy: string | null;
  readonly neededByBy: string | null;
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
  namedBy: null,
  neededByBy: null,
  changedBy: null,
};

/** An order in a reducer's state. */
export const orderSchema: AvroSchema = {
  type: 'record',
  name: 'Order',
  fields: [
    ...fieldsOf(plantOrders, REMEMBERED),
    ...['plant', 'namedBy', 'neededByBy', 'changedBy'].map((name) => ({
      name,
      type: PERHAPS_STRING,
    })),
  ],
};

/** The order after one more statement: what it leaves open stands as it was said before. */
export function afterStatement(
  order: Order,
  { event, reference }: { event: Seen<PlantOrder>; reference: Reference },
): Order {
  const container = boxNamed(event);
  const isNewBox = container !== null && container !== order.container;
  const next: Order = {
    plant: event.plant,
    cluster: event.cluster ?? reference.plant(event.plant)?.cluster ?? null,
    direction: event.direction,
    container: container ?? order.container,
    booking: event.booking ?? order.booking,
    purchaseOrder: event.purchaseOrder ?? order.purchaseOrder,
    neededBy: event.neededBy ?? order.neededBy,
    namedBy: isNewBox ? event.id : order.namedBy,
    neededByBy: event.neededBy === null ? order.neededByBy : event.id,
    changedBy: order.changedBy,
  };
  return differs(next, order) ? { ...next, changedBy: event.id } : next;
}

/** The box that a statement names. */
export function boxNamed({ container }: Pick<PlantOrder, 'container'>): string | null {
  return container === '' ? null : container;
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
