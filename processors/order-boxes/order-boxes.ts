import {
  type AvroSchema,
  type OrderBox,
  orderBoxes as orderBoxTopic,
  plantOrders,
} from '@landbridge/schemas';
import { causesOf, defineProcessor, type Row } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { afterStatement, NEW_ORDER, type Order, REMEMBERED } from './order.ts';

/** What the order has said so far; null before it said anything. */
type OrderState = { readonly order: Order | null };

const orderState: AvroSchema = {
  type: 'record',
  name: 'OrderBoxesState',
  fields: [
    {
      name: 'order',
      type: [
        'null',
        {
          type: 'record',
          name: 'Order',
          fields: [
            ...fieldsOf(plantOrders, REMEMBERED),
            { name: 'plant', type: ['null', 'string'] },
            { name: 'namedAt', type: ['null', 'long'] },
            { name: 'arrivedAt', type: ['null', 'long'] },
            ...['namedBy', 'neededByBy', 'arrivedBy', 'changedBy'].map((name) => ({
              name,
              type: ['null', 'string'],
            })),
          ],
        },
      ],
    },
  ],
};

/**
 * Which box an order names, with what the order says of it: where it is needed, by when, and when it arrived (the
 * ARRIVED milestone is the plant's proof of delivery). An order names one box at a time: when it names another one,
 * the former row is withdrawn. Of what is stated again the latest counts, but a box arrives once: the first proof does.
 */
export const orderBoxes = defineProcessor({
  name: 'order-boxes',
  version: 1,
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
  const said = [order.namedBy, order.neededByBy, order.arrivedBy, order.changedBy];
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
    ...causesOf(said.filter((id) => id !== null).map((id) => `plant.orders/${id}`)),
  };
}

/** A row beyond the topic's span stands as it was: what the order says from then on is about a new naming. */
function withinSpan(order: Order, atMs: number): Order {
  const isTooLong = order.namedAt !== null && atMs - order.namedAt > orderBoxTopic.spanMs;
  return isTooLong ? { ...order, container: null, namedAt: null, arrivedAt: null } : order;
}
