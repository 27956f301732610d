import {
  type AvroSchema,
  type OrderBox,
  orderBoxes as orderBoxTopic,
  plantOrders,
} from '@landbridge/schemas';
import { afterStatement, NEW_ORDER, type Order, orderSchema } from '../order.ts';
import { causesOf, defineProcessor, type Row } from '../processor.ts';
import { stateRecord } from '../state-record.ts';

/** What the order has said so far; null before it said anything. */
type OrderState = { readonly order: Order | null };

const orderState: AvroSchema = stateRecord('OrderBoxesState', { order: ['null', orderSchema] });

/**
 * Which box an order names, with what the order says of it: where it is needed, by when, when it was stuffed, and when
 * it arrived (the ARRIVED milestone is the plant's proof of delivery). An order names one box at a time: when it names another one,
 * the former row is withdrawn. Of what is stated again the latest counts, but a box arrives once: the first proof does.
 */
export const orderBoxes = defineProcessor({
  name: 'order-boxes',
  version: 3,
  inputs: { order: plantOrders },
  outputs: { box: orderBoxTopic },
  state: orderState,
  initial: (): OrderState => ({ order: null }),
  // An order that has been silent for longer than its facts may be late is not waited for, whatever became of it.
  closed: () => true,
  on: {
    order(state, event, emit, { reference }) {
      const known = withinSpan(state.order ?? NEW_ORDER, event.eventTime);
      const order = afterStatement(known, { event, reference });
      if (known.container !== null && known.container !== order.container) {
        emit.box.withdraw(`${known.container}/${event.orderId}`);
      }
      const row = rowOf(order, event.orderId);
      if (row !== undefined) emit.box(row);
      return { order };
    },
  },
});

function rowOf(order: Order, orderId: string): Row<OrderBox> | undefined {
  const { container, plant, namedAt } = order;
  if (container === null || plant === null || namedAt === null) return undefined;
  const { namedBy, neededByBy, arrivedBy, stuffedBy, changedBy } = order;
  const said = [namedBy, neededByBy, arrivedBy, stuffedBy, changedBy];
  return {
    id: `${container}/${orderId}`,
    eventTime: namedAt,
    container,
    orderId,
    plant,
    cluster: order.cluster,
    direction: order.direction,
    neededBy: order.neededBy,
    purchaseOrder: order.purchaseOrder,
    booking: order.booking,
    arrivedAt: order.arrivedAt,
    stuffedAt: order.stuffedAt,
    ...causesOf(said.filter((id) => id !== null).map((id) => `plant.orders/${id}`)),
  };
}

/** A row beyond the topic's span stands as it was: what the order says from then on is about a new naming. */
function withinSpan(order: Order, atMs: number): Order {
  const isTooLong = order.namedAt !== null && atMs - order.namedAt > orderBoxTopic.spanMs;
  return isTooLong
    ? { ...order, container: null, namedAt: null, arrivedAt: null, stuffedAt: null }
    : order;
}
