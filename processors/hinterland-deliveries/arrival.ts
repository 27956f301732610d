import type { Plant, Reference } from '@landbridge/infra';
import type { Delivery, Leg, Order } from './delivery-state.ts';

/** What proves that the box arrived. */
export type Arrival = {
  readonly at: number;
  readonly by: 'GEOFENCE' | 'PROOF' | 'STRIPPED';
  readonly id: string;
};

/** What evidence says of a delivery: the order it serves, the trips that count, the arrival if there is one. */
export type Evidence = {
  readonly order: Order | undefined;
  readonly legs: readonly Leg[];
  readonly arrival: Arrival | undefined;
};

type Known = { readonly orders: readonly Order[]; readonly reference: Reference };

/**
 * The box has arrived when its truck entered the consignee's geofence; without positions when the plant gives proof of
 * delivery; without that at the latest when it was stripped. The consignee is the plant of the order; without an order
 * whichever plant the truck reached first.
 */
export function evidenceOf(delivery: Delivery, { orders, reference }: Known): Evidence {
  const outward = delivery.legs.filter(
    ({ destinationPlace: place }) => !isFacility(place, reference),
  );
  const order = orderServed(ofThisCycle(orders, delivery), {
    gateOutAt: delivery.out.eventTime,
    reached: new Set(outward.map((leg) => plantReached(leg, reference)?.id)),
    reference,
  });
  const consignee = order === undefined ? undefined : reference.plant(order.plant);
  const last = outward.findIndex((leg) => {
    const plant = plantReached(leg, reference);
    return plant !== undefined && (consignee === undefined || plant.id === consignee.id);
  });
  const arrival = arrivalBy(delivery, { leg: outward[last], order });
  const legs = last < 0 ? outward : outward.slice(0, last + 1);
  return {
    order,
    arrival,
    legs: arrival === undefined ? legs : legs.filter(({ startAt }) => startAt < arrival.at),
  };
}

function arrivalBy(
  { out, stripped }: Delivery,
  { leg, order }: { leg: Leg | undefined; order: Order | undefined },
): Arrival | undefined {
  if (leg !== undefined && leg.endAt !== null) {
    return { at: leg.endAt, by: 'GEOFENCE', id: leg.id };
  }
  const proof: Arrival | undefined =
    order === undefined || order.arrivedAt === null
      ? undefined
      : { at: order.arrivedAt, by: 'PROOF', id: order.id };
  if (proof !== undefined && proof.at >= out.eventTime) return proof;
  // A proof from before the gate-out contradicts it: the stripping is better evidence, where there is one.
  return stripped === null ? proof : { at: stripped.eventTime, by: 'STRIPPED', id: stripped.id };
}

/** Of the orders for a plant that the truck reached, or else of all: the one that needs the box next. */
function orderServed(
  orders: readonly Order[],
  {
    gateOutAt,
    reached,
    reference,
  }: { gateOutAt: number; reached: ReadonlySet<string | undefined>; reference: Reference },
): Order | undefined {
  const delivered = orders.filter(({ plant }) => {
    const known = reference.plant(plant);
    return known !== undefined && reached.has(known.id);
  });
  return (delivered.length > 0 ? delivered : orders).toSorted(
    (a, b) =>
      urgency(a, gateOutAt) - urgency(b, gateOutAt) ||
      Math.abs((a.neededBy ?? 0) - gateOutAt) - Math.abs((b.neededBy ?? 0) - gateOutAt) ||
      b.eventTime - a.eventTime ||
      (a.orderId < b.orderId ? -1 : 1),
  )[0];
}

/** What arrived before the box was discharged arrived in an earlier cycle. */
function ofThisCycle(orders: readonly Order[], { stay }: Delivery): readonly Order[] {
  if (stay === null) return orders;
  const since = stay.arrival.eventTime;
  return orders.filter(({ arrivedAt }) => arrivedAt === null || arrivedAt >= since);
}

/** A need that lies ahead comes before one that is overdue, and both before none. */
function urgency({ neededBy }: Order, gateOutAt: number): number {
  if (neededBy === null) return 2;
  return neededBy >= gateOutAt ? 0 : 1;
}

function plantReached(leg: Leg, reference: Reference): Plant | undefined {
  if (leg.endAt === null || leg.destinationPlace === null) return undefined;
  return reference.plant(leg.destinationPlace);
}

function isFacility(place: string | null, reference: Reference): boolean {
  return place !== null && reference.facility(place) !== undefined;
}
