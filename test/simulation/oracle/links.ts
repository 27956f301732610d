import type { KnownFacts, StatedOrder } from './facts.ts';

/** A row that order.links should hold. */
export type ExpectedLink = {
  readonly container: string;
  readonly eventTime: number;
  readonly orderId: string;
  readonly reference: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly neededBy: number | null;
};

/** The boxes of a booking and the orders of that booking; a box that an order names goes with that order alone. */
export function expectedLinks({ moves, plans, orders }: KnownFacts): ExpectedLink[] {
  const boxes = firstNaming([...moves, ...plans]);
  const links: ExpectedLink[] = [];
  const byOrder = Map.groupBy(orders, ({ orderId }) => orderId);
  for (const [booking, ofBooking] of Map.groupBy(orders, ({ booking: each }) => each)) {
    if (booking === null) continue;
    const ids = new Set(ofBooking.map(({ orderId }) => orderId));
    const named = [...ids].map((id) => orderOf(byOrder.get(id) ?? []));
    for (const [container, atMs] of boxes.get(booking) ?? []) {
      const naming = named.filter((order) => order.container === container);
      for (const order of naming.length > 0 ? naming : named) {
        const { orderId, direction, neededBy, bookedAt } = order;
        const eventTime = Math.max(atMs, bookedAt);
        links.push({
          container,
          eventTime,
          orderId,
          reference: `BKG:${booking}`,
          direction,
          neededBy,
        });
      }
    }
  }
  return links;
}

/** By booking: when each of its boxes was first stated under it. */
function firstNaming(
  stated: readonly { booking: string | null; container: string; atMs: number }[],
): Map<string, Map<string, number>> {
  const known = new Map<string, Map<string, number>>();
  for (const { booking, container, atMs } of stated) {
    if (booking === null) continue;
    const boxes = known.get(booking) ?? new Map<string, number>();
    boxes.set(container, Math.min(atMs, boxes.get(container) ?? atMs));
    known.set(booking, boxes);
  }
  return known;
}

/** In the simulated port an order keeps its booking, and names one box. */
function orderOf(statements: readonly StatedOrder[]) {
  const told = statements.toSorted((one, other) => one.atMs - other.atMs);
  const [first] = told as [StatedOrder];
  return {
    orderId: first.orderId,
    direction: first.direction,
    container: told.find(({ container }) => container !== null)?.container ?? null,
    bookedAt: told.find(({ booking }) => booking !== null)?.atMs ?? 0,
    neededBy: told.findLast(({ neededBy }) => neededBy !== null)?.neededBy ?? null,
  };
}
