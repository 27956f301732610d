import { incidentValidities, trafficIncidents } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

/** Each statement of an incident, from a day before it was made at most, six hours ahead of what it may touch. */
export const auditedIncidentValidities: AuditedMetric = {
  topic: incidentValidities,
  processor: 'incident-validities',
  compared: [
    ...['eventTime', 'segment', 'incidentId', 'kind', 'statedAt', 'validFrom', 'validUntil'],
    ...['causes', 'causeCount'],
  ],
  sql: (accepted) => `
    SELECT concat(segment, '/', stated.id) AS id, greatest(${ms('stated.validFrom')}, ${ms('stated.eventTime')} - 86400000) AS fromMs,
      ${time('fromMs - 21600000')} AS eventTime, segment, incidentId, kind, stated.eventTime AS statedAt, ${time('fromMs')} AS validFrom, validUntil,
      [concat('traffic.incidents/', stated.id)] AS causes, 1 AS causeCount
    FROM ${accepted(trafficIncidents)} AS stated`,
};
