import { type ExpectedMove, inTime } from './moves.ts';
import type { ExpectedOrderBox } from './orders.ts';

/** What hinterland.deliveries should say that follows from containers, gates and orders; the rest is the roads'. */
export type ExpectedDelivery = {
  readonly container: string;
  readonly eventTime: number;
  readonly facility: string | null;
  /** Null where the gate-out was lost, and only the stripping tells that the box was delivered. */
  readonly gateOutAt: number | null;
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
      const before = told[index - 1];
      const order = inbound.get(out.container);
      const row = deliveryOf(out, { before, after: told[index + 1] });
      if (row === undefined) continue;
      deliveries.push({
        ...row,
        orderId: order?.orderId ?? null,
        orderPlant: order?.plant ?? null,
        neededBy: order?.neededBy ?? null,
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

/** What the move tells of a delivery: that it begins, or that one was made of which the gate-out was lost. */
function deliveryOf(
  move: ExpectedMove,
  { before, after }: Record<'before' | 'after', ExpectedMove | undefined>,
): Omit<ExpectedDelivery, 'orderId' | 'orderPlant' | 'neededBy'> | undefined {
  const { container, eventTime } = move;
  const cameBySea = before?.move === 'DISC';
  if (isImportLeaving(move)) {
    const { facility, teu } = move;
    const isOneStay = cameBySea && before.facility === facility;
    const yardMs = isOneStay ? eventTime - before.eventTime : null;
    // Stripped before it was seen anywhere else.
    const strippedAt = after?.move === 'STRP' ? after.eventTime : null;
    return { container, eventTime, facility, gateOutAt: eventTime, strippedAt, yardMs, teu };
  }
  if (move.move !== 'STRP' || !cameBySea || before.emptyIndicator === 'EMPTY') return undefined;
  const { facility, teu } = before;
  const strippedAt = eventTime;
  return { container, eventTime, facility, gateOutAt: null, strippedAt, yardMs: null, teu };
}
