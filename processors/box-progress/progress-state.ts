import {
  type AvroSchema,
  type BoxProgress,
  type BoxTrip,
  type ContainerMove,
  containerMoves,
} from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { PERHAPS_LONG, PERHAPS_STRING, stateRecord } from '../state-record.ts';

const CARGO_FIELDS = [
  ...['eventTime', 'facility', 'emptyIndicator', 'transshipment', 'voyage', 'booking', 'seals'],
] as const satisfies readonly (keyof ContainerMove)[];
const SEALS_MAX = 8;

/** What an import came or left with: what comes in with the same cargo was not delivered. */
export type Cargo = Pick<ContainerMove, (typeof CARGO_FIELDS)[number]>;

/** Orders that one box is told to, the newest ones. */
export const ORDERS_MAX = 8;
/** Missed voyages that are remembered of a box. */
export const MISSED_MAX = 8;

/** An order that the box serves. */
export type Served = {
  readonly orderId: string;
  readonly plant: string;
  readonly direction: BoxProgress['direction'];
  /** Since when it is known to be about the box. */
  readonly since: number;
  readonly cause: string;
};

/** Where the box is. */
export type Standing = Pick<BoxProgress, 'stage' | 'stageAt' | 'stageEventId' | 'facility'> & {
  /** Plant that the truck brought it to; null where something else shows the arrival. */
  readonly broughtTo: string | null;
  /** Of an import in the yard or on the road: the move that brought it there. */
  readonly cargo: Cargo | null;
  readonly cause: string | null;
};
export type Estimate = Pick<BoxProgress, 'etaStage' | 'etaAt'> & { readonly cause: string };
export type Call = Pick<BoxProgress, 'callId' | 'cargoClosingAt'> & {
  readonly facility: string | null;
  readonly cause: string;
};
/** The trip that began last with the box aboard. */
export type Trip = Pick<BoxTrip, 'id' | 'startAt' | 'endAt' | 'destinationPlace'>;

export type ProgressState = {
  readonly served: readonly Served[];
  readonly standing: Standing;
  readonly estimate: Estimate | null;
  readonly call: Call | null;
  /** Voyages that were to load it and left without it, the first ones; null where the call names none. */
  readonly missed: readonly (string | null)[];
  readonly trip: Trip | null;
};

export const NOWHERE: Standing = {
  stage: 'UNKNOWN',
  stageAt: null,
  stageEventId: null,
  facility: null,
  broughtTo: null,
  cargo: null,
  cause: null,
};

export const NO_PROGRESS: ProgressState = {
  served: [],
  standing: NOWHERE,
  estimate: null,
  call: null,
  missed: [],
  trip: null,
};

export const progressState: AvroSchema = stateRecord('ProgressState', {
  served: {
    type: 'array',
    items: stateRecord('Served', {
      orderId: 'string',
      plant: 'string',
      direction: 'string',
      since: 'long',
      cause: 'string',
    }),
  },
  standing: stateRecord('Standing', {
    stage: 'string',
    stageAt: PERHAPS_LONG,
    stageEventId: PERHAPS_STRING,
    facility: PERHAPS_STRING,
    broughtTo: PERHAPS_STRING,
    cargo: [
      'null',
      { type: 'record', name: 'Cargo', fields: fieldsOf(containerMoves, CARGO_FIELDS) },
    ],
    cause: PERHAPS_STRING,
  }),
  estimate: [
    'null',
    stateRecord('Estimate', { etaStage: PERHAPS_STRING, etaAt: PERHAPS_LONG, cause: 'string' }),
  ],
  call: [
    'null',
    stateRecord('ProgressCall', {
      callId: PERHAPS_STRING,
      cargoClosingAt: PERHAPS_LONG,
      facility: PERHAPS_STRING,
      cause: 'string',
    }),
  ],
  missed: { type: 'array', items: PERHAPS_STRING },
  trip: [
    'null',
    stateRecord('ProgressTrip', {
      id: 'string',
      startAt: 'long',
      endAt: PERHAPS_LONG,
      destinationPlace: PERHAPS_STRING,
    }),
  ],
});

export function cargoOf(event: Seen<ContainerMove>): Cargo {
  return {
    eventTime: event.eventTime,
    facility: event.facility,
    emptyIndicator: event.emptyIndicator,
    transshipment: event.transshipment,
    voyage: event.voyage,
    booking: event.booking,
    seals: event.seals.slice(0, SEALS_MAX),
  };
}
