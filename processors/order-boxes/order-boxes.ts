import { type OrderBox, orderBoxes as orderBoxTopic, plantOrders } from '@landbridge/schemas';
import { afterStatement, NEW_ORDER, type Order, orderSchema } from '../order.ts';
import { causesOf, defineProcessor, type Row } from '../processor.ts';
import { stateRecord } from '../state-record.ts';
import {
  afterNaming,
  type Boxes,
  boxesFields,
  type NamedBox,
  NO_BOXES,
  replaced,
} from './named-box.ts';

/** What the order has said so far, null before it said anything, and its boxes. */
type OrderState = Boxes & { readonly order: Order | null };

/**
 * Which boxes an order names, each with what the order says of it: where it is needed, by when, when it was stuffed, and
 * when it arrived (the ARRIVED milestone is the plant's proof of delivery). Boxes that arrive or are stuffed by name are
 * boxes of the order, however many. A box that is only assigned gives way to the next one that is: its row is
 * withdrawn. Of what is stated again the latest counts, but a box arrives once: the first proof does.
 */
export const orderBoxes = defineProcessor({
  name: 'order-boxes',
  version: 3,
  inputs: { order: plantOrders },
  outputs: { box: orderBoxTopic },
  state: stateRecord('OrderBoxesState', { order: ['null', orderSchema], ...boxesFields }),
  initial: (): OrderState => ({ order: null, ...NO_BOXES }),
  // An order that has been silent for longer than its facts may be late is not waited for, whatever became of it.
  closed: () => true,
  on: {
    order(state, event, emit, { reference }) {
      const { orderId } = event;
      const order = afterStatement(state.order ?? NEW_ORDER, { event, reference });
      const next = afterNaming(state, event);
      const gone = replaced(state.boxes, { next: next.boxes, atMs: event.eventTime });
      for (const { container } of gone) emit.box.withdraw(`${container}/${orderId}`);
      for (const box of next.boxes) {
        const row = rowOf(box, { order, orderId });
        if (row !== undefined) emit.box(row);
      }
      return { order, ...next };
    },
  },
});

function rowOf(
  box: NamedBox,
  { order, orderId }: { order: Order; orderId: string },
): Row<OrderBox> | undefined {
  const { container, namedAt, namedBy, arrivedAt, arrivedBy, stuffedAt, stuffedBy } = box;
  const { plant, neededByBy, changedBy } = order;
  if (plant === null) return undefined;
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
    arrivedAt,
    stuffedAt,
    ...causesOf(said.filter((id) => id !== null).map((id) => `plant.orders/${id}`)),
  };
}
