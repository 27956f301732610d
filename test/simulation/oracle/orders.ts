import type { Reference } from '@landbridge/infra';
import type { KnownFacts, StatedOrder } from './facts.ts';
import { inTime } from './moves.ts';

/** A row that order.boxes should hold. */
export type ExpectedOrderBox = {
  readonly container: string;
  readonly eventTime: number;
  readonly orderId: string;
  readonly plant: string;
  readonly cluster: string | null;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly neededBy: number | null;
  readonly purchaseOrder: string | null;
  readonly booking: string | null;
  readonly arrivedAt: number | null;
  readonly stuffedAt: number | null;
};

/** The box of each order that names one, with the need it stated last and the first proof that the box arrived. */
export function expectedOrderBoxes(
  { orders }: KnownFacts,
  reference: Reference,
): ExpectedOrderBox[] {
  const rows: ExpectedOrderBox[] = [];
  for (const statements of Map.groupBy(orders, ({ orderId }) => orderId).values()) {
    const told = statements.toSorted((one, other) => one.atMs - other.atMs);
    const naming = told.find(({ container }) => container !== null);
    if (naming === undefined || naming.container === null) continue;
    const { orderId, plant, direction } = naming;
    const first = (said: string) => told.find(({ milestone }) => milestone === said)?.atMs ?? null;
    rows.push({
      container: naming.container,
      eventTime: naming.atMs,
      orderId,
      plant,
      cluster: reference.plant(plant)?.cluster ?? null,
      direction,
      neededBy: lastOf(told, ({ neededBy }) => neededBy),
      purchaseOrder: lastOf(told, ({ purchaseOrder }) => purchaseOrder),
      booking: lastOf(told, ({ booking }) => booking),
      arrivedAt: first('ARRIVED'),
      stuffedAt: first('STUFFING_COMPLETED'),
    });
  }
  return rows.sort(inTime);
}

function lastOf<Value>(
  told: readonly StatedOrder[],
  of: (statement: StatedOrder) => Value | null,
): Value | null {
  return told.map(of).findLast((value) => value !== null) ?? null;
}
