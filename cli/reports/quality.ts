import {
  containerEvents,
  DAY_MS,
  gateTransactions,
  HOUR_MS,
  plantOrders,
  truckPositions,
} from '@landbridge/schemas';
import {
  COUNTED,
  dayAndHour,
  INFERRED,
  millis,
  NOT_AT_DEPOT,
  type Report,
  weekAndQuarter,
} from './report.ts';
import { STAY_HORIZON_MS } from './yard-dwell.ts';

type Interval = {
  readonly metric: string;
  readonly mart: string;
  /** What ends it. */
  readonly end: string;
  /** How long one may be open until it is censored: a default, or SQL where it hangs on the row. */
  readonly horizonMs: number | string;
  /** Which rows of the mart the metric's own report looks at; default all. */
  readonly only?: string;
};

/** Intervals with a quality. */
const INTERVALS: readonly Interval[] = [
  { metric: 'yard-dwell', mart: 'yard_dwells', end: 'endAt', horizonMs: STAY_HORIZON_MS },
  {
    ...{ metric: 'turn-time', mart: 'truck_visits', end: 'gateOutAt', horizonMs: 12 * HOUR_MS },
    only: NOT_AT_DEPOT,
  },
  {
    metric: 'hinterland-latency',
    mart: 'hinterland_deliveries',
    end: 'arrivedAt',
    horizonMs: 30 * DAY_MS,
  },
  { metric: 'export-lead', mart: 'export_leads', end: 'gatedInAt', horizonMs: 30 * DAY_MS },
  {
    metric: 'empty-return',
    mart: 'empty_returns',
    end: 'coalesce(returnedAt, usedAt)',
    horizonMs: 90 * DAY_MS,
  },
];

/** A street turn is never back: it ends with the move that used the box again. */
const USED_AGAIN = `LEFT ANY JOIN (
      SELECT id AS moveId, eventTime AS usedAt FROM mart_container_moves
      WHERE id IN (SELECT endEventId FROM mart_empty_returns WHERE returnedAt IS NULL AND endEventId IS NOT NULL)
    ) AS used ON used.moveId = started.endEventId`;

const begun = { ...dayAndHour('startMs'), ...weekAndQuarter('startMs') };
const CLOSED = `endMs <= asOfMs AND ${COUNTED}`;
/** What ends after the as-of time is open, and what has no end, unless other evidence says that it is over. */
const OPEN = `${COUNTED} AND ifNull(endMs > asOfMs, quality != 'END_INFERRED')`;

export const quality: Report = {
  name: 'quality',
  about:
    'What the figures rest on: how many rows are complete, inferred, open, censored or refused.',
  notes: [
    'Over the rows that begin in the period, of visits those to terminals. Inferred: one end follows from other evidence by a rule that the row names. Open ones are in no mean.',
    'Censored: open for longer than 30 days (an empty box in a yard and an empty return 90 days, a visit 12 hours). `explain ID` shows the events and revisions behind any row.',
  ],
  facts: [containerEvents, gateTransactions, plantOrders, truckPositions],
  dimensions: [
    { name: 'metric', sql: 'metric' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'rule', sql: 'qualityRule' },
    { name: 'week', sql: begun.week },
    { name: 'day', sql: begun.day },
  ],
  defaultBy: ['metric'],
  apart: [],
  rows: ({ fromMs, toMs, asOfMs }) =>
    INTERVALS.map(
      ({ metric, mart, end, horizonMs, only = 'true' }) => `
    SELECT '${metric}' AS metric, facilityGroup, quality, qualityRule, ${millis('eventTime')} AS startMs,
      ${millis(end)} AS endMs, ${horizonMs} AS horizonMs, ${asOfMs} AS asOfMs
    FROM mart_${mart} AS started ${mart === 'empty_returns' ? USED_AGAIN : ''}
    WHERE startMs >= ${fromMs} AND startMs < ${toMs} AND startMs <= ${asOfMs} AND ${only}`,
    ).join(' UNION ALL '),
  figures: [
    { name: 'rows', title: 'rows', sql: 'count()', form: 'count' },
    { name: 'closed', title: 'closed', sql: `countIf(${CLOSED})`, form: 'count' },
    {
      name: 'inferredShare',
      title: 'inferred',
      sql: `countIf(${CLOSED} AND ${INFERRED}) / nullIf(countIf(${CLOSED}), 0)`,
      form: 'share',
    },
    { name: 'open', title: 'open', sql: `countIf(${OPEN})`, form: 'count' },
    {
      name: 'censoredShare',
      title: 'censored',
      sql: `countIf(${OPEN} AND asOfMs - startMs >= horizonMs) / nullIf(count(), 0)`,
      form: 'share',
    },
    {
      name: 'overUnseen',
      title: 'over unseen',
      sql: "countIf(endMs IS NULL AND quality = 'END_INFERRED')",
      form: 'count',
      rare: true,
    },
    { name: 'noStart', title: 'no start', sql: "countIf(quality = 'NO_START')", form: 'count' },
    { name: 'rejected', title: 'rejected', sql: "countIf(quality = 'REJECTED')", form: 'count' },
  ],
  measures: [],
  drawn: 'inferredShare',
  open: 'open',
};
