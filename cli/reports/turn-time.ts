import { DAY_MS, gateTransactions, HOUR_MS, MINUTE_MS, truckPositions } from '@landbridge/schemas';
import {
  COUNTED,
  dayAndHour,
  INFERRED,
  type Measure,
  millis,
  NOT_AT_DEPOT,
  type Report,
  type Scope,
  weekAndQuarter,
} from './report.ts';

/** An open visit older than this is censored: default. */
const HORIZON_MS = 12 * HOUR_MS;
/** How far the usual turn time looks back: default. */
const BASELINE_MS = 28 * DAY_MS;
const CLOSED = `inPeriod AND outMs <= asOfMs AND ${COUNTED}`;

const gateIn = dayAndHour('inMs');

export const turnTime: Report = {
  name: 'turn-time',
  about: 'How long trucks queue, turn and visit, by terminal and hour.',
  notes: [
    'Queue: from the first position in the queue to the gate-in. Turn: gate-in to gate-out. Visit: both together, where the queue is known.',
    'Usual: the median turn of the 28 days before the period, of the same terminal, gate or hour. Gate: the lane of the gate-in.',
    'A visit belongs to the day and hour of its gate-in. Open visits are those at the as-of time; past 12 hours they are censored.',
    'Of terminals alone: visits to depots are left out.',
  ],
  facts: [gateTransactions, truckPositions],
  dimensions: [
    { name: 'terminal', sql: 'facility' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'gate', sql: 'gate' },
    { name: 'week', sql: `if(usual, NULL, ${weekAndQuarter('inMs').week})` },
    { name: 'day', sql: `if(usual, NULL, ${gateIn.day})` },
    { name: 'hour', sql: gateIn.hour },
  ],
  defaultBy: ['terminal'],
  apart: [],
  rows,
  figures: [
    { name: 'visits', title: 'visits', sql: `countIf(${CLOSED})`, form: 'count' },
    {
      name: 'inferredShare',
      title: 'inferred',
      sql: `countIf(${CLOSED} AND ${INFERRED}) / nullIf(countIf(${CLOSED}), 0)`,
      form: 'share',
    },
    {
      name: 'troubleShare',
      title: 'trouble',
      sql: `countIf(${CLOSED} AND trouble) / nullIf(countIf(${CLOSED}), 0)`,
      form: 'share',
      rare: true,
    },
    {
      name: 'usualTurnMinutes',
      title: 'usual turn',
      sql: `quantileExactInclusiveOrNullIf(0.5)(assumeNotNull(turnMs), usual AND turnMs IS NOT NULL) / ${MINUTE_MS}`,
      form: { digits: 1 },
    },
    { name: 'open', title: 'open', sql: 'countIf(open)', form: 'count' },
    {
      name: 'censored',
      title: 'censored',
      sql: `countIf(open AND asOfMs - inMs >= ${HORIZON_MS})`,
      form: 'count',
      rare: true,
    },
    {
      name: 'noStart',
      title: 'no start',
      sql: "countIf(inPeriod AND quality = 'NO_START')",
      form: 'count',
      rare: true,
    },
    {
      name: 'rejected',
      title: 'rejected',
      sql: "countIf(inPeriod AND quality = 'REJECTED')",
      form: 'count',
      rare: true,
    },
  ],
  measures: [measure('queue', 'queueMs'), measure('turn', 'turnMs'), measure('visit', 'visitMs')],
  shown: 'countIf(NOT usual) > 0',
  drawn: 'turnMedianMinutes',
  open: 'open',
};

function rows({ fromMs, toMs, asOfMs, apart }: Scope): string {
  const lanes = apart.includes('gate');
  return `
    SELECT facility, facilityGroup, queueMs, turnMs, visitMs, quality, trouble, ${asOfMs} AS asOfMs,
      ${lanes ? 'passed.lane' : 'NULL'} AS gate,
      ${millis('gateInAt')} AS inMs, ${millis('gateOutAt')} AS outMs, ${millis('coalesce(gateInAt, eventTime)')} AS shownMs,
      ifNull(shownMs >= ${fromMs} AND shownMs < ${toMs} AND shownMs <= ${asOfMs}, 0) AS inPeriod,
      ifNull(${COUNTED} AND inMs <= ${asOfMs} AND (outMs IS NULL OR outMs > ${asOfMs}), 0) AS open,
      ifNull(${COUNTED} AND inMs >= ${fromMs - BASELINE_MS} AND inMs < ${fromMs} AND outMs <= ${asOfMs}, 0) AS usual
    FROM mart_truck_visits AS visit
    ${lanes ? 'LEFT ANY JOIN (SELECT id, lane FROM mart_gate_transactions) AS passed ON passed.id = visit.startEventId' : ''}
    WHERE (inPeriod OR open OR usual) AND ${NOT_AT_DEPOT}`;
}

function measure(name: string, sql: string): Measure {
  return { name, title: name, unit: 'minutes', sql, when: CLOSED };
}
