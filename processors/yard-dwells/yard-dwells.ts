import {
  type AvroSchema,
  type ContainerMove,
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
} from '../move-pairs.ts';
import { type MovePlace, placeOf, sameFacility } from '../move-place.ts';
import { defineProcessor, type Emitter, type Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import {
  closedStay,
  contradictedStay,
  inferredStay,
  openStay,
  type StayMove,
  stayWithoutStart,
} from './stay.ts';

/** Where the box stands, if it stands in one of our terminals, and how it left the last time. */
type YardState = {
  readonly start: StayMove | null;
  /** Stuffed or stripped since it came: it may leave with another load. */
  readonly loadChanged: boolean;
  readonly left: { readonly end: StayMove; readonly start: StayMove | null } | null;
};
type Emit = Emitter<YardDwell>;
type Step = { readonly move: StayMove; readonly place: MovePlace; readonly emit: Emit };

const REMEMBERED = [
  ...['id', 'eventTime', 'container', 'move', 'emptyIndicator', 'sizeType', 'teu', 'facility'],
  ...['facilityGroup', 'mode', 'trade', 'transshipment', 'voyage', 'booking', 'seals', 'precision'],
] as const satisfies readonly (keyof StayMove)[];
/** Seals that are remembered of a move. */
const SEALS_MAX = 8;

const yardState: AvroSchema = {
  type: 'record',
  name: 'YardState',
  fields: [
    {
      name: 'start',
      type: [
        'null',
        { type: 'record', name: 'StayMove', fields: fieldsOf(containerMoves, REMEMBERED) },
      ],
    },
    { name: 'loadChanged', type: 'boolean' },
    {
      name: 'left',
      type: [
        'null',
        {
          type: 'record',
          name: 'Left',
          fields: [
            { name: 'end', type: 'StayMove' },
            { name: 'start', type: ['null', 'StayMove'] },
          ],
        },
      ],
    },
  ],
};

const NOWHERE: YardState = { start: null, loadChanged: false, left: null };

/**
 * A box's stay in a terminal, from the move that brought it (DISC, GTIN) to the move that took it away (LOAD, GTOT).
 * An open stay is a row without an end. Depots, plants and foreign ports open no stays: a yard is a terminal's.
 *
 * A stay ends only with a move out of the same terminal that agrees on the load, so that two cycles of a box are never
 * one stay. When the box is seen elsewhere, or comes in again, its end was missed and is inferred. Inspections, seal
 * checks and moves inside the yard end nothing; a gate trip to a scanner and back goes on with the stay; a restow is
 * no stay at all.
 */
export const yardDwells = defineProcessor({
  name: 'yard-dwells',
  version: 1,
  inputs: { move: containerMoves },
  outputs: { stay: yardDwellTopic },
  state: yardState,
  initial: (): YardState => NOWHERE,
  // How a box left matters for hours only; a box that stands in the yard is waited for.
  closed: (state) => state.start === null,
  on: {
    move(state, event, emit, { reference }) {
      if (event.trade === 'RESTOW') return state;
      const step = { move: remember(event), place: placeOf(event, reference), emit: emit.stay };
      const now = withinSpan(state, event.eventTime);
      if (event.move === 'DISC' || event.move === 'GTIN') return arrive(now, step);
      if (event.move === 'LOAD' || event.move === 'GTOT') return leave(now, step);
      if (event.move === 'STUF' || event.move === 'STRP') return changeLoad(now, step);
      return state;
    },
  },
});

function arrive(state: YardState, { move, place, emit }: Step): YardState {
  const { start, left } = state;
  if (start !== null) {
    if (restates(start, move)) return state;
    emit(inferredStay(start, { next: move, place, rule: arrivalRule(start, move) }));
  } else if (left !== null && place === 'TERMINAL') {
    if (left.start !== null && move.move === 'GTIN' && returns(left.end, move)) {
      emit(openStay(left.start, [left.start, left.end, move]));
      return { ...NOWHERE, start: left.start };
    }
    if (left.start === null && refutes(left.end, move)) {
      emit.withdraw(left.end.id);
      emit(contradictedStay(move, left.end));
      return NOWHERE;
    }
  }
  if (place !== 'TERMINAL') return NOWHERE;
  emit(openStay(move));
  return { ...NOWHERE, start: move };
}

function leave(state: YardState, { move, place, emit }: Step): YardState {
  const { start, left } = state;
  const couldBeHere = place === 'TERMINAL' || place === 'UNKNOWN';
  if (start !== null && couldBeHere && sameFacility(start, move)) {
    if (state.loadChanged || agreeOnLoad(start, move)) {
      return endStay(start, { move, loadChanged: state.loadChanged, emit });
    }
    emit(inferredStay(start, { next: move, place, rule: 'load-changed' }));
  } else if (start !== null) {
    emit(inferredStay(start, { next: move, place, rule: 'seen-elsewhere' }));
  }
  if (place !== 'TERMINAL') return NOWHERE;
  if (start === null && left !== null && restates(left.end, move)) return state;
  emit(stayWithoutStart(move));
  return { ...NOWHERE, left: { end: move, start: null } };
}

function endStay(
  start: StayMove,
  { move, loadChanged, emit }: Pick<Step, 'move' | 'emit'> & { loadChanged: boolean },
): YardState {
  if (start.move === 'DISC' && move.move === 'LOAD' && isRestow({ discharge: start, load: move })) {
    emit.withdraw(start.id);
    return NOWHERE;
  }
  const stay = closedStay(start, move);
  // Laden part of the time and empty part of the time, it belongs to no class.
  emit(loadChanged ? { ...stay, dwellClass: 'UNKNOWN' } : stay);
  return { ...NOWHERE, left: { end: move, start } };
}

/** Stuffed or stripped inside the terminal, the box may leave with another load than it came with. */
function changeLoad(state: YardState, { move, place, emit }: Step): YardState {
  if (state.start === null) return state;
  if (place === 'PLANT' || place === 'DEPOT' || place === 'ABROAD') {
    emit(inferredStay(state.start, { next: move, place, rule: 'seen-elsewhere' }));
    return NOWHERE;
  }
  return state.loadChanged ? state : { ...state, loadChanged: true };
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
    end.precision === 'DAY' &&
    (pair === 'GTIN LOAD' || pair === 'DISC GTOT') &&
    start.eventTime < end.eventTime + DAY_MS &&
    sameFacility(start, end) &&
    agreeOnLoad(start, end)
  );
}

function arrivalRule(start: StayMove, next: StayMove): string {
  return sameFacility(start, next) ? 'arrived-again' : 'seen-elsewhere';
}

/** A stay beyond the topic's span can no longer be ended: its row stays open, and the query calls it censored. */
function withinSpan(state: YardState, atMs: number): YardState {
  const start = state.start ?? state.left?.start ?? null;
  return start !== null && atMs - start.eventTime > yardDwellTopic.spanMs ? NOWHERE : state;
}

function remember(event: Seen<ContainerMove>): StayMove {
  return {
    id: event.id,
    eventTime: event.eventTime,
    container: event.container,
    move: event.move,
    emptyIndicator: event.emptyIndicator,
    sizeType: event.sizeType,
    teu: event.teu,
    facility: event.facility,
    facilityGroup: event.facilityGroup,
    mode: event.mode,
    trade: event.trade,
    transshipment: event.transshipment,
    voyage: event.voyage,
    booking: event.booking,
    seals: event.seals.slice(0, SEALS_MAX),
    precision: event.precision,
  };
}
