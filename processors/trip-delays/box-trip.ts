import type { BoxTrip, TripDelay } from '@landbridge/schemas';
import type { Row } from '../processor.ts';
import type { KnownTrip } from './known-trip.ts';

/** A trip that is over, as seen by one box aboard. */
export function boxTripOf(delay: Row<TripDelay>, container: string): Row<BoxTrip> {
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

/** A box on its way: since when and from where, and nothing of what is known only at the end. */
export function boxTripBegun(trip: KnownTrip, container: string): Row<BoxTrip> {
  return {
    id: `${container}/${trip.trip}`,
    eventTime: trip.startAt,
    container,
    trip: trip.trip,
    plate: trip.plate,
    startAt: trip.startAt,
    endAt: null,
    originPlace: trip.originPlace,
    destinationPlace: null,
    distanceM: 0,
    tripMs: null,
    referenceMs: 0,
    trafficDelayMs: 0,
    queueMs: 0,
    stopMs: 0,
    residualMs: null,
    coverageTime: null,
    causes: [`truck.trips/${trip.id}`],
    causeCount: 1,
  };
}
