import type { AvroSchema, TraversalDelay } from '@landbridge/schemas';
import { CAUSES_MAX, type Seen } from '../processor.ts';
import { stateRecord, TEXTS } from '../state-record.ts';
import type { KnownTrip } from './known-trip.ts';

/** What the parts of a trip add up to. Parts are added in event order, so that the sums come out alike to the last bit. */
export type TripSums = {
  readonly traversals: number;
  readonly travelMs: number;
  readonly attributedMs: number;
  readonly lengthM: number;
  readonly attributedM: number;
  readonly referenceMs: number;
  readonly trafficDelayMs: number;
  /** The first parts, as topic/id. */
  readonly causes: readonly string[];
};

export const NO_SUMS: TripSums = {
  traversals: 0,
  travelMs: 0,
  attributedMs: 0,
  lengthM: 0,
  attributedM: 0,
  referenceMs: 0,
  trafficDelayMs: 0,
  causes: [],
};

export const sumsSchema: AvroSchema = stateRecord('TripSums', {
  traversals: 'int',
  travelMs: 'long',
  attributedMs: 'long',
  lengthM: 'double',
  attributedM: 'double',
  referenceMs: 'long',
  trafficDelayMs: 'long',
  causes: TEXTS,
});

/** The trip itself is the first cause of its rows: so many parts fit beside it. */
const PARTS_NAMED_MAX = CAUSES_MAX - 1;

export function withPart(sums: TripSums, part: Seen<TraversalDelay>): TripSums {
  return {
    traversals: sums.traversals + 1,
    travelMs: sums.travelMs + part.travelMs,
    attributedMs: sums.attributedMs + (part.attributed ? part.travelMs : 0),
    lengthM: sums.lengthM + part.lengthM,
    attributedM: sums.attributedM + (part.attributed ? part.lengthM : 0),
    referenceMs: sums.referenceMs + part.referenceMs,
    trafficDelayMs: sums.trafficDelayMs + (part.trafficDelayMs ?? 0),
    causes:
      sums.causes.length < PARTS_NAMED_MAX
        ? [...sums.causes, `traversal.delays/${part.id}`]
        : sums.causes,
  };
}

/**
 * The two parts of a trip's delay that depend on its end, and the shares that say how much they rest on: of the time
 * that the truck moved, which is all but queue and stops, and of the way. Off the known roads nothing has a reading.
 */
export function balanceOf(trip: KnownTrip, sums: TripSums) {
  const tripMs = trip.endAt === null ? null : trip.endAt - trip.startAt;
  const delayMs = tripMs === null ? null : tripMs - sums.referenceMs;
  // A queue may stand on a known road: what was driven there is not less than what of it is attributed.
  const movingMs = Math.max(sums.travelMs, (tripMs ?? 0) - trip.queueMs - trip.stopMs);
  const wayM = sums.lengthM + trip.offRoadM;
  return {
    tripMs,
    delayMs,
    residualMs:
      delayMs === null ? null : delayMs - sums.trafficDelayMs - trip.queueMs - trip.stopMs,
    coverageTime: movingMs > 0 ? sums.attributedMs / movingMs : null,
    coverageDistance: wayM > 0 ? sums.attributedM / wayM : null,
    unknownM: wayM - sums.attributedM,
  };
}
