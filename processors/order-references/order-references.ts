import {
  type OrderReference,
  orderReferences as orderReferenceTopic,
  plantOrders,
} from '@landbridge/schemas';
import { afterStatement, NEW_ORDER, type Order, orderSchema } from '../order.ts';
import { causesOf, defineProcessor, type Row } from '../processor.ts';
import { referenceKey } from '../reference-key.ts';
import { stateRecord } from '../state-record.ts';

/** What the order has said so far, and since when it goes by its references. */
type OrderReferencesState = { readonly order: Order | null; readonly stated: readonly Stated[] };
type Stated = { readonly reference: string; readonly at: number; readonly by: string };

/**
 * The bookings and purchase orders that an order goes by, with what it says of its need: boxes that are known under
 * them are its boxes, but for those that another order names. An order goes by one of each at a time; one that it no
 * longer names is withdrawn.
 */
export const orderReferences = defineProcessor({
  name: 'order-references',
  version: 2,
  inputs: { order: plantOrders },
  outputs: { reference: orderReferenceTopic },
  state: stateRecord('OrderReferencesState', {
    order: ['null', orderSchema],
    stated: {
      type: 'array',
      items: stateRecord('Stated', { reference: 'string', at: 'long', by: 'string' }),
    },
  }),
  initial: (): OrderReferencesState => ({ order: null, stated: [] }),
  // An order that has been silent for longer than its facts may be late is not waited for.
  closed: () => true,
  on: {
    order(state, event, emit, { reference }) {
      const order = afterStatement(state.order ?? NEW_ORDER, { event, reference });
      const { orderId, eventTime, id } = event;
      const stated = keysOf(order).map(
        (key) =>
          state.stated.find((known) => known.reference === key && isNear(known, eventTime)) ?? {
            reference: key,
            at: eventTime,
            by: id,
          },
      );
      for (const gone of state.stated) {
        if (stated.some((each) => each.reference === gone.reference)) continue;
        emit.reference.withdraw(`${gone.reference}/${orderId}`);
      }
      for (const each of stated) {
        const row = rowOf(order, { orderId, stated: each });
        if (row !== undefined) emit.reference(row);
      }
      return { order, stated };
    },
  },
});

function keysOf({ booking, purchaseOrder }: Order): string[] {
  const keys = [referenceKey('BKG', booking), referenceKey('PO', purchaseOrder)];
  return keys.filter((key) => key !== null);
}

function rowOf(
  order: Order,
  { orderId, stated }: { orderId: string; stated: Stated },
): Row<OrderReference> | undefined {
  const { plant, cluster, direction, neededBy, purchaseOrder, booking, container } = order;
  if (plant === null) return undefined;
  const said = [stated.by, order.neededByBy, order.namedBy, order.changedBy];
  const statements = said.filter((id) => id !== null);
  return {
    id: `${stated.reference}/${orderId}`,
    eventTime: stated.at,
    reference: stated.reference,
    orderId,
    plant,
    cluster,
    direction,
    neededBy,
    purchaseOrder,
    booking,
    container,
    ...causesOf(statements.map((id) => `plant.orders/${id}`)),
  };
}

/** A row beyond the topic's span moves to where the order says it again. */
function isNear({ at }: Stated, atMs: number): boolean {
  return atMs - at <= orderReferenceTopic.spanMs;
}
