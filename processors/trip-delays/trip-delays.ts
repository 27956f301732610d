import {
  type BoxTrip,
  boxTrips,
  DAY_MS,
  type TripDelay,
  type TripEmission,
  traversalDelays,
  tripDelays as tripDelayTopic,
  tripEmissions,
  truckTrips,
} from '@landbridge/schemas';
import { type Context, defineProcessor, type Emitter, type Row } from '../processor.ts';
import { stateRecord } from '../state-record.ts';
import { boxTripBegun, boxTripOf } from './box-trip.ts';
import { type KnownTrip, knownTrip, knownTripSchema } from './known-trip.ts';
import { emissionOf } from './trip-emission.ts';
import { balanceOf, NO_SUMS, sumsSchema, type TripSums, withPart } from './trip-sums.ts';

export type TripDelaysState = { readonly trip: KnownTrip | null; readonly sums: TripSums };

type Emit = {
  readonly delay: Emitter<TripDelay>;
  readonly boxTrip: Emitter<BoxTrip>;
  readonly emission: Emitter<TripEmission>;
};

/**
 * A trip's delay and what it is attributed to: trip time less reference time = traffic + gate queue + stops +
 * residual. The residual is what nothing explains; it is signed, and negative where segments were driven faster than
 * the reference. Each box aboard has a row of its own with the same minutes, and the trip one of greenhouse gases.
 *
 * A trip has its rows when it is over and as many of its parts are known as it says it has: before that the sums would
 * be of some part of the way. So the last part states them, and no other event: a row at every part would be most of
 * what this processor writes. Only which boxes are on their way is told at the start.
 */
export const tripDelays = defineProcessor({
  name: 'trip-delays',
  version: 3,
  inputs: { trip: truckTrips, part: traversalDelays },
  outputs: { delay: tripDelayTopic, boxTrip: boxTrips, emission: tripEmissions },
  state: stateRecord('TripDelaysState', { trip: ['null', knownTripSchema], sums: sumsSchema }),
  initial: (): TripDelaysState => ({ trip: null, sums: NO_SUMS }),
  // The parts of a trip lie within days of its start, so one that nothing was heard of for longer is complete.
  closed: () => true,
  forgetAfterMs: 7 * DAY_MS,
  on: {
    trip(state, event, emit, context) {
      const trip = knownTrip(event);
      if (!emitWhole(trip, state.sums, emit, context)) {
        for (const container of trip.containers) emit.boxTrip(boxTripBegun(trip, container));
      }
      return { trip, sums: state.sums };
    },
    part(state, part, emit, context) {
      const sums = withPart(state.sums, part);
      if (state.trip !== null) emitWhole(state.trip, sums, emit, context);
      return { trip: state.trip, sums };
    },
  },
});

/** States the rows of a trip that is over and whose parts are all known; answers whether it did. */
function emitWhole(trip: KnownTrip, sums: TripSums, emit: Emit, { reference }: Context): boolean {
  const { endAt } = trip;
  if (endAt === null || sums.traversals < trip.traversals) return false;
  const row = delayOf(trip, sums);
  emit.delay(row);
  for (const container of trip.containers) emit.boxTrip(boxTripOf(row, container));
  const emission = emissionOf({ ...trip, endAt }, sums, reference);
  if (emission !== undefined) emit.emission(emission);
  return true;
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
    traversals: sums.traversals,
    containers: trip.containers,
    quality: trip.quality,
    causes: [`truck.trips/${trip.id}`, ...sums.causes],
    causeCount: 1 + sums.traversals,
  };
}
