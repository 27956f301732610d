import {
  containerEvents,
  DAY_MS,
  gateTransactions,
  HOUR_MS,
  plantOrders,
  truckPositions,
  vesselCalls,
} from '@landbridge/schemas';
import { millis, minuteText, type Report } from './report.ts';

/** A need that is overdue for longer is told no more: default. */
const OVERDUE_MAX_MS = 30 * DAY_MS;
const KNOWN = "open AND level != 'UNKNOWN'";

export const supplyRisk: Report = {
  name: 'supply-risk',
  about:
    'Orders whose boxes may come too late: where the box is, and how many hours of slack are left.',
  notes: [
    'OK: the P90 of the expected arrival fits. AT_RISK: only the median does. LATE: not even that. UNKNOWN: no box, no state or no distribution.',
    'Open needs at the as-of time, with what is known of them now; closed: those that arrived in the period, on time or not; where nobody saw when, those whose deadline was in it. Overdue: the deadline has passed and nothing arrived. Unjudged: arrived, but without a known deadline, and in no share.',
  ],
  facts: [containerEvents, gateTransactions, plantOrders, truckPositions, vesselCalls],
  dimensions: [
    { name: 'order', sql: 'orderId' },
    { name: 'direction', sql: 'direction' },
    { name: 'plant', sql: 'plant' },
    { name: 'cluster', sql: 'cluster' },
    { name: 'level', sql: 'level' },
    { name: 'container', sql: 'container' },
    { name: 'stage', sql: 'stage' },
    { name: 'deadline', sql: minuteText('deadlineMs') },
  ],
  defaultBy: ['order', 'cluster', 'level', 'container', 'stage', 'deadline'],
  apart: ['direction'],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT *, ${millis('arrivedAt')} AS arrivedMs, ${millis('deadlineAt')} AS deadlineMs,
      ifNull(arrivedMs <= ${asOfMs}, 0) OR (arrivedAt IS NULL AND outcome IS NOT NULL AND ifNull(deadlineMs <= ${asOfMs}, 1)) AS closed,
      ifNull(arrivedMs, deadlineMs) AS closedMs,
      NOT closed AND ifNull(deadlineMs > ${asOfMs - OVERDUE_MAX_MS}, 1) AS open,
      NOT closed AND ifNull(deadlineMs <= ${asOfMs}, 0) AS overdue
    FROM mart_supply_risks
    WHERE ${millis('eventTime')} <= ${asOfMs} AND (open OR (closed AND closedMs >= ${fromMs} AND closedMs < ${toMs}))`,
  figures: [
    { name: 'open', title: 'open', sql: 'countIf(open)', form: 'count' },
    { name: 'atRisk', title: 'at risk', sql: "countIf(open AND level = 'AT_RISK')", form: 'count' },
    { name: 'late', title: 'late', sql: "countIf(open AND level = 'LATE')", form: 'count' },
    {
      name: 'unknown',
      title: 'unknown',
      sql: "countIf(open AND level = 'UNKNOWN')",
      form: 'count',
      rare: true,
    },
    { name: 'overdue', title: 'overdue', sql: 'countIf(open AND overdue)', form: 'count' },
    {
      name: 'slackHoursMin',
      title: 'slack h',
      sql: `minIf(slackMs, ${KNOWN} AND slackMs IS NOT NULL) / ${HOUR_MS}`,
      form: { digits: 1 },
    },
    {
      name: 'slackP90HoursMin',
      title: 'P90 slack h',
      sql: `minIf(slackP90Ms, ${KNOWN} AND slackP90Ms IS NOT NULL) / ${HOUR_MS}`,
      form: { digits: 1 },
    },
    { name: 'closed', title: 'closed', sql: 'countIf(closed)', form: 'count' },
    {
      name: 'onTimeShare',
      title: 'on time',
      sql: "countIf(closed AND outcome = 'ON_TIME') / nullIf(countIf(closed AND outcome IS NOT NULL), 0)",
      form: 'share',
    },
    {
      name: 'unjudged',
      title: 'unjudged',
      sql: 'countIf(closed AND outcome IS NULL)',
      form: 'count',
      rare: true,
    },
  ],
  measures: [],
  orderBy: 'slackHoursMin ASC NULLS LAST',
  drawn: 'slackHoursMin',
  open: 'open',
};
