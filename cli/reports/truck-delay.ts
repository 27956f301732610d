import { MINUTE_MS, trafficConditions, truckPositions } from '@landbridge/schemas';
import { dayAndHour, type Figure, millis, type Report, weekAndQuarter } from './report.ts';

const ended = { ...dayAndHour('endMs'), ...weekAndQuarter('endMs') };
const DONE = 'NOT open AND delayMs IS NOT NULL';

export const truckDelay: Report = {
  name: 'truck-delay',
  about:
    'What the delay of truck trips is made of: traffic, gate queue, stops, and what nothing explains.',
  notes: [
    'Delay: time of the trip beyond the reference time of its way = traffic + queue + stops + residual. The residual is signed.',
    'Coverage: share of the moving time (all but queue and stops) with a traffic reading in force; off the known roads there is none. Over trips that ended in the period; open ones are under way at the as-of time.',
  ],
  facts: [truckPositions, trafficConditions],
  dimensions: [
    { name: 'terminal', sql: 'terminal' },
    { name: 'group', sql: 'terminalGroup' },
    { name: 'way', sql: 'way' },
    { name: 'week', sql: `if(open, NULL, ${ended.week})` },
    { name: 'day', sql: `if(open, NULL, ${ended.day})` },
    { name: 'hour', sql: `if(open, NULL, ${ended.hour})` },
  ],
  defaultBy: ['group'],
  apart: [],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT delayMs, trafficDelayMs, queueMs, stopMs, residualMs, tripMs, referenceMs, distanceM, coverageTime, movingMs, endMs, open,
      if(outward.id IS NULL, inward.id, outward.id) AS terminal,
      if(outward.id IS NULL, inward.facilityGroup, outward.facilityGroup) AS terminalGroup,
      multiIf(outward.id IS NOT NULL AND inward.id IS NOT NULL, 'BETWEEN', outward.id IS NOT NULL, 'OUT', inward.id IS NOT NULL, 'IN', 'OTHER') AS way
    FROM (
      SELECT *, ${millis('startAt')} AS startMs, ${millis('endAt')} AS endMs,
        greatest(0, tripMs - queueMs - stopMs) AS movingMs,
        startMs <= ${asOfMs} AND ifNull(endMs > ${asOfMs}, 1) AS open
      FROM mart_trip_delays
      WHERE open OR (endMs >= ${fromMs} AND endMs < ${toMs} AND endMs <= ${asOfMs})
    ) AS trip
    LEFT ANY JOIN ref_facilities AS outward ON outward.id = trip.originPlace
    LEFT ANY JOIN ref_facilities AS inward ON inward.id = trip.destinationPlace`,
  figures: [
    { name: 'trips', title: 'trips', sql: `countIf(${DONE})`, form: 'count' },
    minutes('delay', 'delayMs'),
    minutes('traffic', 'trafficDelayMs'),
    minutes('queue', 'queueMs'),
    minutes('stop', 'stopMs'),
    minutes('residual', 'residualMs'),
    {
      name: 'trafficShare',
      title: 'traffic share',
      sql: `sumIf(trafficDelayMs, ${DONE}) / nullIf(sumIf(assumeNotNull(delayMs), ${DONE}), 0)`,
      form: 'share',
    },
    {
      name: 'coverageShare',
      title: 'coverage',
      sql: `sumIf(assumeNotNull(coverageTime * movingMs), ${DONE} AND coverageTime IS NOT NULL)
        / nullIf(sumIf(assumeNotNull(movingMs), ${DONE} AND coverageTime IS NOT NULL), 0)`,
      form: 'share',
    },
    { name: 'open', title: 'open', sql: 'countIf(open)', form: 'count' },
  ],
  measures: [
    { name: 'tripDelay', title: 'delay of a trip', unit: 'minutes', sql: 'delayMs', when: DONE },
    {
      name: 'tripTraffic',
      title: 'its traffic',
      unit: 'minutes',
      sql: 'trafficDelayMs',
      when: DONE,
    },
  ],
  drawn: 'delayTotalMinutes',
  open: 'open',
};

function minutes(name: string, column: string): Figure {
  return {
    name: `${name}TotalMinutes`,
    title: `${name} min`,
    sql: `sumIf(ifNull(${column}, 0), ${DONE}) / ${MINUTE_MS}`,
    form: { digits: 1 },
  };
}
