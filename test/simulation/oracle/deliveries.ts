import { type ExpectedMove, inTime } from './moves.ts';
import type { ExpectedOrderBox } from './orders.ts';

/** What hinterland.deliveries should say that follows from containers, gates and orders; the rest is the roads'. */
export type ExpectedDelivery = {
  readonly container: string;
  readonly eventTime: number;
  readonly facility: string | null;
  readonly gateOutAt: number;
  readonly strippedAt: number | null;
  /** Discharge to gate-out at one terminal; null where the discharge was lost. */
  readonly yardMs: number | null;
  readonly orderId: string | null;
  /** Plant of the order; null where no order names the box, and only the truck's way tells. */
  readonly orderPlant: string | null;
  readonly neededBy: number | null;
  readonly teu: number | null;
};

/** The way of each import box: from the laden gate-out of a terminal that it reached by sea, as far as known. */
export function expectedDeliveries(
  moves: readonly ExpectedMove[],
  orders: readonly ExpectedOrderBox[],
): ExpectedDelivery[] {
  const inbound = new Map(
    orders.filter(({ direction }) => direction === 'INBOUND').map((row) => [row.container, row]),
  );
  const deliveries: ExpectedDelivery[] = [];
  for (const ofBox of Map.groupBy(moves, ({ container }) => container).values()) {
    const told = ofBox.toSorted(inTime);
    for (const [index, out] of told.entries()) {
      if (!isImportLeaving(out)) continue;
      const before = told[index - 1];
      const isOneStay = before?.move === 'DISC' && before.facility === out.facility;
      const order = inbound.get(out.container);
      deliveries.push({
        container: out.container,
        eventTime: out.eventTime,
        facility: out.facility,
        gateOutAt: out.eventTime,
        strippedAt: strippingAfter(told, index)?.eventTime ?? null,
        yardMs: isOneStay ? out.eventTime - before.eventTime : null,
        orderId: order?.orderId ?? null,
        orderPlant: order?.plant ?? null,
        neededBy: order?.neededBy ?? null,
        teu: out.teu,
      });
    }
  }
  return deliveries.sort(inTime);
}

function isImportLeaving(move: ExpectedMove): boolean {
  return (
    move.move === 'GTOT' &&
    move.facilityType === 'POTE' &&
    move.emptyIndicator === 'LADEN' &&
    !move.transshipment &&
    move.trade !== 'EXPORT'
  );
}

/** Stripped before it was seen anywhere else. */
function strippingAfter(told: readonly ExpectedMove[], index: number): ExpectedMove | undefined {
  const next = told[index + 1];
  return next?.move === 'STRP' ? next : undefined;
}
