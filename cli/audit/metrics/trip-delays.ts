import { tripDelays } from '@landbridge/schemas';
import type { AuditedMetric } from '../metric.ts';
import { tripsWithSums } from './whole-trips.ts';

/** Trip time less reference time, and its parts: traffic, gate queue, stops, and the signed rest. */
export const auditedTripDelays: AuditedMetric = {
  topic: tripDelays,
  processor: 'trip-delays',
  compared: [
    ...['eventTime', 'trip', 'plate', 'startAt', 'endAt', 'originPlace', 'destinationPlace'],
    ...['distanceM', 'tripMs', 'referenceMs', 'delayMs', 'trafficDelayMs', 'queueMs', 'stopMs'],
    ...['residualMs', 'coverageTime', 'coverageDistance', 'unknownM', 'traversals', 'containers'],
    ...['quality', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    SELECT id, startAt AS eventTime, trip, plate, startAt, endAt, originPlace, destinationPlace, lengthM AS distanceM, tripMs, referenceMs,
      tripMs - referenceMs AS delayMs, trafficDelayMs, queueMs, stopMs, residualMs, coverageTime, coverageDistance,
      unknownM, parts AS traversals, containers, quality, causes, 1 + parts AS causeCount
    FROM ${tripsWithSums(accepted)} WHERE whole`,
};
