import {
  containerEvents,
  containerMoves,
  type EmptyReturn,
  emptyReturns as emptyReturnTopic,
} from '@landbridge/schemas';
import {
  agreeOnLoad,
  isBroughtUnseen,
  isInspectionTrip,
  isLadenReturn,
  isReuse,
  isSameBooking,
  isTransfer,
  mayHaveFollowed,
} from '../move-pairs.ts';
import { isOverQuay, type MovePlace, placeOf, sameFacility } from '../move-place.ts';
import { defineProcessor, type Emitter } from '../processor.ts';
import { type Away, type Ending, returnRow, returnWithoutStart } from './return-row.ts';
import {
  AT_FIRST,
  moveOf,
  type ReturnMove,
  type ReturnState,
  returnState,
} from './return-state.ts';

type Step = {
  readonly move: ReturnMove;
  readonly place: MovePlace;
  readonly isQuay: boolean;
  readonly emit: Emitter<EmptyReturn>;
};

/**
 * An import box from its laden gate-out until it is back empty at a depot or terminal, whichever: another one than the
 * carrier had planned is flagged. A box that is stuffed again, or comes in laden with other cargo, without having been
 * back is a street turn. One that came back with its cargo was not returned empty; one that only went to a scanner or
 * another terminal was not away. Where the gate-out was missed the stripping begins the return, labelled. What is stated
 * to the day stands before the moves of that day that it came after: a gate-out before its discharge, a stripping
 * before its gate-out.
 */
export const emptyReturns = defineProcessor({
  name: 'empty-returns',
  version: 2,
  inputs: { plan: containerEvents, move: containerMoves },
  outputs: { back: emptyReturnTopic },
  state: returnState,
  initial: (): ReturnState => AT_FIRST,
  // A box that is away is waited for.
  closed: ({ start }) => start === null,
  only: {
    plan: ({ classifier, eventCode, emptyIndicator, facility, container, subject }) =>
      classifier !== 'ACT' &&
      eventCode === 'GTIN' &&
      emptyIndicator === 'EMPTY' &&
      facility !== null &&
      container === subject,
    move: ({ trade }) => trade !== 'RESTOW',
  },
  on: {
    plan(state, event, emit) {
      const { id, facility } = event;
      if (facility === null) return state;
      const next = { ...withinSpan(state, event.eventTime), expected: { depot: facility, id } };
      if (next.start !== null) emit.back(returnRow({ ...next, start: next.start }));
      return next;
    },
    move(state, event, emit, { reference }) {
      const now = withinSpan(state, event.eventTime);
      const place = placeOf(event, reference);
      const isQuay = isOverQuay(event);
      const step = { move: moveOf(event), place, isQuay, emit: emit.back };
      switch (event.move) {
        case 'GTOT':
          return event.emptyIndicator === 'EMPTY'
            ? emptyOut(now, step)
            : ladenOut(now, { ...step, isImport: isImportTrade(event) });
        case 'GTIN':
          return event.emptyIndicator === 'EMPTY' ? emptyIn(now, step) : ladenIn(now, step);
        case 'STRP':
          return stripped(now, step);
        case 'STUF':
          return stuffed(now, step);
        case 'DISC':
        case 'LOAD':
          return overQuay(now, step);
        default:
          return now;
      }
    },
  },
});

function ladenOut(state: ReturnState, step: Step & { isImport: boolean }): ReturnState {
  const { move, place, emit } = step;
  const { start } = state;
  if (place !== 'TERMINAL' || move.emptyIndicator !== 'LADEN') return state;
  if (start !== null && sameFacility(start, move) && isSameBooking(start, move)) return state;
  if (start?.move === 'STRP' && step.isImport && mayHaveFollowed(start, move)) {
    emit.withdraw(start.id);
    return begun({ start: move, stripped: start, expected: state.expected }, emit);
  }
  const next = missed(state, step, 'next-gate-out');
  if (state.last === 'BROUGHT' || !step.isImport) return { ...next, last: 'ELSEWHERE', came: null };
  return begun({ start: move, stripped: null, expected: next.expected }, emit);
}

function begun(away: Away, emit: Step['emit']): ReturnState {
  emit(returnRow(away));
  return { ...away, last: 'ELSEWHERE', came: null };
}

