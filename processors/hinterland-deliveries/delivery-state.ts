import {
  type AvroSchema,
  type BoxTrip,
  boxTrips,
  type ContainerMove,
  containerMoves,
  type OrderBox,
  type OrderLink,
  orderBoxes,
} from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { stateRecord } from '../state-record.ts';

/** Orders that name the box are kept up to so many, trips of a delivery and trips before a gate-out likewise. */
export const ORDERS_MAX = 8;
export const LEGS_MAX = 16;
export const TRIPS_MAX = 4;
const SEALS_MAX = 8;

const MOVE_FIELDS = [
  ...['id', 'eventTime', 'container', 'facility', 'facilityGroup', 'emptyIndicator', 'teu'],
  ...['transshipment', 'voyage', 'booking', 'plate', 'seals', 'precision'],
] as const satisfies readonly (keyof ContainerMove)[];
const LEG_FIELDS = [
  ...['id', 'trip', 'plate', 'startAt', 'endAt', 'originPlace', 'destinationPlace', 'distanceM'],
  'tripMs',
  ...['trafficDelayMs', 'queueMs', 'stopMs', 'residualMs', 'coverageTime'],
] as const satisfies readonly (keyof BoxTrip)[];
const ORDER_FIELDS = [
  ...['id', 'eventTime', 'orderId', 'plant', 'cluster', 'neededBy', 'arrivedAt'],
  'stuffedAt',
] as const satisfies readonly (keyof OrderBox)[];

export type DeliveryMove = Pick<ContainerMove, (typeof MOVE_FIELDS)[number]>;
/** A trip with the box aboard. */
export type Leg = Pick<BoxTrip, (typeof LEG_FIELDS)[number]>;
/** An order that is about the box: one that names it, or goes by its booking or purchase order. */
export type Order = Pick<OrderBox, (typeof ORDER_FIELDS)[number]> & {
  /** What says so, as `topic/id`. */
  readonly cause: string;
  readonly isNamed: boolean;
};

/** The box in a terminal: what brought it there, and whether it is to be delivered from there. */
export type Stay = {
  readonly arrival: DeliveryMove;
  readonly byDischarge: boolean;
  readonly isImport: boolean;
};

/** A box on its way to a plant, or there: until it is seen empty or on another errand. */
export type Delivery = {
  readonly out: DeliveryMove;
  /** The stay that the gate-out ended; null where nothing tells of it. */
  readonly stay: Stay | null;
  readonly stripped: DeliveryMove | null;
  readonly legs: readonly Leg[];
};

export type DeliveryState = {
  readonly stay: Stay | null;
  readonly delivery: Delivery | null;
  /** Trips that a gate-out may still belong to: the clocks of gates and trucks differ. */
  readonly trips: readonly Leg[];
  /** Inbound orders. */
  readonly orders: readonly Order[];
  readonly exports: ExportState;
};

/** An export box on its way to the terminal, or there. */
export type Lead = {
  /** The stuffing, or the plant's gate-out where none was told. */
  readonly start: DeliveryMove | null;
  readonly startBy: 'STUFFED' | 'PLANT_GATE' | null;
  readonly gateIn: DeliveryMove | null;
};

export type ExportState = { readonly lead: Lead | null; readonly orders: readonly Order[] };

export const NO_DELIVERY: DeliveryState = {
  stay: null,
  delivery: null,
  trips: [],
  orders: [],
  exports: { lead: null, orders: [] },
};

