import { MINUTE_MS, trafficConditions, truckPositions } from '@landbridge/schemas';
import { dayAndHour, millis, type Report, weekAndQuarter } from './report.ts';

const entered = { ...dayAndHour('enteredMs'), ...weekAndQuarter('enteredMs') };

export const trafficDelay: Report = {
  name: 'traffic-delay',
  about: 'What traffic costs port trucks, by road segment.',
  notes: [
    'Traffic delay of a traversal: its time beyond the reference time, as far as the traffic reading in force when the truck entered explains it.',
    'Residual: time beyond the reference that no reading explains, stops on the road included; signed. Coverage: share of the travel time with a reading.',
    'Travel time index: travel time by reference time. Planning time index: the P95 of that ratio.',
  ],
  facts: [truckPositions, trafficConditions],
  dimensions: [
    { name: 'segment', sql: 'segment' },
    { name: 'road', sql: 'road' },
    { name: 'day', sql: entered.day },
    { name: 'hour', sql: entered.hour },
    { name: 'week', sql: entered.week },
    { name: 'quarter', sql: entered.quarter },
  ],
  defaultBy: ['segment'],
  apart: [],
  rows: (scope) => `
    SELECT segment, known.road AS road, travelMs, traversal.lengthM AS lengthM, referenceMs, attributed, trafficDelayMs,
      ${millis('eventTime')} AS enteredMs
    FROM mart_traversal_delays AS traversal
    LEFT ANY JOIN ref_segments AS known ON known.id = traversal.segment
    WHERE enteredMs >= ${scope.fromMs} AND enteredMs < ${scope.toMs} AND ${millis('leftAt')} <= ${scope.asOfMs}`,
  figures: [
    {
      name: 'delayTotalMinutes',
      title: 'delay min',
      sql: `sum(ifNull(trafficDelayMs, 0)) / ${MINUTE_MS}`,
      form: { digits: 1 },
    },
    { name: 'traversals', title: 'traversals', sql: 'count()', form: 'count' },
    {
      name: 'travelTimeIndex',
      title: 'TTI',
      sql: 'sum(travelMs) / nullIf(sum(referenceMs), 0)',
      form: { digits: 2 },
    },
    {
      name: 'planningTimeIndex',
      title: 'PTI',
      sql: 'quantileExactInclusiveOrNullIf(0.95)(travelMs / referenceMs, referenceMs > 0)',
      form: { digits: 2 },
    },
    {
      name: 'coverageShare',
      title: 'coverage',
      sql: 'sumIf(travelMs, attributed) / nullIf(sum(travelMs), 0)',
      form: 'share',
    },
    {
      name: 'coverageDistanceShare',
      title: 'of distance',
      sql: 'sumIf(lengthM, attributed) / nullIf(sum(lengthM), 0)',
      form: 'share',
    },
    {
      name: 'residualTotalMinutes',
      title: 'residual min',
      sql: `(sum(travelMs) - sum(referenceMs) - sum(ifNull(trafficDelayMs, 0))) / ${MINUTE_MS}`,
      form: { digits: 1 },
    },
  ],
  measures: [
    {
      name: 'delay',
      title: 'delay',
      unit: 'seconds',
      sql: 'trafficDelayMs',
      when: 'attributed',
    },
  ],
  drawn: 'delayTotalMinutes',
  orderBy: 'delayTotalMinutes DESC',
  open: null,
};
