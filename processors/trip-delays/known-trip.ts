import { type AvroSchema, type TruckTrip, truckTrips } from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';

const KEPT = [
  'id',
  'trip',
  'plate',
  'startAt',
  'endAt',
  'originPlace',
  'destinationPlace',
  'stopMs',
  'queueMs',
  'offRoadM',
  'traversals',
  'containers',
  'load',
  'quality',
] as const;

/** What the rows of a trip repeat of its statement. */
export type KnownTrip = Readonly<Pick<TruckTrip, (typeof KEPT)[number]>>;

export const knownTripSchema: AvroSchema = {
  type: 'record',
  name: 'KnownTrip',
  fields: fieldsOf(truckTrips, KEPT),
};

export function knownTrip(trip: Seen<TruckTrip>): KnownTrip {
  return {
    id: trip.id,
    trip: trip.trip,
    plate: trip.plate,
    startAt: trip.startAt,
    endAt: trip.endAt,
    originPlace: trip.originPlace,
    destinationPlace: trip.destinationPlace,
    stopMs: trip.stopMs,
    queueMs: trip.queueMs,
    offRoadM: trip.offRoadM,
    traversals: trip.traversals,
    containers: trip.containers,
    load: trip.load,
    quality: trip.quality,
  };
}
