import type { KnownFacts, StatedCall, StatedMove } from './facts.ts';

/** A row that call.boxes should hold. */
export type ExpectedCallBox = {
  readonly container: string;
  readonly eventTime: number;
  readonly callId: string;
  readonly status: 'PLANNED' | 'CANCELLED' | 'LOADED';
};

/** A row that box.departures should hold. */
export type ExpectedDeparture = {
  readonly container: string;
  readonly eventTime: number;
  readonly callId: string;
  readonly milestone: 'PLANNED' | 'CANCELLED' | 'DEPARTED';
  readonly cargoClosingAt: number | null;
};

/** Which call each box is planned for and was loaded on, as its carrier and its terminal state it. */
export function expectedCallBoxes({ moves, plans }: KnownFacts): ExpectedCallBox[] {
  const loads = [...plans, ...moves].filter(({ move }) => move === 'LOAD');
  return [...Map.groupBy(loads, ({ container }) => container).values()].flatMap(callsOfBox);
}

/** In the simulated port a box leaves by sea once: whatever is planned for it comes before that. */
function callsOfBox(statements: readonly StatedMove[]): ExpectedCallBox[] {
  const rows: ExpectedCallBox[] = [];
  let planned: StatedMove | undefined;
  for (const said of statements.toSorted((one, other) => one.atMs - other.atMs)) {
    const isPlan = said.classifier === 'PLN';
    const isOnPlan = planned !== undefined && isSameCall(planned, said);
    if (isPlan && isOnPlan) continue;
    const say = (status: ExpectedCallBox['status'], callId: string | null | undefined) => {
      if (callId == null) return;
      rows.push({ container: said.container, eventTime: said.atMs, callId, status });
    };
    if (!isOnPlan) say('CANCELLED', planned?.callId);
    if (isPlan) {
      planned = said;
      say('PLANNED', said.callId);
      continue;
    }
    if (!isOnPlan) planned = undefined;
    say('LOADED', said.callId ?? planned?.callId);
    if (rows.at(-1)?.status === 'LOADED') break;
  }
  return rows;
}

/** The terminal names the voyage of a box, its carrier the call. */
function isSameCall(planned: StatedMove, said: StatedMove): boolean {
  return said.callId === null ? said.voyage === planned.voyage : said.callId === planned.callId;
}

/** What calls tell the boxes that are planned for them, until they depart: with them, or leaving them behind. */
export function expectedDepartures({ calls }: KnownFacts, boxes: readonly ExpectedCallBox[]) {
  const stated = Map.groupBy(calls, ({ callId }) => callId);
  const rows: ExpectedDeparture[] = [];
  for (const box of boxes) {
    const { callId, container, eventTime, status } = box;
    const { closesAt, departedAt } = timesOf(stated.get(callId) ?? []);
    const row = { container, callId, cargoClosingAt: closesAt };
    if (status === 'LOADED' || eventTime > departedAt) continue;
    rows.push({ ...row, eventTime, milestone: status });
    if (status !== 'PLANNED') continue;
    const later = boxes.find(
      (other) =>
        other.container === container && other.callId === callId && other.status !== 'PLANNED',
    );
    if (departedAt < Infinity && departedAt < (later?.eventTime ?? Infinity)) {
      rows.push({ ...row, eventTime: departedAt, milestone: 'DEPARTED' });
    }
  }
  return rows;
}

/** The departures that left a box behind: the box was not loaded on that call, before it was told or after. */
export function missedDepartures(
  departures: readonly ExpectedDeparture[],
  boxes: readonly ExpectedCallBox[],
): ExpectedDeparture[] {
  const isLoaded = ({ container, callId }: ExpectedDeparture) =>
    boxes.some(
      (box) => box.status === 'LOADED' && box.container === container && box.callId === callId,
    );
  return departures.filter((row) => row.milestone === 'DEPARTED' && !isLoaded(row));
}

function timesOf(statements: readonly StatedCall[]) {
  const of = (milestone: string, isPlan: boolean) =>
    statements.find(
      (said) => said.milestone === milestone && (said.expectedAt !== null) === isPlan,
    );
  return {
    closesAt: of('CARGO_CLOSING', true)?.expectedAt ?? null,
    departedAt: of('DEPARTED', false)?.atMs ?? Infinity,
  };
}
