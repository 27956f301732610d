import {
  boxDepartures,
  containerMoves,
  DAY_MS,
  type YardDwell,
  yardDwells as yardDwellTopic,
} from '@landbridge/schemas';
import {
  agreeOnLoad,
  isInspectionTrip,
  isRestow,
  isSameBooking,
  isSameVoyage,
  mayHaveFollowed,
} from '../move-pairs.ts';
import { type MovePlace, placeOf, sameFacility } from '../move-place.ts';
import { defineProcessor, type Emitter } from '../processor.ts';
import { broughtFrom, lastOf, toldAnew } from './port-visit.ts';
import {
  closedStay,
  contradictedStay,
  inferredStay,
  openStay,
  stayWithoutStart,
  transferred,
} from './stay.ts';
import {
  MISSED_MAX,
  type Missed,
  NOWHERE,
  type PortVisit,
  remember,
  type Stay,
  type StayMove,
  type YardState,
  yardState,
} from './yard-state.ts';

type Emit = Emitter<YardDwell>;
type Step = { readonly move: StayMove; readonly place: MovePlace; readonly emit: Emit };

const YARD_MOVES = new Set(['DISC', 'GTIN', 'LOAD', 'GTOT', 'STUF', 'STRP', 'CHECKIN']);
/** A check-in is of the arrival that follows within so much; default. */
const CHECK_IN_LEAD_MS = DAY_MS;

/**
 * A box's stay in a terminal, from the move that brought it (DISC, GTIN) to the move that took it away (LOAD, GTOT).
 * An open stay is a row without an end. Depots, plants and foreign ports open no stays: a yard is a terminal's. Where
 * nobody states the arrival, the terminal's check-in (TIC 4.0) begins the stay, labelled as inferred.
 *
 * A stay ends only with a move out of the same terminal that agrees on the load, so that two cycles of a box are never
 * one stay. When the box is seen elsewhere, or comes in again, its end was missed and is inferred. Inspections, seal
 * checks and moves inside the yard end nothing; a gate trip to a scanner and back goes on with the stay; a restow is
 * no stay at all. A box that is taken to another terminal of the port has two stays there, and one in the port. What
 * stands in the yard when the vessel leaves that was to load it stays, and was rolled; so was what is out at the scanner
 * or under way to another terminal by then.
 */
export const yardDwells = defineProcessor({
  name: 'yard-dwells',
  version: 3,
  inputs: { move: containerMoves, departure: boxDepartures },
  outputs: { stay: yardDwellTopic },
  state: yardState,
  initial: (): YardState => NOWHERE,
  // How a box left matters for hours only; a box that stands in the yard is waited for.
  closed: (state) => state.stay === null,
  only: {
    move: ({ trade, move }) => trade !== 'RESTOW' && YARD_MOVES.has(move),
    departure: ({ milestone }) => milestone === 'DEPARTED',
  },
  on: {
    move(state, event, emit, { reference }) {
      const step = { move: remember(event), place: placeOf(event, reference), emit: emit.stay };
      const now = withinSpan(state, event.eventTime);
      if (event.move === 'DISC' || event.move === 'GTIN') return arrive(now, step);
      if (event.move === 'LOAD' || event.move === 'GTOT') return leave(now, step);
      if (event.move === 'STUF' || event.move === 'STRP') return changeLoad(now, step);
      return checkIn(now, step);
    },
    departure(state, { id, callId, voyage, eventTime }, emit) {
      const { stay, left } = withinSpan(state, eventTime);
      const call = { id, callId, voyage };
      if (stay !== null) {
        const rolled = leftBehind(stay, call);
        emit.stay(openStay(rolled));
        return { ...NOWHERE, stay: rolled };
      }
      // Whether the stay goes on tells only when the box is back: what it missed meanwhile is told then.
      if (left === null || left.stay === null) return state;
      return { ...NOWHERE, left: { ...left, stay: leftBehind(left.stay, call) } };
    },
  },
});

/** The stay of a box that a call which was to load it has left behind. */
function leftBehind(stay: Stay, call: Missed): Stay {
  const { missed } = stay;
  return missed.length === MISSED_MAX ? stay : { ...stay, missed: [...missed, call] };
}

function arrive(state: YardState, step: Step): YardState {
  const { stay, left } = state;
  const { move, place, emit } = step;
  if (stay !== null) {
    if (isCheckInOf(stay, move)) {
      emit.withdraw(stay.start.id);
      return begin(step, null);
    }
    if (place !== 'ABROAD' && restates(stay.start, move)) return state;
    return arriveUnseen(stay, step);
  }
  // What happens at a scanner or freight station outside belongs to the trip there.
  if (left !== null && (place === 'INLAND' || place === 'UNKNOWN')) return state;
  if (left === null || place !== 'TERMINAL') return begin(step, null);
  if (left.stay !== null && move.move === 'GTIN' && returns(left.end, move)) {
    emit(openStay(left.stay, [left.end, move]));
    return { ...NOWHERE, stay: left.stay };
  }
  if (left.stay === null && refutes(left.end, move)) {
    emit.withdraw(left.end.id);
    emit(contradictedStay(stayOf(move), left.end));
    return NOWHERE;
  }
  const visit = move.move === 'GTIN' ? broughtFrom(left, move) : undefined;
  if (visit === undefined) return begin(step, null);
  emit(transferred(toldAnew(left), { first: visit.first, next: move }));
  return begin(step, visit);
}

