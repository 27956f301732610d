import { HOUR_MS } from '@landbridge/schemas';
import type { ExpectedDeparture } from './calls.ts';
import { type ExpectedMove, inTime } from './moves.ts';

/** A row that yard.dwells should hold. */
export type ExpectedStay = {
  readonly container: string;
  readonly eventTime: number;
  readonly facility: string | null;
  readonly dwellClass: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | 'EMPTY' | 'UNKNOWN';
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly dwellMs: number | null;
  /** In the simulated port no box goes from one terminal to another: a stay is all of its visit to the port. */
  readonly portDwellMs: number | null;
  readonly quality: 'COMPLETE' | 'END_INFERRED' | 'NO_START' | 'REJECTED';
  readonly startMove: string | null;
  readonly endMove: string | null;
  readonly teu: number | null;
  /** Whether a call that should have loaded it left meanwhile. */
  readonly rolled: boolean;
};

/** Travel before a box shows up elsewhere: by road, and from one port to the next. Defaults of the definition. */
const BY_ROAD_MS = 2 * HOUR_MS;
const BY_SEA_MS = 24 * HOUR_MS;

/**
 * A box's stays in terminals: from what brought it (DISC, GTIN) to what took it away (GTOT, LOAD) at the same terminal
 * with the same load. Where the end was lost, the next sign of the box tells that it must have left before.
 */
export function expectedStays(
  moves: readonly ExpectedMove[],
  missed: readonly ExpectedDeparture[],
): ExpectedStay[] {
  const stays: ExpectedStay[] = [];
  const isRolled = (start: ExpectedMove, untilMs: number): boolean =>
    missed.some(
      ({ container, eventTime }) =>
        container === start.container && start.eventTime <= eventTime && eventTime < untilMs,
    );
  for (const ofBox of Map.groupBy(moves, ({ container }) => container).values()) {
    let here: ExpectedMove | undefined;
    for (const move of ofBox.toSorted(inTime)) {
      const atTerminal = move.facilityType === 'POTE';
      const arrives = move.move === 'DISC' || move.move === 'GTIN';
      const leaves = move.move === 'LOAD' || move.move === 'GTOT';
      if (here !== undefined && leaves && atTerminal && isSameStay(here, move)) {
        stays.push({ ...wholeStay(here, move), rolled: isRolled(here, move.eventTime) });
        here = undefined;
        continue;
      }
      if (here !== undefined) {
        stays.push({ ...lostEnd(here, move), rolled: isRolled(here, move.eventTime) });
      }
      here = arrives && atTerminal ? move : undefined;
      if (leaves && atTerminal) stays.push(lostStart(move));
    }
    if (here !== undefined) stays.push({ ...openStay(here), rolled: isRolled(here, Infinity) });
  }
  return stays.sort(inTime);
}

function isSameStay(start: ExpectedMove, end: ExpectedMove): boolean {
  return start.facility === end.facility && start.emptyIndicator === end.emptyIndicator;
}

function openStay(start: ExpectedMove): ExpectedStay {
  return {
    container: start.container,
    eventTime: start.eventTime,
    facility: start.facility,
    dwellClass: classOf(start),
    startAt: start.eventTime,
    endAt: null,
    dwellMs: null,
    portDwellMs: null,
    rolled: false,
    quality: 'COMPLETE',
    startMove: start.move,
    endMove: null,
    teu: start.teu,
  };
}

function wholeStay(start: ExpectedMove, end: ExpectedMove): ExpectedStay {
  const passesThrough = start.transshipment || end.transshipment;
  return {
    ...openStay(start),
    dwellClass:
      passesThrough && start.emptyIndicator === 'LADEN' ? 'TRANSSHIPMENT' : classOf(start),
    endAt: end.eventTime,
    dwellMs: end.eventTime - start.eventTime,
    portDwellMs: end.eventTime - start.eventTime,
    endMove: end.move,
  };
}

/** Seen again without having been seen to leave. */
function lostEnd(start: ExpectedMove, next: ExpectedMove): ExpectedStay {
  const endAt = next.eventTime - (next.move === 'DISC' ? BY_SEA_MS : BY_ROAD_MS);
  const isSound = endAt >= start.eventTime;
  return {
    ...openStay(start),
    endAt,
    dwellMs: isSound ? endAt - start.eventTime : null,
    portDwellMs: isSound ? endAt - start.eventTime : null,
    quality: isSound ? 'END_INFERRED' : 'REJECTED',
  };
}

function lostStart(end: ExpectedMove): ExpectedStay {
  return {
    ...openStay(end),
    dwellClass: classWithoutStart(end),
    startAt: null,
    endAt: end.eventTime,
    quality: 'NO_START',
    startMove: null,
    endMove: end.move,
  };
}

function classOf(start: ExpectedMove): ExpectedStay['dwellClass'] {
  if (start.emptyIndicator === 'EMPTY') return 'EMPTY';
  if (start.transshipment) return 'TRANSSHIPMENT';
  return start.move === 'DISC' ? 'IMPORT' : 'EXPORT';
}

/** What leaves by the gate came by sea; what leaves by sea came by the gate only where it says so. */
function classWithoutStart(end: ExpectedMove): ExpectedStay['dwellClass'] {
  if (end.emptyIndicator === 'EMPTY') return 'EMPTY';
  if (end.transshipment) return 'TRANSSHIPMENT';
  if (end.move === 'GTOT') return end.trade === 'EXPORT' ? 'UNKNOWN' : 'IMPORT';
  return end.trade === 'EXPORT' ? 'EXPORT' : 'UNKNOWN';
}
