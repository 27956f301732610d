import {
  type BoxTrip,
  boxTrips,
  DAY_MS,
  type TripDelay,
  traversalDelays,
  tripDelays as tripDelayTopic,
  truckTrips,
} from '@landbridge/schemas';
import { defineProcessor, type Emitter, type Row } from '../processor.ts';
import { stateRecord } from '../state-record.ts';
import { type KnownTrip, knownTrip, knownTripSchema } from './known-trip.ts';
import { balanceOf, NO_SUMS, sumsSchema, type TripSums, withPart } from './trip-sums.ts';

export type TripDelaysState = { readonly trip: KnownTrip | null; readonly sums: TripSums };

/**
 * A trip's delay and what it is attributed to: trip time less reference time = traffic + gate queue + stops +
 * residual. The residual is what nothing explains; it is signed, and negative where segments were driven faster than
 * the reference. The rows follow the trip while it is under way: its parts are added as they come, its duration,
 * delay and residual are known when it ends. Each box aboard has a row of its own with the same minutes.
 */
export const tripDelays = defineProcessor({
  name: 'trip-delays',
  version: 1,
  inputs: { trip: truckTrips, part: traversalDelays },
  outputs: { delay: tripDelayTopic, boxTrip: boxTrips },
  state: stateRecord('TripDelaysState', { trip: ['null', knownTripSchema], sums: sumsSchema }),
  initial: (): TripDelaysState => ({ trip: null, sums: NO_SUMS }),
  // The parts of a trip lie within days of its start, so one that nothing was heard of for longer is complete.
  closed: () => true,
  forgetAfterMs: 7 * DAY_MS,
  on: {
    trip(state, event, emit) {
      const trip = knownTrip(event);
      emitRows(trip, state.sums, emit);
      return { trip, sums: state.sums };
    },
    part(state, part, emit) {
      const sums = withPart(state.sums, part);
      // A part that stands before its trip waits for it: without a trip there is nothing to hang it on.
      if (state.trip !== null) emitRows(state.trip, sums, emit);
      return { trip: state.trip, sums };
    },
  },
});

function emitRows(
  trip: KnownTrip,
  sums: TripSums,
  emit: { delay: Emitter<TripDelay>; boxTrip: Emitter<BoxTrip> },
): void {
  const row = delayOf(trip, sums);
  emit.delay(row);
  for (const container of trip.containers) emit.boxTrip(boxTripOf(row, container));
}

function delayOf(trip: KnownTrip, sums: TripSums): Row<TripDelay> {
  return {
    id: trip.id,
    eventTime: trip.startAt,
    trip: trip.trip,
    plate: trip.plate,
    startAt: trip.startAt,
    endAt: trip.endAt,
    originPlace: trip.originPlace,
    destinationPlace: trip.destinationPlace,
    distanceM: sums.lengthM,
    referenceMs: sums.referenceMs,
    trafficDelayMs: sums.trafficDelayMs,
    queueMs: trip.queueMs,
    stopMs: trip.stopMs,
    ...balanceOf(trip, sums),
    unknownM: sums.lengthM - sums.attributedM,
    traversals: sums.traversals,
    containers: trip.containers,
    quality: trip.quality,
    causes: [`truck.trips/${trip.id}`, ...sums.causes],
    causeCount: 1 + sums.traversals,
  };
}

function boxTripOf(delay: Row<TripDelay>, container: string): Row<BoxTrip> {
  return {
    id: `${container}/${delay.trip}`,
    eventTime: delay.eventTime,
    container,
    trip: delay.trip,
    plate: delay.plate,
    startAt: delay.startAt,
    endAt: delay.endAt,
    originPlace: delay.originPlace,
    destinationPlace: delay.destinationPlace,
    distanceM: delay.distanceM,
    tripMs: delay.tripMs,
    referenceMs: delay.referenceMs,
    trafficDelayMs: delay.trafficDelayMs,
    queueMs: delay.queueMs,
    stopMs: delay.stopMs,
    residualMs: delay.residualMs,
    coverageTime: delay.coverageTime,
    causes: delay.causes,
    causeCount: delay.causeCount,
  };
}
