import {
  type BoxReference,
  boxReferences,
  type OrderLink,
  type OrderReference,
  orderLinks as orderLinkTopic,
  orderReferences,
} from '@landbridge/schemas';
import { causesOf, defineProcessor, type Row } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { stateRecord } from '../state-record.ts';

const BOX_FIELDS = ['id', 'container'] as const satisfies readonly (keyof BoxReference)[];
const ORDER_FIELDS = [
  ...['id', 'orderId', 'plant', 'cluster', 'direction', 'neededBy', 'purchaseOrder', 'booking'],
  'container',
] as const satisfies readonly (keyof OrderReference)[];

type LinkedBox = Pick<BoxReference, (typeof BOX_FIELDS)[number]>;
type LinkedOrder = Pick<OrderReference, (typeof ORDER_FIELDS)[number]>;
type LinksState = {
  readonly boxes: readonly LinkedBox[];
  readonly orders: readonly LinkedOrder[];
};

/** Most boxes and orders of one reference that are linked, the first ones: a booking has a few dozen boxes. */
export const BOXES_MAX = 100;
export const ORDERS_MAX = 20;

/**
 * Which boxes an order is about by its booking or purchase order: every box of the reference goes with every order of
 * it, as soon as both are known, until an order names its box. A box that an order names goes with that one alone.
 */
export const orderLinks = defineProcessor({
  name: 'order-links',
  version: 1,
  inputs: { box: boxReferences, order: orderReferences },
  outputs: { link: orderLinkTopic },
  state: stateRecord('OrderLinksState', {
    boxes: {
      type: 'array',
      items: { type: 'record', name: 'LinkedBox', fields: fieldsOf(boxReferences, BOX_FIELDS) },
    },
    orders: {
      type: 'array',
      items: {
        type: 'record',
        name: 'LinkedOrder',
        fields: fieldsOf(orderReferences, ORDER_FIELDS),
      },
    },
  }),
  initial: (): LinksState => ({ boxes: [], orders: [] }),
  // A reference that nothing has been heard of for longer than facts may be late gets no more links.
  closed: () => true,
  on: {
    box(state, { id, container, reference, eventTime }, emit) {
      const { boxes, orders } = state;
      const isKnown = boxes.some((box) => box.container === container);
      if (isKnown || boxes.length === BOXES_MAX) return state;
      const box = { id, container };
      const naming = orders.filter((order) => order.container === container);
      for (const order of naming.length > 0 ? naming : orders) {
        emit.link(linkOf({ box, order, reference, eventTime }));
      }
      return { ...state, boxes: [...boxes, box] };
    },
    order(state, event, emit) {
      const { boxes, orders } = state;
      const isKnown = orders.some(({ orderId }) => orderId === event.orderId);
      if (isKnown || orders.length === ORDERS_MAX) return state;
      const order = linkedOrder(event);
      const { reference, eventTime } = event;
      for (const box of boxes) {
        const isOwn = order.container === box.container;
        if (!isOwn && orders.some((other) => other.container === box.container)) continue;
        emit.link(linkOf({ box, order, reference, eventTime }));
        if (!isOwn) continue;
        for (const other of orders) {
          if (other.container !== box.container) emit.link.withdraw(linkId(box, other, reference));
        }
      }
      return { ...state, orders: [...orders, order] };
    },
  },
});

function linkedOrder(event: LinkedOrder): LinkedOrder {
  const { id, orderId, plant, cluster, direction, neededBy, purchaseOrder, booking, container } =
    event;
  return { id, orderId, plant, cluster, direction, neededBy, purchaseOrder, booking, container };
}

function linkOf(known: {
  box: LinkedBox;
  order: LinkedOrder;
  reference: string;
  eventTime: number;
}): Row<OrderLink> {
  const { box, reference, eventTime } = known;
  const { id, container: _, ...order } = known.order;
  return {
    id: linkId(box, known.order, reference),
    eventTime,
    container: box.container,
    reference,
    ...order,
    ...causesOf([`box.references/${box.id}`, `order.references/${id}`]),
  };
}

function linkId(box: LinkedBox, { orderId }: LinkedOrder, reference: string): string {
  return `${box.container}/${orderId}/${reference}`;
}
