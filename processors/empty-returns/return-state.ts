import { type AvroSchema, type ContainerMove, containerMoves } from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { stateRecord } from '../state-record.ts';

const REMEMBERED = [
  ...['id', 'eventTime', 'container', 'move', 'emptyIndicator', 'teu', 'facility', 'facilityGroup'],
  ...['voyage', 'booking', 'transshipment', 'seals', 'precision'],
] as const satisfies readonly (keyof ContainerMove)[];
const SEALS_MAX = 8;

/** What a return remembers of a move. */
export type ReturnMove = Pick<ContainerMove, (typeof REMEMBERED)[number]>;

/** Where a box is to be returned to, and the statement that says so. */
export type Expected = { readonly depot: string; readonly id: string };

export type ReturnState = {
  /** An import box that is away: its laden gate-out, or its stripping where that was not seen. */
  readonly start: ReturnMove | null;
  readonly stripped: ReturnMove | null;
  readonly expected: Expected | null;
  /** What the box did last that tells whether the next laden gate-out, or the next empty gate-in, is of an import. */
  readonly last: 'NOTHING' | 'DISCHARGED' | 'BROUGHT' | 'ELSEWHERE';
  /** The move that brought the import to where it stands; null where it does not. */
  readonly came: ReturnMove | null;
};

export const AT_FIRST: ReturnState = {
  start: null,
  stripped: null,
  expected: null,
  last: 'NOTHING',
  came: null,
};

export const returnState: AvroSchema = stateRecord('ReturnState', {
  start: [
    'null',
    { type: 'record', name: 'ReturnMove', fields: fieldsOf(containerMoves, REMEMBERED) },
  ],
  stripped: ['null', 'ReturnMove'],
  expected: ['null', stateRecord('Expected', { depot: 'string', id: 'string' })],
  last: {
    type: 'enum',
    name: 'LastSeen',
    symbols: ['NOTHING', 'DISCHARGED', 'BROUGHT', 'ELSEWHERE'],
  },
  came: ['null', 'ReturnMove'],
});

export function moveOf(event: Seen<ContainerMove>): ReturnMove {
  return {
    id: event.id,
    eventTime: event.eventTime,
    container: event.container,
    move: event.move,
    emptyIndicator: event.emptyIndicator,
    teu: event.teu,
    facility: event.facility,
    facilityGroup: event.facilityGroup,
    voyage: event.voyage,
    booking: event.booking,
    transshipment: event.transshipment,
    seals: event.seals.slice(0, SEALS_MAX),
    precision: event.precision,
  };
}
