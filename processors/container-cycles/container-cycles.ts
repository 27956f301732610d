import {
  type ContainerCycle,
  containerMoves,
  containerCycles as cycleTopic,
  DAY_MS,
} from '@landbridge/schemas';
import {
  agreeOnLoad,
  isLadenReturn,
  isReuse,
  isSameBooking,
  isSameVoyage,
  RESTOW_MAX_MS,
} from '../move-pairs.ts';
import { isOverQuay, type MovePlace, placeOf, sameFacility } from '../move-place.ts';
import { defineProcessor, type Emitter } from '../processor.ts';
import { cycleRow, type Ending } from './cycle-row.ts';
import {
  type Cycle,
  type CycleMove,
  type CycleState,
  cycleState,
  moveOf,
  NO_CYCLE,
} from './cycle-state.ts';

type Placed = { readonly move: CycleMove; readonly place: MovePlace };
type Step = Placed & { readonly emit: Emitter<ContainerCycle> };

/** An empty gate move that is stated again so much later is another one; default. */
const RESTATED_MAX_MS = 3 * DAY_MS;
const MOVES = new Set(['DISC', 'LOAD', 'GTIN', 'GTOT', 'STUF', 'STRP']);

/**
 * The uses of a box, one after the other. A cycle is cut by what happens to the box, never by its booking, which may
 * change on the way: it begins with an empty gate-out, with the discharge of a box that was loaded in another port, or
 * with the stuffing of a box that was never back empty (a street turn); it ends with an empty gate-in, with its loading
 * if the next thing is a discharge elsewhere, or where the next one begins. An empty that goes into a plant is not back.
 */
export const containerCycles = defineProcessor({
  name: 'container-cycles',
  version: 2,
  inputs: { move: containerMoves },
  outputs: { cycle: cycleTopic },
  state: cycleState,
  initial: (): CycleState => NO_CYCLE,
  // A loaded box may be on another ocean; one that is under way here is waited for.
  closed: ({ cycle }) => cycle === null || cycle.loaded !== null,
  on: {
    move(state, event, emit, { reference }) {
      if (event.trade === 'RESTOW' || !MOVES.has(event.move)) return state;
      const move = moveOf(event);
      const step = { move, place: placeOf(event, reference), emit: emit.cycle };
      const now = withinSpan(state, event.eventTime);
      if (isStatedAgain(now, move)) return state;
      return goOn(cutBefore(now, step), step);
    },
  },
});

/** Ends the cycle if the move cannot be part of it. */
function cutBefore(state: CycleState, { move, place, emit }: Step): CycleState {
  const { cycle } = state;
  if (cycle === null) return state;
  const ending = endingBefore(cycle, { move, place });
  if (ending === undefined) return state;
  emit(cycleRow(cycle, { ...ending, shownBy: move }));
  return { cycle: null, endedBy: ending.end };
}

function endingBefore(cycle: Cycle, { move, place }: Placed): Ending | undefined {
  const { last, loaded, out } = cycle;
  if (move.move === 'DISC' && isOverQuay(move)) {
    if (loaded === null) return { by: 'NEXT_CYCLE', end: last, rule: 'discharged-next' };
    if (loaded.port !== move.port) return { by: 'DISCHARGED_ELSEWHERE', end: loaded };
    // Back in its own port at once it was moved aside, or by barge to another terminal.
    const isBack = move.eventTime - loaded.eventTime <= RESTOW_MAX_MS;
    return isBack ? undefined : { by: 'LOADED', end: loaded };
  }
  if (move.move === 'GTOT' && move.emptyIndicator === 'EMPTY' && place !== 'PLANT') {
    return loaded === null
      ? { by: 'NEXT_CYCLE', end: last, rule: 'empty-out-next' }
      : { by: 'LOADED', end: loaded };
  }
  return out !== null && isReuse({ out, move, place })
    ? { by: 'STREET_TURN', end: move }
    : undefined;
}

