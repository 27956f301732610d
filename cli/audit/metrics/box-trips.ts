import { boxTrips } from '@landbridge/schemas';
import type { AuditedMetric } from '../metric.ts';
import { tripsWithSums } from './whole-trips.ts';

/** Each box aboard with the minutes of its trip; while the trip is not whole, only since when and from where. */
export const auditedBoxTrips: AuditedMetric = {
  topic: boxTrips,
  processor: 'trip-delays',
  compared: [
    ...['eventTime', 'container', 'trip', 'plate', 'startAt', 'endAt', 'originPlace'],
    ...['destinationPlace', 'distanceM', 'tripMs', 'referenceMs', 'trafficDelayMs', 'queueMs'],
    ...['stopMs', 'residualMs', 'coverageTime', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    SELECT concat(container, '/', journey.trip) AS id, startAt AS eventTime, container, journey.trip AS trip, plate, startAt,
      if(whole, journey.endAt, NULL) AS endAt, originPlace, if(whole, journey.destinationPlace, NULL) AS destinationPlace,
      if(whole, lengthM, 0) AS distanceM, tripMs, if(whole, journey.referenceMs, 0) AS referenceMs,
      if(whole, journey.trafficDelayMs, 0) AS trafficDelayMs, if(whole, journey.queueMs, 0) AS queueMs, if(whole, journey.stopMs, 0) AS stopMs,
      if(whole, journey.residualMs, NULL) AS residualMs, if(whole, journey.coverageTime, NULL) AS coverageTime,
      if(whole, journey.causes, [concat('truck.trips/', journey.id)]) AS causes, if(whole, 1 + parts, 1) AS causeCount
    FROM ${tripsWithSums(accepted)} AS journey ARRAY JOIN arrayDistinct(containers) AS container`,
};
