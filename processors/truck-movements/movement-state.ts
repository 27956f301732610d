import type { Place } from '@landbridge/infra';
import type { AvroSchema, AvroType, TruckTrip } from '@landbridge/schemas';
import {
  PERHAPS_DOUBLE,
  PERHAPS_LONG,
  PERHAPS_STRING,
  stateRecord,
  TEXTS,
} from '../state-record.ts';

/** A position fit for use. */
export type Fix = {
  readonly at: number;
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly speedKmh: number | null;
  readonly headingDeg: number | null;
};

/** Where a truck is on the road network, and the traversal it is making. */
export type Match = {
  readonly segment: string;
  readonly offsetM: number;
  readonly at: number;
  readonly id: string;
  readonly speedKmh: number | null;
  readonly enteredAt: number;
  readonly enteredM: number;
  /** The position that showed the truck on the segment first. */
  readonly enteredId: string;
  /** The segment before, for a branch that turns out to be wrong. */
  readonly from: string | null;
  readonly positions: number;
  readonly stoppedMs: number;
  /** Fixes off the road since. */
  readonly lost: number;
};

/** A stay in a geofence. */
export type Stay = {
  readonly place: string;
  readonly kind: Place['kind'];
  readonly at: number;
  readonly id: string;
  /** Until a second fix confirms it the truck may be passing by. */
  readonly confirmed: boolean;
  /** Whether an earlier position shows the entry. */
  readonly entrySeen: boolean;
  readonly containers: readonly string[];
};

/** Where a truck stands, and since when; `known` where the arrival there was seen. */
export type Stand = {
  readonly at: number;
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly known: boolean;
};

/** What is aboard: a laden box, only empty ones, none that is known of. */
export type Load = TruckTrip['load'];

/** The trip under way, or the last one that ended. */
export type Trip = {
  readonly id: string;
  readonly startAt: number;
  readonly startId: string;
  readonly startKnown: boolean;
  readonly endAt: number | null;
  readonly endId: string | null;
  readonly endKnown: boolean;
  readonly origin: string | null;
  readonly destination: string | null;
  readonly distanceM: number;
  readonly offRoadM: number;
  readonly movingMs: number;
  readonly stopMs: number;
  readonly queueMs: number;
  readonly stops: number;
  readonly traversals: number;
  readonly containers: readonly string[];
  readonly load: Load;
  readonly gates: readonly string[];
};

/** Boxes that a gate saw leave on the truck. */
export type Aboard = {
  readonly at: number;
  readonly facility: string | null;
  readonly containers: readonly string[];
  readonly load: Load;
  readonly gates: readonly string[];
};

export type MovementState = {
  readonly fix: Fix | null;
  readonly stay: Stay | null;
  /** The last fix inside, while a first fix outside waits for a second. */
  readonly exit: Fix | null;
  readonly trip: Trip | null;
  readonly stand: Stand | null;
  readonly match: Match | null;
  readonly aboard: Aboard | null;
};

export const NOTHING_KNOWN: MovementState = {
  fix: null,
  stay: null,
  exit: null,
  trip: null,
  stand: null,
  match: null,
  aboard: null,
};

const LOAD: AvroType = { type: 'enum', name: 'Load', symbols: ['LADEN', 'EMPTY', 'BOBTAIL'] };

export const movementStateSchema: AvroSchema = stateRecord('MovementState', {
  fix: [
    'null',
    stateRecord('Fix', {
      at: 'long',
      id: 'string',
      lat: 'double',
      lon: 'double',
      speedKmh: PERHAPS_DOUBLE,
      headingDeg: PERHAPS_DOUBLE,
    }),
  ],
  stay: [
    'null',
    stateRecord('Stay', {
      place: 'string',
      kind: { type: 'enum', name: 'StayKind', symbols: ['TERMINAL', 'QUEUE', 'PLANT', 'DEPOT'] },
      at: 'long',
      id: 'string',
      confirmed: 'boolean',
      entrySeen: 'boolean',
      containers: TEXTS,
    }),
  ],
  exit: ['null', 'Fix'],
  trip: [
    'null',
    stateRecord('Trip', {
      id: 'string',
      startAt: 'long',
      startId: 'string',
      startKnown: 'boolean',
      endAt: PERHAPS_LONG,
      endId: PERHAPS_STRING,
      endKnown: 'boolean',
      origin: PERHAPS_STRING,
      destination: PERHAPS_STRING,
      distanceM: 'double',
      offRoadM: 'double',
      movingMs: 'long',
      stopMs: 'long',
      queueMs: 'long',
      stops: 'int',
      traversals: 'int',
      containers: TEXTS,
      load: LOAD,
      gates: TEXTS,
    }),
  ],
  stand: [
    'null',
    stateRecord('Stand', {
      at: 'long',
      id: 'string',
      lat: 'double',
      lon: 'double',
      known: 'boolean',
    }),
  ],
  match: [
    'null',
    stateRecord('Match', {
      segment: 'string',
      offsetM: 'double',
      at: 'long',
      id: 'string',
      speedKmh: PERHAPS_DOUBLE,
      enteredAt: 'long',
      enteredM: 'double',
      enteredId: 'string',
      from: PERHAPS_STRING,
      positions: 'int',
      stoppedMs: 'long',
      lost: 'int',
    }),
  ],
  aboard: [
    'null',
    stateRecord('Aboard', {
      at: 'long',
      facility: PERHAPS_STRING,
      containers: TEXTS,
      load: 'Load',
      gates: TEXTS,
    }),
  ],
});
