import { trafficConditions, traversalDelays, truckTraversals } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

/** Metres at a speed in whole milliseconds, rounded half up. */
const drivenMs = (kmh: string) => `toInt64(floor(joined.lengthM / ${kmh} * 3600 + 0.5))`;

/**
 * As-of join of each traversal with the last reading of its segment up to the entry; of several of one moment the one
 * that is last by id. In force for two intervals of its feed. A level stands for the middle of its five-level band.
 */
export const auditedTraversalDelays: AuditedMetric = {
  topic: traversalDelays,
  processor: 'segment-delays',
  dailyBy: truckTraversals,
  compared: [
    ...['eventTime', 'trip', 'plate', 'segment', 'leftAt', 'travelMs', 'lengthM', 'referenceMs'],
    ...['referenceKind', 'attributed', 'speedKmh', 'level', 'conditionAgeMs', 'trafficDelayMs'],
    ...['causes', 'causeCount'],
  ],
  sql: (accepted, { fromMs, toMs }) => `
    WITH readings AS (
      SELECT segment, eventTime AS readAt, argMax((id, speedKmh, level, intervalMs), id) AS said
      FROM ${accepted(trafficConditions)}
      WHERE ${ms('eventTime')} + 2 * intervalMs >= ${fromMs} AND eventTime < ${time(`toInt64(${toMs})`)}
      GROUP BY segment, readAt
    ),
    joined AS (
      SELECT passed.id AS traversalId, passed.eventTime AS enteredAt, passed.trip AS trip, passed.plate AS plate,
        passed.segment AS segment, passed.leftAt AS leftAt, passed.travelMs AS travelMs, passed.lengthM AS lengthM,
        if(reading.segment IS NULL, NULL, ${ms('passed.eventTime')} - ${ms('reading.readAt')}) AS ageMs, reading.said AS said
      FROM (
        SELECT * FROM ${accepted(truckTraversals)}
        WHERE eventTime >= ${time(`toInt64(${fromMs})`)} AND eventTime < ${time(`toInt64(${toMs})`)}
      ) AS passed
      ASOF LEFT JOIN readings AS reading ON reading.segment = passed.segment AND reading.readAt <= passed.eventTime
    )
    SELECT concat(trip, '/', traversalId) AS id, enteredAt AS eventTime, trip, plate, joined.segment AS segment, leftAt, travelMs,
      joined.lengthM AS lengthM, if(road.freeFlowKmh > 0, road.freeFlowKmh, road.limitKmh) AS referenceKmh,
      if(road.freeFlowKmh > 0, 'FREE_FLOW', 'LIMIT') AS referenceKind, ${drivenMs('referenceKmh')} AS referenceMs,
      multiIf(road.class = 'EXPRESSWAY', [65., 50, 35, 20, 0], road.class = 'ARTERIAL', [40., 30, 20, 15, 0], [35., 25, 15, 10, 0]) AS edges,
      if(ageMs <= 2 * said.4, said.2, NULL) AS spoken, if(ageMs <= 2 * said.4 AND spoken IS NULL AND said.3 BETWEEN 1 AND 5, said.3, NULL) AS spokenLevel,
      multiIf(spoken BETWEEN 0 AND 200, spoken, spokenLevel = 1, (edges[1] + greatest(edges[1], referenceKmh)) / 2,
        spokenLevel IS NOT NULL, (edges[ifNull(spokenLevel, 1)] + edges[ifNull(spokenLevel, 2) - 1]) / 2, NULL) AS feedKmh,
      feedKmh IS NOT NULL AS attributed, if(attributed, said.2, NULL) AS speedKmh, if(attributed, said.3, NULL) AS level,
      if(attributed, ageMs, NULL) AS conditionAgeMs,
      multiIf(NOT attributed, NULL, feedKmh = 0, greatest(0, travelMs - referenceMs),
        greatest(0, least(travelMs, ${drivenMs('feedKmh')}) - referenceMs)) AS trafficDelayMs,
      arrayConcat([concat('truck.traversals/', traversalId)], if(attributed, [concat('traffic.conditions/', assumeNotNull(said.1))], [])) AS causes,
      if(attributed, 2, 1) AS causeCount
    FROM joined INNER JOIN ref_segments AS road ON road.id = joined.segment`,
};
