import { incidentValidities, trafficIncidents } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

/**
 * Each statement of an incident, from a day before it was made at most, six hours ahead of what it may touch. A newer
 * one replaces the row of the one before, where that stands at most thirty hours before the newer was made and was
 * stated within ninety days; else it stands thirty hours before it was made, and takes over from there. What was over
 * by then needs neither.
 */
export const auditedIncidentValidities: AuditedMetric = {
  topic: incidentValidities,
  processor: 'incident-validities',
  compared: [
    ...['eventTime', 'segment', 'incidentId', 'kind', 'statedAt', 'validFrom', 'validUntil'],
    ...['causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH told AS (
      SELECT segment, incidentId, arraySort(x -> (x.at, x.id), groupArray(CAST((${ms('eventTime')}, stated.id, kind, ${ms('validFrom')}, ${ms('validUntil')}), '${SAID}'))) AS said,
        arrayFold((k, s) -> ${step}, said, CAST((0, 0, 0, false, []), '${KNOWN}')).rows AS rows
      FROM ${accepted(trafficIncidents)} AS stated GROUP BY segment, incidentId
    )
    SELECT concat(segment, '/', row.said.id) AS id, ${time('row.at')} AS eventTime, segment, incidentId, row.said.kind AS kind, ${time('row.said.at')} AS statedAt,
      ${time('row.fromAt')} AS validFrom, ${time('row.said.until')} AS validUntil, [concat('traffic.incidents/', row.said.id)] AS causes, 1 AS causeCount
    FROM told ARRAY JOIN rows AS row`,
};

const SAID = 'Tuple(at Int64, id String, kind String, fromAt Int64, until Nullable(Int64))';
/** The newest row of the incident: where it stands, when it was stated and is over, whether it takes over; all rows. */
const KNOWN = `Tuple(at Int64, statedAt Int64, until Nullable(Int64), takesOver Bool, rows Array(Tuple(at Int64, fromAt Int64, said ${SAID})))`;

const HOUR = 3_600_000;
const reached = `s.at - ${30 * HOUR}`;
const stands = `notEmpty(k.rows) AND (k.at >= ${reached} OR ifNull(k.until > ${reached}, true))`;
const replaces = `${stands} AND k.at >= ${reached} AND k.statedAt >= s.at - ${90 * 24 * HOUR}`;
const takesOver = `((${stands}) AND (k.takesOver OR NOT (${replaces})))`;
const fromAt = `greatest(s.fromAt, if(${takesOver}, ${reached}, s.at - ${24 * HOUR}))`;
const at = `if(${takesOver}, ${reached}, ${fromAt} - ${6 * HOUR})`;
const step = `CAST((${at}, s.at, s.until, ${takesOver}, arrayPushBack(if(${replaces}, arrayPopBack(k.rows), k.rows), (${at}, ${fromAt}, s))), '${KNOWN}')`;
