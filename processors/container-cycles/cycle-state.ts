import { type AvroSchema, type ContainerMove, containerMoves } from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { PERHAPS_STRING, stateRecord } from '../state-record.ts';

const REMEMBERED = [
  ...['id', 'eventTime', 'container', 'move', 'emptyIndicator', 'port', 'facility'],
  ...['facilityGroup', 'mode', 'voyage', 'booking', 'transshipment', 'seals'],
] as const satisfies readonly (keyof ContainerMove)[];
const SEALS_MAX = 8;

/** What a cycle remembers of a move. */
export type CycleMove = Pick<ContainerMove, (typeof REMEMBERED)[number]>;

/** A use of the box, as far as it was seen. */
export type Cycle = {
  readonly first: CycleMove;
  readonly last: CycleMove;
  /** Whether its first move is one that cycles begin with. */
  readonly begun: boolean;
  /** Whether a discharge brought it, and the laden gate-out that took it inland; null where it is not there. */
  readonly discharged: boolean;
  readonly out: CycleMove | null;
  /** Whether it was seen to carry something. */
  readonly laden: boolean;
  /** The loading onto a vessel, which ends it if the box is discharged elsewhere next. */
  readonly loaded: CycleMove | null;
  readonly booking: string | null;
  /** The move that first stated another booking. */
  readonly rebookedBy: string | null;
};

export type CycleState = {
  readonly cycle: Cycle | null;
  /** What ended the one before: an empty gate-in that is stated again begins nothing. */
  readonly endedBy: CycleMove | null;
};

export const NO_CYCLE: CycleState = { cycle: null, endedBy: null };

export const cycleState: AvroSchema = stateRecord('CycleState', {
  cycle: [
    'null',
    stateRecord('Cycle', {
      first: {
        type: 'record',
        name: 'CycleMove',
        fields: fieldsOf(containerMoves, REMEMBERED),
      },
      last: 'CycleMove',
      begun: 'boolean',
      discharged: 'boolean',
      out: ['null', 'CycleMove'],
      laden: 'boolean',
      loaded: ['null', 'CycleMove'],
      booking: PERHAPS_STRING,
      rebookedBy: PERHAPS_STRING,
    }),
  ],
  endedBy: ['null', 'CycleMove'],
});

export function moveOf(event: Seen<ContainerMove>): CycleMove {
  return {
    id: event.id,
    eventTime: event.eventTime,
    container: event.container,
    move: event.move,
    emptyIndicator: event.emptyIndicator,
    port: event.port,
    facility: event.facility,
    facilityGroup: event.facilityGroup,
    mode: event.mode,
    voyage: event.voyage,
    booking: event.booking,
    transshipment: event.transshipment,
    seals: event.seals.slice(0, SEALS_MAX),
  };
}