/** The cycle with one more move; it is over where the box is back empty. */
function goOn(state: CycleState, { move, place, emit }: Step): CycleState {
  const cycle =
    state.cycle === null ? newCycle(state, { move, place }) : grown(state.cycle, { move, place });
  const isBack = move.move === 'GTIN' && move.emptyIndicator === 'EMPTY' && place !== 'PLANT';
  if (isBack) {
    emit(cycleRow(cycle, { by: 'EMPTY_IN', end: move }));
    return { cycle: null, endedBy: move };
  }
  emit(cycleRow(cycle));
  return { cycle, endedBy: null };
}

function newCycle({ endedBy }: CycleState, { move, place }: Placed): Cycle {
  const isEmptyOut = move.move === 'GTOT' && move.emptyIndicator === 'EMPTY' && place !== 'PLANT';
  // A street turn is cut at the move that begins the next use; an empty that is back may be loaded as it is.
  const isTurned = endedBy?.id === move.id;
  const isSeaborne = move.move === 'DISC' && isOverQuay(move);
  const isRepositioned =
    endedBy !== null && move.move === 'LOAD' && move.emptyIndicator === 'EMPTY';
  const begun = isEmptyOut || isTurned || isSeaborne || isRepositioned;
  const empty: Cycle = {
    first: move,
    last: move,
    begun,
    discharged: false,
    out: null,
    laden: false,
    loaded: null,
    booking: null,
    rebookedBy: null,
  };
  return grown(empty, { move, place });
}

function grown(cycle: Cycle, { move, place }: Placed): Cycle {
  const isLaden = move.emptyIndicator === 'LADEN';
  const isQuay = isOverQuay(move);
  const isRebooked =
    cycle.booking !== null && move.booking !== null && move.booking !== cycle.booking;
  return {
    ...cycle,
    last: move,
    discharged: cycle.discharged || (isQuay && move.move === 'DISC'),
    out: outAfter(cycle, { move, place }),
    laden: cycle.laden || isLaden || move.move === 'STUF',
    // Discharged where it was loaded, it is still here.
    loaded: isQuay ? (move.move === 'LOAD' ? move : null) : cycle.loaded,
    booking: cycle.booking ?? move.booking,
    rebookedBy: cycle.rebookedBy ?? (isRebooked ? move.id : null),
  };
}

/**
 * The laden gate-out that took the box inland. What leaves a plant laden is on its way to the terminal; what is back in
 * one with its cargo, from the scanner, from another terminal or refused, is not inland any more.
 */
function outAfter({ out, loaded }: Cycle, { move, place }: Placed): CycleMove | null {
  const isOut = move.move === 'GTOT' && move.emptyIndicator === 'LADEN' && place !== 'PLANT';
  if (isOut && loaded === null) return move;
  if (out === null || move.move !== 'GTIN' || place !== 'TERMINAL') return out;
  const isBack = move.emptyIndicator !== 'EMPTY' && isLadenReturn({ out, back: move });
  return isBack ? null : out;
}

/** The same move stated again, too far apart for one: nothing happened in between. */
function isStatedAgain({ cycle, endedBy }: CycleState, move: CycleMove): boolean {
  const known = cycle?.last ?? endedBy;
  if (known == null || known.move !== move.move) return false;
  if (!sameFacility(known, move) || !agreeOnLoad(known, move) || known.port !== move.port)
    return false;
  if (move.emptyIndicator === 'EMPTY') return move.eventTime - known.eventTime <= RESTATED_MAX_MS;
  return isOverQuay(move) ? isSameVoyage(known, move) : isSameBooking(known, move);
}

/** A cycle beyond the topic's span can no longer be ended: its row stays open, and the query calls it censored. */
function withinSpan(state: CycleState, atMs: number): CycleState {
  const { cycle } = state;
  return cycle !== null && atMs - cycle.first.eventTime > cycleTopic.spanMs ? NO_CYCLE : state;
}
