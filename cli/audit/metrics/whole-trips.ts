import { traversalDelays, truckTrips } from '@landbridge/schemas';
import type { Accepted } from '../metric.ts';

/** Fields that the rows of a trip repeat of its statement. */
export const TRIP_FIELDS = [
  ...['id', 'trip', 'plate', 'startAt', 'endAt', 'originPlace', 'destinationPlace', 'stopMs'],
  ...['queueMs', 'offRoadM', 'load', 'containers', 'quality'],
] as const;

/**
 * Trips with what the delays of their traversals add up to. `whole`: over, and as many traversals known as the trip says
 * that it has; before that the sums would be of a part of the way. Readings cover a share of the time that the
 * truck moved (all but queue and stops), and of the way on known roads and off them.
 */
export function tripsWithSums(accepted: Accepted): string {
  return `(
    SELECT ${TRIP_FIELDS.map((field) => `stated.${field} AS ${field}`).join(', ')},
      ifNull(sums.parts, 0) AS parts, ifNull(sums.travelMs, 0) AS travelMs, ifNull(sums.coveredMs, 0) AS coveredMs, ifNull(sums.lengthM, 0) AS lengthM,
      ifNull(sums.coveredM, 0) AS coveredM, ifNull(sums.referenceMs, 0) AS referenceMs, ifNull(sums.delayMs, 0) AS trafficDelayMs,
      endAt IS NOT NULL AND parts >= stated.traversals AS whole,
      if(whole, dateDiff('millisecond', startAt, assumeNotNull(endAt)), NULL) AS tripMs, tripMs - referenceMs - trafficDelayMs - queueMs - stopMs AS residualMs,
      greatest(travelMs, tripMs - queueMs - stopMs) AS movingMs, if(movingMs > 0, coveredMs / movingMs, NULL) AS coverageTime,
      lengthM + offRoadM AS wayM, if(wayM > 0, coveredM / wayM, NULL) AS coverageDistance, wayM - coveredM AS unknownM,
      arrayConcat([concat('truck.trips/', id)], arraySlice(sums.causes, 1, 63)) AS causes
    FROM ${accepted(truckTrips)} AS stated
    LEFT ANY JOIN (
      SELECT part.trip AS trip, count() AS parts, sum(part.travelMs) AS travelMs, sumIf(part.travelMs, part.attributed) AS coveredMs,
        sum(part.lengthM) AS lengthM, sumIf(part.lengthM, part.attributed) AS coveredM, sum(part.referenceMs) AS referenceMs,
        sum(ifNull(part.trafficDelayMs, 0)) AS delayMs,
        arrayMap(one -> concat('traversal.delays/', one.2), arraySort(groupArray((part.eventTime, part.id)))) AS causes
      FROM ${accepted(traversalDelays)} AS part GROUP BY trip
    ) AS sums ON sums.trip = stated.trip
  )`;
}