export const deliveryStateSchema: AvroSchema = {
  type: 'record',
  name: 'DeliveryState',
  fields: [
    {
      name: 'stay',
      type: [
        'null',
        {
          type: 'record',
          name: 'Stay',
          fields: [
            {
              name: 'arrival',
              type: {
                type: 'record',
                name: 'DeliveryMove',
                fields: fieldsOf(containerMoves, MOVE_FIELDS),
              },
            },
            { name: 'byDischarge', type: 'boolean' },
            { name: 'isImport', type: 'boolean' },
          ],
        },
      ],
    },
    {
      name: 'delivery',
      type: [
        'null',
        {
          type: 'record',
          name: 'Delivery',
          fields: [
            { name: 'out', type: 'DeliveryMove' },
            { name: 'stay', type: ['null', 'Stay'] },
            { name: 'stripped', type: ['null', 'DeliveryMove'] },
            {
              name: 'legs',
              type: {
                type: 'array',
                items: { type: 'record', name: 'Leg', fields: fieldsOf(boxTrips, LEG_FIELDS) },
              },
            },
          ],
        },
      ],
    },
    { name: 'trips', type: { type: 'array', items: 'Leg' } },
    {
      name: 'orders',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Order',
          fields: [
            ...fieldsOf(orderBoxes, ORDER_FIELDS),
            { name: 'cause', type: 'string' },
            { name: 'isNamed', type: 'boolean' },
          ],
        },
      },
    },
    {
      name: 'exports',
      type: stateRecord('Exports', {
        lead: [
          'null',
          stateRecord('Lead', {
            start: ['null', 'DeliveryMove'],
            startBy: [
              'null',
              { type: 'enum', name: 'LeadStart', symbols: ['STUFFED', 'PLANT_GATE'] },
            ],
            gateIn: ['null', 'DeliveryMove'],
          }),
        ],
        orders: { type: 'array', items: 'Order' },
      }),
    },
  ],
};

export function moveOf(event: Seen<ContainerMove>): DeliveryMove {
  return {
    id: event.id,
    eventTime: event.eventTime,
    container: event.container,
    facility: event.facility,
    facilityGroup: event.facilityGroup,
    emptyIndicator: event.emptyIndicator,
    teu: event.teu,
    transshipment: event.transshipment,
    voyage: event.voyage,
    booking: event.booking,
    plate: event.plate,
    seals: event.seals.slice(0, SEALS_MAX),
    precision: event.precision,
  };
}

export function legOf(trip: Seen<BoxTrip>): Leg {
  return {
    id: trip.id,
    trip: trip.trip,
    plate: trip.plate,
    startAt: trip.startAt,
    endAt: trip.endAt,
    originPlace: trip.originPlace,
    destinationPlace: trip.destinationPlace,
    distanceM: trip.distanceM,
    tripMs: trip.tripMs,
    trafficDelayMs: trip.trafficDelayMs,
    queueMs: trip.queueMs,
    stopMs: trip.stopMs,
    residualMs: trip.residualMs,
    coverageTime: trip.coverageTime,
  };
}

export function namedOrder(order: Seen<OrderBox>): Order {
  return {
    id: order.id,
    eventTime: order.eventTime,
    orderId: order.orderId,
    plant: order.plant,
    cluster: order.cluster,
    neededBy: order.neededBy,
    arrivedAt: order.arrivedAt,
    stuffedAt: order.stuffedAt,
    cause: `order.boxes/${order.id}`,
    isNamed: true,
  };
}

/** An order of several boxes proves the arrival or stuffing of none of them. */
export function linkedOrder(link: Seen<OrderLink>): Order {
  return {
    id: link.id,
    eventTime: link.eventTime,
    orderId: link.orderId,
    plant: link.plant,
    cluster: link.cluster,
    neededBy: link.neededBy,
    arrivedAt: null,
    stuffedAt: null,
    cause: `order.links/${link.id}`,
    isNamed: false,
  };
}

/** The orders with one more, the newest ones; one that names the box says more than one that goes by its booking. */
export function withOrder(orders: readonly Order[], order: Order): readonly Order[] {
  const known = orders.find(({ orderId }) => orderId === order.orderId);
  if (known?.isNamed === true && !order.isNamed) return orders;
  return [...orders.filter((each) => each !== known), order].slice(-ORDERS_MAX);
}
