import {
  DAY_MS,
  gateTransactions,
  HOUR_MS,
  truckAppointments,
  truckPositions,
} from '@landbridge/schemas';
import {
  dayAndHour,
  millis,
  NOT_AT_DEPOT,
  type Report,
  type Scope,
  weekAndQuarter,
} from './report.ts';

/** Hours of the days that had any trucks, those to come left out. */
const HOURS = 'arraySum(each -> each.2, groupUniqArray((dayOfHour, hoursBegun)))';
const MEAN_HOUR = `sum(trucks) / nullIf(${HOURS}, 0)`;
const DIMENSIONS: Readonly<Record<string, string>> = {
  terminal: 'terminal',
  group: 'terminalGroup',
  week: 'week',
  day: 'day',
};

export const peakHour: Report = {
  name: 'peak-hour',
  about:
    'Whether the day is flat: trucks in the busiest hour against the mean hour, at the gates and on the roads.',
  notes: [
    'Gate: trucks gated in at terminals, each time; depots are left out. Road: trucks that entered a segment of the known roads, once an hour, and once in all; roads belong to no terminal.',
    'Mean hour: trucks of each hour by all hours up to the as-of time of the days that had any, the empty ones too. With slots: share of gate-ins on an appointment.',
  ],
  facts: [gateTransactions, truckPositions, truckAppointments],
  dimensions: [
    { name: 'measured', sql: 'measured' },
    ...Object.keys(DIMENSIONS).map((name) => ({ name, sql: name })),
  ],
  defaultBy: ['day'],
  apart: ['measured'],
  rows,
  figures: [
    {
      name: 'trucks',
      title: 'trucks',
      sql: "if(any(measured) = 'GATE', sum(trucks), uniqExactMerge(plates))",
      form: 'count',
    },
    { name: 'peakHourTrucks', title: 'peak hour', sql: 'max(trucks)', form: 'count' },
    {
      name: 'peakHour',
      title: 'at',
      // Of hours that are equally busy it is the earliest: which one was read first is chance.
      sql: 'argMax(hourOfDay, (trucks, -toInt16(hourOfDay)))',
      form: 'count',
    },
    {
      name: 'meanHourTrucks',
      title: 'mean hour',
      sql: MEAN_HOUR,
      form: { digits: 1 },
    },
    {
      name: 'peakToMean',
      title: 'peak / mean',
      sql: `max(trucks) / nullIf(${MEAN_HOUR}, 0)`,
      form: { digits: 2 },
    },
    {
      name: 'slotShare',
      title: 'with slots',
      sql: "if(any(measured) = 'GATE', sum(slots) / nullIf(sum(trucks), 0), NULL)",
      form: 'share',
    },
  ],
  measures: [],
  drawn: 'peakToMean',
  open: null,
};

/** Trucks by hour, of what is told apart: the peak of a group is not the sum of its terminals' peaks. */
function rows({ fromMs, toMs, asOfMs, apart }: Scope): string {
  const at = { ...dayAndHour('atMs'), ...weekAndQuarter('atMs') };
  const asked = Object.entries(DIMENSIONS).filter(([name]) => apart.includes(name));
  const names = asked.map(([name, sql]) => `, ${sql} AS \`${name}\``).join('');
  const groups = asked.map(([, sql]) => `, ${sql}`).join('');
  const dayStartMs = `toInt64(toUnixTimestamp(toDateTime(toDate(dayOfHour), 'Asia/Shanghai'))) * 1000`;
  const hoursBegun = `least(${DAY_MS / HOUR_MS}, greatest(1, ceil((${asOfMs} - ${dayStartMs}) / ${HOUR_MS})))`;
  return `
    SELECT measured, dayOfHour, hourOfDay${names}, sum(seen) AS trucks, sum(booked) AS slots,
      uniqExactState(truck) AS plates, assumeNotNull(${hoursBegun}) AS hoursBegun
    FROM (
      SELECT 'GATE' AS measured, facility AS terminal, facilityGroup AS terminalGroup, ${millis('gateInAt')} AS atMs,
        1 AS seen, ifNull(plate, '') AS truck, appointmentId IS NOT NULL AS booked, ${at.day} AS dayOfHour, ${at.hour} AS hourOfDay, ${at.week} AS week, dayOfHour AS day
      FROM mart_truck_visits
      WHERE gateInAt IS NOT NULL AND atMs >= ${fromMs} AND atMs < ${toMs} AND atMs <= ${asOfMs} AND ${NOT_AT_DEPOT}
      UNION ALL
      SELECT 'ROAD', NULL, NULL, min(${millis('eventTime')}) AS atMs,
        1, plate, 0, ${at.day} AS dayOfHour, ${at.hour} AS hourOfDay, ${at.week} AS week, dayOfHour AS day
      FROM mart_truck_traversals
      WHERE ${millis('eventTime')} >= ${fromMs} AND ${millis('eventTime')} < ${toMs} AND ${millis('eventTime')} <= ${asOfMs}
      GROUP BY plate, intDiv(${millis('eventTime')}, 3600000)
    )
    GROUP BY measured, dayOfHour, hourOfDay${groups}`;
}
