import { incidentExposures, incidentValidities, truckTraversals } from '@landbridge/schemas';
import { type AuditedMetric, ms } from '../metric.ts';

/** Interval join of traversals with what was stated last of each incident of their segment. */
export const auditedIncidentExposures: AuditedMetric = {
  topic: incidentExposures,
  processor: 'incident-exposures',
  compared: [
    ...['eventTime', 'incidentId', 'segment', 'kind', 'validFrom', 'validUntil', 'trip', 'plate'],
    ...['containers', 'leftAt', 'travelMs', 'lengthM', 'exposedMs', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH newest AS (
      SELECT passed.id AS traversalId, stated.incidentId AS incidentId, any((passed.eventTime, passed.leftAt, passed.trip, passed.plate, passed.containers, passed.travelMs, passed.lengthM, passed.segment)) AS way,
        argMax((stated.id, stated.kind, stated.validFrom, stated.validUntil), (stated.statedAt, stated.eventTime, stated.id)) AS said
      FROM ${accepted(truckTraversals)} AS passed INNER JOIN ${accepted(incidentValidities)} AS stated ON stated.segment = passed.segment
      WHERE stated.eventTime <= passed.eventTime
      GROUP BY traversalId, incidentId
    )
    SELECT concat(incidentId, '/', traversalId) AS id, incidentId, way.1 AS eventTime, way.2 AS leftAt, way.3 AS trip, way.4 AS plate, way.5 AS containers,
      way.6 AS travelMs, way.7 AS lengthM, way.8 AS segment, said.2 AS kind, said.3 AS validFrom, said.4 AS validUntil,
      ${ms('least(leftAt, ifNull(validUntil, leftAt))')} - ${ms('greatest(eventTime, validFrom)')} AS exposedMs,
      [concat('truck.traversals/', traversalId), concat('incident.validities/', said.1)] AS causes, 2 AS causeCount
    FROM newest WHERE exposedMs > 0`,
};
