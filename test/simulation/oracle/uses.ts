import type { KnownFacts } from './facts.ts';
import { type ExpectedMove, inTime } from './moves.ts';

/** A row that container.cycles should hold. */
export type ExpectedCycle = {
  readonly container: string;
  readonly eventTime: number;
  readonly kind: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | 'EMPTY';
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly endedBy: 'EMPTY_IN' | 'LOADED' | 'STREET_TURN' | 'NEXT_CYCLE' | null;
  readonly quality: 'COMPLETE' | 'END_INFERRED' | 'NO_START';
};

/** A row that empty.returns should hold. */
export type ExpectedReturn = {
  readonly container: string;
  readonly eventTime: number;
  readonly outcome: 'RETURNED' | 'STREET_TURN' | 'MISSED' | null;
  readonly gateOutAt: number | null;
  readonly strippedAt: number | null;
  readonly returnedAt: number | null;
  readonly depot: string | null;
  readonly expectedDepot: string | null;
  readonly wrongDepot: boolean;
  readonly quality: 'COMPLETE' | 'START_INFERRED' | 'END_INFERRED' | 'NO_START';
};

/**
 * The uses of each box in the simulated port, where a box lives once: it comes by sea, is delivered, comes back empty or
 * is stuffed on the spot, waits, is fetched, stuffed, and leaves by sea. What was lost on the way leaves gaps.
 */
export function expectedCycles(moves: readonly ExpectedMove[]): ExpectedCycle[] {
  const cycles: ExpectedCycle[] = [];
  for (const ofBox of byBox(moves)) {
    let use: ExpectedMove[] = [];
    let isTurned = false;
    let wasBack = false;
    const end = (ending: Pick<ExpectedCycle, 'endAt' | 'endedBy'> & { inferred?: boolean }) => {
      if (use.length > 0) cycles.push(cycleOf(use, { ...ending, isTurned, wasBack }));
      wasBack = ending.endedBy === 'EMPTY_IN';
      isTurned = ending.endedBy === 'STREET_TURN';
      use = [];
    };
    for (const move of ofBox) {
      const last = use.at(-1);
      if (isEmptyOut(move) && last !== undefined) {
        end({ endAt: last.eventTime, endedBy: 'NEXT_CYCLE', inferred: true });
      } else if (use.some(isImportLeaving) && isExportSign(move)) {
        end({ endAt: move.eventTime, endedBy: 'STREET_TURN' });
      }
      use.push(move);
      if (isEmptyIn(move)) end({ endAt: move.eventTime, endedBy: 'EMPTY_IN' });
    }
    const loaded = use.find(({ move }) => move === 'LOAD');
    end({ endAt: loaded?.eventTime ?? null, endedBy: loaded === undefined ? null : 'LOADED' });
  }
  return cycles.sort(inTime);
}

function cycleOf(
  use: readonly ExpectedMove[],
  ending: Pick<ExpectedCycle, 'endAt' | 'endedBy'> & {
    inferred?: boolean;
    isTurned: boolean;
    wasBack: boolean;
  },
): ExpectedCycle {
  const [first] = use as [ExpectedMove];
  const { endAt, endedBy, inferred, isTurned, wasBack } = ending;
  const isEmptyLoading = wasBack && first.move === 'LOAD' && first.emptyIndicator === 'EMPTY';
  const isBegun = first.move === 'DISC' || isEmptyOut(first) || isTurned || isEmptyLoading;
  return {
    container: first.container,
    eventTime: first.eventTime,
    kind: kindOf(use),
    startAt: isBegun ? first.eventTime : null,
    endAt,
    endedBy,
    quality: isBegun ? (inferred === true ? 'END_INFERRED' : 'COMPLETE') : 'NO_START',
  };
}

function kindOf(use: readonly ExpectedMove[]): ExpectedCycle['kind'] {
  const has = (code: string) => use.some(({ move }) => move === code);
  if (!use.some((move) => move.emptyIndicator === 'LADEN' || move.move === 'STUF')) return 'EMPTY';
  if (has('DISC')) return has('LOAD') && !use.some(isImportLeaving) ? 'TRANSSHIPMENT' : 'IMPORT';
  return use.some(isImportLeaving) ? 'IMPORT' : 'EXPORT';
}