/** Comes in though it was not seen to leave: it must have left, to another terminal of the port perhaps. */
function arriveUnseen(stay: Stay, step: Step): YardState {
  const { move, place, emit } = step;
  const rule = sameFacility(stay.start, move) ? 'arrived-again' : 'seen-elsewhere';
  const ended = inferredStay(stay, { next: move, place, rule });
  const visit = place === 'TERMINAL' ? broughtFrom({ stay, end: null }, move) : undefined;
  if (visit === undefined) {
    emit(ended);
    return begin(step, null);
  }
  emit(transferred(ended, { first: visit.first, next: move }));
  return begin(step, visit);
}

function begin({ move, place, emit }: Step, visit: PortVisit | null): YardState {
  if (place !== 'TERMINAL') return NOWHERE;
  const stay = { ...stayOf(move), visit };
  emit(openStay(stay));
  return { ...NOWHERE, stay };
}

function checkIn(state: YardState, step: Step): YardState {
  const { stay, left } = state;
  const { move, place } = step;
  const isHere = stay !== null && sameFacility(stay.start, move);
  if (place !== 'TERMINAL' || isHere) return state;
  // Terminals enter a box late: what has just left is not back.
  const hasLeft = left !== null && move.eventTime - left.end.eventTime <= CHECK_IN_LEAD_MS;
  if (stay === null && hasLeft && sameFacility(left.end, move)) return state;
  return stay === null ? begin(step, null) : arriveUnseen(stay, step);
}

function leave(state: YardState, { move, place, emit }: Step): YardState {
  const { stay, left } = state;
  const couldBeHere = place === 'TERMINAL' || place === 'UNKNOWN';
  if (stay !== null && couldBeHere && sameFacility(stay.start, move)) {
    if (stay.loadChanged || agreeOnLoad(stay.start, move)) return endStay(stay, { move, emit });
    emit(inferredStay(stay, { next: move, place, rule: 'load-changed' }));
  } else if (stay !== null) {
    emit(inferredStay(stay, { next: move, place, rule: 'seen-elsewhere' }));
  }
  if (stay === null && place === 'INLAND') return state;
  if (place !== 'TERMINAL') return NOWHERE;
  if (stay === null && left !== null && restates(left.end, move)) return state;
  emit(stayWithoutStart(move));
  return { ...NOWHERE, left: { end: move, stay: null } };
}

function endStay(stay: Stay, { move, emit }: Pick<Step, 'move' | 'emit'>): YardState {
  const { start, visit } = stay;
  if (start.move === 'DISC' && move.move === 'LOAD' && isRestow({ discharge: start, load: move })) {
    emit.withdraw(start.id);
    return NOWHERE;
  }
  emit(closedStay(stay, move));
  const last = visit === null ? null : lastOf(visit);
  if (visit !== null && last !== null) {
    // How the box leaves the port tells what it was there for, at the terminal before too.
    emit(transferred(toldAnew(last), { first: visit.first, next: start, end: move }));
  }
  return { ...NOWHERE, left: { end: move, stay } };
}

/** Stuffed or stripped inside the terminal, the box may leave with another load than it came with. */
function changeLoad(state: YardState, { move, place, emit }: Step): YardState {
  const { stay } = state;
  if (stay === null) return state;
  if (place === 'PLANT' || place === 'DEPOT' || place === 'ABROAD') {
    emit(inferredStay(stay, { next: move, place, rule: 'seen-elsewhere' }));
    return NOWHERE;
  }
  return stay.loadChanged ? state : { ...state, stay: { ...stay, loadChanged: true } };
}

function stayOf(start: StayMove): Stay {
  return { start, loadChanged: false, missed: [], visit: null };
}

/** Whether a stay began with a check-in that an arrival turns out to stand for. */
function isCheckInOf({ start }: Stay, move: StayMove): boolean {
  return (
    start.move === 'CHECKIN' &&
    sameFacility(start, move) &&
    agreeOnLoad(start, move) &&
    move.eventTime - start.eventTime <= CHECK_IN_LEAD_MS
  );
}

/** The same arrival or departure stated again, too far apart for one move: nothing happened in between. */
function restates(known: StayMove, move: StayMove): boolean {
  return (
    known.move === move.move &&
    sameFacility(known, move) &&
    agreeOnLoad(known, move) &&
    (isOverQuayWord(move.move) ? isSameVoyage(known, move) : isSameBooking(known, move))
  );
}

function isOverQuayWord(move: string): boolean {
  return move === 'DISC' || move === 'LOAD';
}

function returns(out: StayMove, back: StayMove): boolean {
  return out.move === 'GTOT' && isInspectionTrip({ out, back });
}

/** An end stated to the day stands at the day's beginning: a start later that day shows that it came after. */
function refutes(end: StayMove, start: StayMove): boolean {
  const pair = `${start.move} ${end.move}`;
  return (
    mayHaveFollowed(end, start) &&
    (pair === 'GTIN LOAD' || pair === 'DISC GTOT') &&
    sameFacility(start, end) &&
    agreeOnLoad(start, end)
  );
}

/** A stay beyond the topic's span can no longer be ended: its row stays open, and the query calls it censored. */
function withinSpan(state: YardState, atMs: number): YardState {
  const stay = state.stay ?? state.left?.stay ?? null;
  return stay !== null && atMs - firstRowAt(stay) > yardDwellTopic.spanMs ? NOWHERE : state;
}

/** Event time of the earliest row that the end of a stay may say anew. */
function firstRowAt({ start, visit }: Stay): number {
  const last = visit?.last ?? null;
  return last === null ? start.eventTime : (last.start ?? last.end).eventTime;
}
