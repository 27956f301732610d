import {
  type AvroSchema,
  type BoxDeparture,
  type ContainerMove,
  containerMoves,
} from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { PERHAPS_STRING, stateRecord } from '../state-record.ts';

const REMEMBERED = [
  ...['id', 'eventTime', 'container', 'move', 'emptyIndicator', 'sizeType', 'teu', 'facility'],
  ...['facilityGroup', 'mode', 'trade', 'transshipment', 'voyage', 'booking', 'seals', 'precision'],
] as const satisfies readonly (keyof ContainerMove)[];
/** Seals that are remembered of a move. */
const SEALS_MAX = 8;
/** Missed calls that are remembered of a stay, the first ones. */
export const MISSED_MAX = 8;

/** What a stay remembers of the move that began or ended it. */
export type StayMove = Pick<ContainerMove, (typeof REMEMBERED)[number]>;

/** A call that was to load the box and left without it. */
export type Missed = Pick<BoxDeparture, 'id' | 'callId' | 'voyage'>;

/** The stay in the port that goes on here, of a box that was brought from another terminal. */
export type PortVisit = {
  /** Id of its first stay. */
  readonly id: string;
  /** What began it; null where that was not seen. */
  readonly first: StayMove | null;
  /** The stay before this one, whose class follows from how this one ends; null where its end was not seen. */
  readonly last: LastStay | null;
};

/** A stay that is over; without a start where that was not seen. */
export type LastStay = Pick<Stay, 'loadChanged' | 'missed'> & {
  readonly start: StayMove | null;
  readonly end: StayMove;
};

/** A box in a terminal. */
export type Stay = {
  readonly start: StayMove;
  /** Stuffed or stripped since it came: it may leave with another load. */
  readonly loadChanged: boolean;
  readonly missed: readonly Missed[];
  /** Null where it did not come from another terminal. */
  readonly visit: PortVisit | null;
};

/** Where the box stands, if it stands in one of our terminals, and how it left the last time. */
export type YardState = {
  readonly stay: Stay | null;
  readonly left: { readonly end: StayMove; readonly stay: Stay | null } | null;
};

export const NOWHERE: YardState = { stay: null, left: null };

const stayMove = {
  type: 'record',
  name: 'StayMove',
  fields: fieldsOf(containerMoves, REMEMBERED),
} as const;

const missed = {
  type: 'array',
  items: stateRecord('Missed', { id: 'string', callId: 'string', voyage: PERHAPS_STRING }),
} as const;

const lastStay = stateRecord('LastStay', {
  start: ['null', 'StayMove'],
  loadChanged: 'boolean',
  missed: { type: 'array', items: 'Missed' },
  end: 'StayMove',
});

const stay = stateRecord('Stay', {
  start: stayMove,
  loadChanged: 'boolean',
  missed,
  visit: [
    'null',
    stateRecord('PortVisit', {
      id: 'string',
      first: ['null', 'StayMove'],
      last: ['null', lastStay],
    }),
  ],
});

export const yardState: AvroSchema = stateRecord('YardState', {
  stay: ['null', stay],
  left: ['null', stateRecord('Left', { end: 'StayMove', stay: ['null', 'Stay'] })],
});

export function remember(event: Seen<ContainerMove>): StayMove {
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