/** The way of each import box from the laden gate-out until it is empty somewhere, or in use again. */
export function expectedReturns(
  moves: readonly ExpectedMove[],
  { plans }: KnownFacts,
): ExpectedReturn[] {
  const returns: ExpectedReturn[] = [];
  const plansOf = Map.groupBy(plans, ({ container }) => container);
  for (const ofBox of byBox(moves)) {
    const start = ofBox.findIndex((move) => isImportLeaving(move) || move.move === 'STRP');
    const back = ofBox.findIndex(isEmptyIn);
    const first = ofBox[start];
    if (first === undefined || (back >= 0 && back < start)) {
      // Boxes that depots had from the beginning are fetched first; one that is brought was away before.
      const seen = ofBox.slice(0, Math.max(back, 0));
      if (back >= 0 && !seen.some(isEmptyOut)) returns.push(lostReturn(ofBox, back, plansOf));
      continue;
    }
    returns.push(returnOf(ofBox, start, plansOf));
  }
  return returns.sort(inTime);
}

type Plans = ReadonlyMap<string, KnownFacts['plans']>;

function returnOf(ofBox: readonly ExpectedMove[], start: number, plans: Plans): ExpectedReturn {
  const first = ofBox[start] as ExpectedMove;
  const stripped = [first, ofBox[start + 1]].find((move) => move?.move === 'STRP');
  const end = ofBox.slice(start + 1).find(({ move }) => move !== 'STRP');
  const returned = end !== undefined && isEmptyIn(end) ? end : undefined;
  const outcome = outcomeOf(end);
  const expectedDepot = plannedUntil(first, { end, plans });
  return {
    container: first.container,
    eventTime: first.eventTime,
    outcome,
    gateOutAt: first.move === 'GTOT' ? first.eventTime : null,
    strippedAt: stripped?.eventTime ?? null,
    returnedAt: returned?.eventTime ?? null,
    depot: returned?.facility ?? null,
    expectedDepot,
    wrongDepot:
      returned !== undefined && expectedDepot !== null && returned.facility !== expectedDepot,
    quality:
      outcome === 'MISSED' ? 'END_INFERRED' : first.move === 'GTOT' ? 'COMPLETE' : 'START_INFERRED',
  };
}

function lostReturn(ofBox: readonly ExpectedMove[], back: number, plans: Plans): ExpectedReturn {
  const end = ofBox[back] as ExpectedMove;
  const expectedDepot = plannedUntil(end, { end, plans });
  return {
    container: end.container,
    eventTime: end.eventTime,
    outcome: 'RETURNED',
    gateOutAt: null,
    strippedAt: null,
    returnedAt: end.eventTime,
    depot: end.facility,
    expectedDepot,
    wrongDepot: expectedDepot !== null && end.facility !== expectedDepot,
    quality: 'NO_START',
  };
}

function outcomeOf(end: ExpectedMove | undefined): ExpectedReturn['outcome'] {
  if (end === undefined) return null;
  if (isEmptyIn(end)) return 'RETURNED';
  return isExportSign(end) ? 'STREET_TURN' : 'MISSED';
}

/** Where the carrier wants the box back: there is one such plan in a box's life. */
function plannedUntil(
  { container }: ExpectedMove,
  { end, plans }: { end: ExpectedMove | undefined; plans: Plans },
): string | null {
  const plan = plans
    .get(container)
    ?.find(({ move, atMs }) => move === 'GTIN' && atMs <= (end?.eventTime ?? atMs));
  return plan?.facility ?? null;
}

function byBox(moves: readonly ExpectedMove[]): ExpectedMove[][] {
  return [...Map.groupBy(moves, ({ container }) => container).values()].map((ofBox) =>
    ofBox.toSorted(inTime),
  );
}

function isEmptyOut({ move, emptyIndicator }: ExpectedMove): boolean {
  return move === 'GTOT' && emptyIndicator === 'EMPTY';
}

function isEmptyIn({ move, emptyIndicator }: ExpectedMove): boolean {
  return move === 'GTIN' && emptyIndicator === 'EMPTY';
}

function isImportLeaving({ move, emptyIndicator }: ExpectedMove): boolean {
  return move === 'GTOT' && emptyIndicator === 'LADEN';
}

function isExportSign({ move, emptyIndicator }: ExpectedMove): boolean {
  return move === 'STUF' || (move === 'GTIN' && emptyIndicator === 'LADEN');
}