function emptyOut(state: ReturnState, step: Step): ReturnState {
  if (step.place === 'PLANT') return state;
  return { ...missed(state, step, 'empty-out-next'), last: 'ELSEWHERE', came: null };
}

function emptyIn(state: ReturnState, { move, place, emit }: Step): ReturnState {
  if (place === 'PLANT' || place === 'ABROAD') return state;
  const { start, expected, last } = state;
  if (start !== null) return over(state, { outcome: 'RETURNED', move }, emit);
  const isImport = last === 'NOTHING' || last === 'DISCHARGED';
  if (isImport) emit(returnWithoutStart(move, expected));
  return { ...AT_FIRST, last: 'ELSEWHERE' };
}

function ladenIn(state: ReturnState, { move, place, emit }: Step): ReturnState {
  if (place !== 'TERMINAL' || move.emptyIndicator !== 'LADEN') return state;
  const { start, came } = state;
  if (start === null) {
    const isImport = came !== null && isBroughtUnseen({ from: came, back: move });
    return isImport ? { ...state, came: move } : { ...state, last: 'BROUGHT', came: null };
  }
  const pair = { out: start, back: move };
  if (isInspectionTrip(pair) || isTransfer(pair)) {
    emit.withdraw(start.id);
    return { ...state, start: null, stripped: null, last: 'DISCHARGED', came: move };
  }
  const isBack = isLadenReturn(pair);
  const next = over(state, { outcome: isBack ? 'LADEN_RETURN' : 'STREET_TURN', move }, emit);
  // What was refused is an import still; what comes with other cargo is on its way out.
  return { ...next, last: isBack ? 'DISCHARGED' : 'BROUGHT', came: isBack ? move : null };
}

function stripped(state: ReturnState, { move, place, emit }: Step): ReturnState {
  if (place === 'TERMINAL' || place === 'ABROAD' || state.stripped !== null) return state;
  const { start, expected } = state;
  // Stripped without having been seen to leave: it is away since then at the latest.
  return begun({ start: start ?? move, stripped: move, expected }, emit);
}

function stuffed(state: ReturnState, { move, place, emit }: Step): ReturnState {
  const { start } = state;
  if (start === null || !isReuse({ out: start, move, place })) return state;
  return over(state, { outcome: 'STREET_TURN', move }, emit);
}

function overQuay(state: ReturnState, step: Step): ReturnState {
  const { move, place, isQuay } = step;
  const { start } = state;
  if (!isQuay) return state;
  const comes = move.move === 'DISC' && place === 'TERMINAL';
  if (comes && start !== null && isDischargeOf(start, move)) return state;
  const next = missed(state, step, 'next-cycle');
  const isImport = comes && move.emptyIndicator !== 'EMPTY';
  return { ...next, last: isImport ? 'DISCHARGED' : 'ELSEWHERE', came: isImport ? move : null };
}

function isDischargeOf(out: ReturnMove, disc: ReturnMove): boolean {
  const isOfOneDay = out.move === 'GTOT' && mayHaveFollowed(out, disc);
  return isOfOneDay && sameFacility(out, disc) && agreeOnLoad(out, disc);
}

/** The box was somewhere that it can only have come to after it was back: nobody saw when. */
function missed(state: ReturnState, { move, emit }: Step, rule: string): ReturnState {
  return state.start === null ? state : over(state, { outcome: 'MISSED', move, rule }, emit);
}

function over(state: ReturnState, ending: Ending, emit: Step['emit']): ReturnState {
  const { start } = state;
  if (start !== null) emit(returnRow({ ...state, start }, ending));
  return { ...AT_FIRST, last: 'ELSEWHERE' };
}

function isImportTrade(event: { trade: string | null; transshipment: boolean }): boolean {
  return event.trade !== 'EXPORT' && event.trade !== 'TRANSSHIPMENT' && !event.transshipment;
}

/** A return beyond the topic's span can no longer be ended: its row stays open, and the query calls it censored. */
function withinSpan(state: ReturnState, atMs: number): ReturnState {
  const { start } = state;
  const isTooLong = start !== null && atMs - start.eventTime > emptyReturnTopic.spanMs;
  return isTooLong ? { ...AT_FIRST, last: 'ELSEWHERE' } : state;
}
