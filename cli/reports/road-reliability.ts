import { HOUR_MS, MINUTE_MS, truckPositions } from '@landbridge/schemas';
import { dayAndHour, millis, type Report } from './report.ts';

const entered = dayAndHour('periodMs');

/** The five sets of 23 CFR 490.611: weekday morning, midday and afternoon, every night, weekend days. */
const TIME_SETS = ['MORNING', 'MIDDAY', 'AFTERNOON', 'NIGHT', 'WEEKEND'] as const;
const QUARTER_MS = 15 * MINUTE_MS;
const OFFSET_MS = 8 * HOUR_MS;

export const roadReliability: Report = {
  name: 'road-reliability',
  about:
    'How far port trucks can rely on a road, from the travel times of its quarters of an hour.',
  notes: [
    'A period is a quarter of an hour of a segment; its travel time is the mean of its trucks, in terms of the reference time.',
    'TTI: mean by reference. PTI: P95 by reference. Buffer: P95 beyond the mean, by the mean.',
    'TTTR: P95 by median, in each of five sets of the week (weekday 6 to 10, 10 to 16, 16 to 20; nights 20 to 6; weekend days), the worst counts.',
  ],
  facts: [truckPositions],
  dimensions: [
    { name: 'segment', sql: 'segment' },
    { name: 'road', sql: 'road' },
    { name: 'class', sql: 'class' },
    { name: 'set', sql: 'timeSet' },
    { name: 'day', sql: entered.day },
    { name: 'hour', sql: entered.hour },
  ],
  defaultBy: ['segment', 'road'],
  apart: [],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT segment, periodMs, trucks, ratio, known.road AS road, known.class AS class,
      toHour(fromUnixTimestamp64Milli(periodMs + ${OFFSET_MS}, 'UTC')) AS hourOfDay,
      toDayOfWeek(fromUnixTimestamp64Milli(periodMs + ${OFFSET_MS}, 'UTC')) AS weekday,
      multiIf(hourOfDay < 6 OR hourOfDay >= 20, 'NIGHT', weekday >= 6, 'WEEKEND',
        hourOfDay < 10, 'MORNING', hourOfDay < 16, 'MIDDAY', 'AFTERNOON') AS timeSet
    FROM (
      SELECT segment, intDiv(${millis('eventTime')}, ${QUARTER_MS}) * ${QUARTER_MS} AS periodMs,
        count() AS trucks, avg(travelMs / referenceMs) AS ratio
      FROM mart_traversal_delays
      WHERE ${millis('eventTime')} >= ${fromMs} AND ${millis('eventTime')} < ${toMs}
        AND ${millis('leftAt')} <= ${asOfMs} AND referenceMs > 0
      GROUP BY segment, periodMs
    ) AS period
    LEFT ANY JOIN ref_segments AS known ON known.id = period.segment`,
  figures: [
    { name: 'periods', title: 'periods', sql: 'count()', form: 'count' },
    { name: 'traversals', title: 'traversals', sql: 'sum(trucks)', form: 'count' },
    { name: 'travelTimeIndex', title: 'TTI', sql: 'avg(ratio)', form: { digits: 2 } },
    {
      name: 'medianIndex',
      title: 'median',
      sql: 'quantileExactInclusive(0.5)(ratio)',
      form: { digits: 2 },
    },
    {
      name: 'planningTimeIndex',
      title: 'PTI',
      sql: 'quantileExactInclusive(0.95)(ratio)',
      form: { digits: 2 },
    },
    {
      name: 'bufferIndex',
      title: 'buffer',
      sql: '(quantileExactInclusive(0.95)(ratio) - avg(ratio)) / avg(ratio)',
      form: { digits: 2 },
    },
    {
      name: 'truckReliability',
      title: 'TTTR',
      sql: `arrayMax([${TIME_SETS.map(reliabilityOf).join(', ')}])`,
      form: { digits: 2 },
    },
  ],
  measures: [],
  orderBy: 'truckReliability DESC',
  drawn: 'truckReliability',
  open: null,
};

function reliabilityOf(set: string): string {
  const quantile = (level: number) =>
    `quantileExactInclusiveOrNullIf(${level})(ratio, timeSet = '${set}')`;
  return `ifNull(${quantile(0.95)} / ${quantile(0.5)}, 0)`;
}
