import type { ExpectedDeparture } from './calls.ts';
import type { KnownFacts, StatedOrder } from './facts.ts';
import type { ExpectedLink } from './links.ts';
import { type ExpectedMove, inTime } from './moves.ts';
import type { ExpectedOrderBox } from './orders.ts';

/** How far the box that an order names has come at last, as box.progress should say. */
export type ExpectedProgress = {
  readonly orderId: string;
  readonly container: string;
  /** OUT: on the road, arrived, or empty again; which of them the roads tell. */
  readonly stage: 'UNKNOWN' | 'IN_YARD' | 'OUT' | 'PICKED_UP' | 'STUFFED' | 'GATED_IN' | 'LOADED';
};

/** What supply.risks should say that follows from containers, gates, calls and orders. */
export type ExpectedRisk = {
  readonly orderId: string;
  readonly eventTime: number;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly plant: string;
  /** Of an inbound need; of an export the closing follows its plans. */
  readonly neededBy: number | null;
  /** Of an export of one box; null where that is open, and of every other order. */
  readonly outcome: 'ON_TIME' | 'LATE' | 'ROLLED' | null;
};

/** Where each named box stands when all has been told. */
export function expectedProgress(
  orders: readonly ExpectedOrderBox[],
  moves: readonly ExpectedMove[],
): ExpectedProgress[] {
  const ofBox = Map.groupBy(moves, ({ container }) => container);
  return orders.map(({ orderId, container, direction }) => {
    const told = ofBox.get(container) ?? [];
    const stage = direction === 'INBOUND' ? inboundStage(told) : outboundStage(told);
    return { orderId, container, stage };
  });
}

function inboundStage(told: readonly ExpectedMove[]): ExpectedProgress['stage'] {
  const isOut = told.some(
    ({ move, emptyIndicator }) =>
      move === 'STRP' || (move === 'GTOT' && emptyIndicator === 'LADEN'),
  );
  if (isOut) return 'OUT';
  if (!told.some(({ move }) => move === 'DISC')) return 'UNKNOWN';
  return told.length === 1 ? 'IN_YARD' : 'OUT';
}

function outboundStage(told: readonly ExpectedMove[]): ExpectedProgress['stage'] {
  const has = (code: string, load?: string) =>
    told.some(
      ({ move, emptyIndicator }) => move === code && (load ?? emptyIndicator) === emptyIndicator,
    );
  if (has('LOAD')) return 'LOADED';
  if (has('GTIN', 'LADEN')) return 'GATED_IN';
  if (has('STUF')) return 'STUFFED';
  return has('GTOT', 'EMPTY') ? 'PICKED_UP' : 'UNKNOWN';
}

const READY = new Set(['SHIPMENT_READY', 'STUFFING_STARTED', 'STUFFING_COMPLETED']);

/** What plants wait for, and what became of the exports whose one box is known. */
export function expectedRisks(
  { orders }: KnownFacts,
  known: {
    readonly moves: readonly ExpectedMove[];
    readonly orderBoxes: readonly ExpectedOrderBox[];
    readonly links: readonly ExpectedLink[];
    readonly departures: readonly ExpectedDeparture[];
    readonly missed: readonly ExpectedDeparture[];
  },
): ExpectedRisk[] {
  const risks: ExpectedRisk[] = [];
  for (const statements of Map.groupBy(orders, ({ orderId }) => orderId).values()) {
    const told = statements.toSorted((one, other) => one.atMs - other.atMs);
    const need = told.find(isNeed);
    if (need === undefined) continue;
    const { orderId, direction, plant } = need;
    risks.push({
      orderId,
      eventTime: need.atMs,
      direction,
      plant,
      neededBy: told.findLast(({ neededBy }) => neededBy !== null)?.neededBy ?? null,
      outcome: direction === 'OUTBOUND' ? outcomeOf(orderId, known) : null,
    });
  }
  return risks;
}

function isNeed({ direction, milestone, neededBy }: StatedOrder): boolean {
  return direction === 'INBOUND' ? neededBy !== null : READY.has(milestone);
}

function outcomeOf(
  orderId: string,
  { moves, orderBoxes, links, departures, missed }: Parameters<typeof expectedRisks>[1],
): ExpectedRisk['outcome'] {
  const named = orderBoxes.find((row) => row.orderId === orderId);
  const linked = links.filter((link) => link.orderId === orderId);
  const [container, ...others] = new Set(
    [...(named === undefined ? [] : [named]), ...linked].map((box) => box.container),
  );
  if (container === undefined || others.length > 0) return null;
  if (missed.some((row) => row.container === container)) return 'ROLLED';
  const plan = departures.findLast(
    (row) => row.container === container && row.milestone === 'PLANNED',
  );
  const closesAt = plan?.cargoClosingAt ?? null;
  const ofBox = moves.filter((move) => move.container === container).toSorted(inTime);
  const isLoaded = ofBox.some(({ move }) => move === 'LOAD');
  const first = ofBox.find(
    ({ move, emptyIndicator }) =>
      move === 'LOAD' || (move === 'GTIN' && emptyIndicator === 'LADEN'),
  );
  // What its vessel took was in time, though nobody saw when it came in, or told by when it had to.
  if (first?.move !== 'GTIN' || closesAt === null) return isLoaded ? 'ON_TIME' : null;
  return first.eventTime <= closesAt ? 'ON_TIME' : 'LATE';
}
