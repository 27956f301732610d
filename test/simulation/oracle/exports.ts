import { DAY_MS } from '@landbridge/schemas';
import type { ExpectedLink } from './links.ts';
import { type ExpectedMove, inTime } from './moves.ts';
import type { ExpectedOrderBox } from './orders.ts';

/** What export.leads should say that follows from containers, gates and orders; a start by trip is the roads'. */
export type ExpectedLead = {
  readonly container: string;
  readonly eventTime: number;
  readonly facility: string | null;
  readonly orderId: string | null;
  readonly startBy: 'STUFFED' | 'PLANT_STATED' | null;
  readonly startAt: number | null;
  readonly gatedInAt: number | null;
  readonly loadedAt: number | null;
  readonly leadMs: number | null;
  readonly loadingMs: number | null;
};

type Known = {
  readonly orders: readonly ExpectedOrderBox[];
  readonly links: readonly ExpectedLink[];
};

/** Longest time from the stuffing to the gate where only the plant tells of it. Default of the definition. */
const STUFFED_BEFORE_MS = 30 * DAY_MS;

/**
 * The export of each box: stuffed, gated in laden, loaded. In the simulated port a box is exported once, after it was
 * delivered or fetched empty; what was lost of that leaves the rest.
 */
export function expectedLeads(moves: readonly ExpectedMove[], known: Known): ExpectedLead[] {
  const leads: ExpectedLead[] = [];
  for (const ofBox of Map.groupBy(moves, ({ container }) => container).values()) {
    const told = ofBox.toSorted(inTime);
    const stuffed = told.find(({ move }) => move === 'STUF');
    const gateIn = told.find((move) => isLadenIn(move));
    if (stuffed === undefined && gateIn === undefined) continue;
    const loaded = told.find(({ move }) => move === 'LOAD');
    leads.push(leadOf({ stuffed, gateIn, loaded }, known));
  }
  return leads;
}

function isLadenIn({ move, emptyIndicator, facilityType }: ExpectedMove): boolean {
  return move === 'GTIN' && emptyIndicator === 'LADEN' && facilityType === 'POTE';
}

function leadOf(
  seen: Record<'stuffed' | 'gateIn' | 'loaded', ExpectedMove | undefined>,
  { orders, links }: Known,
): ExpectedLead {
  const { stuffed, gateIn, loaded } = seen;
  const first = (stuffed ?? gateIn) as ExpectedMove;
  const isOfBox = ({ container, direction }: { container: string; direction: string }) =>
    container === first.container && direction === 'OUTBOUND';
  const order = orders.find(isOfBox);
  const linked = links.filter(isOfBox).toSorted(byTime).at(-1);
  const stuffedAt = order?.stuffedAt ?? null;
  const isStated =
    stuffedAt !== null &&
    stuffedAt <= first.eventTime &&
    first.eventTime - stuffedAt <= STUFFED_BEFORE_MS;
  const startAt = stuffed?.eventTime ?? (isStated ? stuffedAt : null);
  const gatedInAt = gateIn?.eventTime ?? null;
  const loadedAt = loaded?.eventTime ?? null;
  return {
    container: first.container,
    eventTime: startAt ?? first.eventTime,
    facility: (gateIn ?? loaded)?.facility ?? null,
    orderId: order?.orderId ?? linked?.orderId ?? null,
    startBy: stuffed !== undefined ? 'STUFFED' : isStated ? 'PLANT_STATED' : null,
    startAt,
    gatedInAt,
    loadedAt,
    leadMs: startAt === null || gatedInAt === null ? null : gatedInAt - startAt,
    loadingMs: gatedInAt === null || loadedAt === null ? null : loadedAt - gatedInAt,
  };
}

/** Links in the order in which the box heard of them. */
function byTime(one: ExpectedLink, other: ExpectedLink): number {
  return one.eventTime - other.eventTime || (one.orderId < other.orderId ? -1 : 1);
}
