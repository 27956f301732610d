import {
  HOUR_MS,
  MINUTE_MS,
  trafficConditions,
  trafficIncidents,
  truckAppointments,
  truckPositions,
} from '@landbridge/schemas';
import { dayAndHour, millis, minuteText, type Report, type Scope } from './report.ts';

/** A truck that reaches its slot's terminal later than this after the incident was not on its way there: default, as in `mart_incident_costs`. */
const TO_SLOT_HOURS = 6;

const entered = dayAndHour('enteredMs');

export const incidents: Report = {
  name: 'incidents',
  about:
    'Which trips, boxes and appointments an accident, work or closure touched, and what it cost them.',
  notes: [
    'Touched: on the segment while the incident held. Exposed: time on it then. Delay: the traffic delay of those traversals; without a traffic reading, and while the truck is still there, it is unknown and adds nothing.',
    `Appointments: those at which the trucks arrived within ${TO_SLOT_HOURS} hours after; late ones beside them.`,
    'A truck that several incidents touched at once counts with each of them; in the total, and where incidents are not told apart, its time counts once.',
  ],
  facts: [trafficIncidents, truckPositions, trafficConditions, truckAppointments],
  dimensions: [
    { name: 'incident', sql: 'incidentId' },
    { name: 'kind', sql: 'kind' },
    { name: 'segment', sql: 'segment' },
    { name: 'road', sql: 'road' },
    { name: 'from', sql: minuteText(millis('validFrom')) },
    { name: 'until', sql: minuteText(millis('validUntil')) },
    { name: 'trip', sql: 'trip' },
    { name: 'plate', sql: 'plate' },
    { name: 'appointment', sql: 'appointmentId' },
    { name: 'day', sql: entered.day },
    { name: 'hour', sql: entered.hour },
  ],
  defaultBy: ['incident', 'kind', 'road', 'from', 'until'],
  apart: [],
  rows,
  figures: [
    { name: 'trips', title: 'trips', sql: 'uniqExact(trip)', form: 'count' },
    { name: 'trucks', title: 'trucks', sql: 'uniqExact(plate)', form: 'count' },
    { name: 'boxes', title: 'boxes', sql: 'uniqExactArray(containers)', form: 'count' },
    {
      name: 'appointments',
      title: 'appointments',
      sql: 'uniqExactIf(appointmentId, appointmentId IS NOT NULL)',
      form: 'count',
    },
    {
      name: 'lateAppointments',
      title: 'late',
      sql: "uniqExactIf(appointmentId, outcome = 'LATE')",
      form: 'count',
    },
    {
      name: 'exposedMinutes',
      title: 'exposed min',
      sql: `sum(exposedMs) / ${MINUTE_MS}`,
      form: { digits: 1 },
    },
    {
      name: 'delayTotalMinutes',
      title: 'delay min',
      sql: `sum(ifNull(trafficDelayMs, 0)) / ${MINUTE_MS}`,
      form: { digits: 1 },
    },
    {
      name: 'coverageShare',
      title: 'coverage',
      sql: 'countIf(trafficDelayMs IS NOT NULL) / nullIf(count(), 0)',
      form: 'share',
    },
  ],
  measures: [
    {
      name: 'delay',
      title: 'delay',
      unit: 'minutes',
      sql: 'trafficDelayMs',
      when: 'trafficDelayMs IS NOT NULL',
    },
  ],
  orderBy: 'delayTotalMinutes DESC',
  drawn: 'delayTotalMinutes',
  open: null,
};

/** What an incident is, and no truck that it touched. */
const OF_INCIDENT: Readonly<Record<string, string>> = {
  kind: 'kind',
  from: 'validFrom',
  until: 'validUntil',
};

/** A truck that several incidents touched at once lost its time once: a row for each of them only where they are told apart. */
function rows(scope: Scope): string {
  if (scope.apart.includes('incident')) return exposures(scope);
  const asked = Object.entries(OF_INCIDENT).filter(([name]) => scope.apart.includes(name));
  const names = asked.map(([, column]) => `, ${column}`).join('');
  return `
    SELECT segment, trip, enteredMs${names}, any(plate) AS plate, any(containers) AS containers, any(road) AS road,
      intervalLengthSum(metMs, metMs + exposedMs) AS exposedMs, any(trafficDelayMs) AS trafficDelayMs,
      any(appointmentId) AS appointmentId, any(outcome) AS outcome
    FROM (${exposures(scope)})
    GROUP BY segment, trip, enteredMs${names}`;
}

function exposures({ fromMs, toMs, asOfMs }: Scope): string {
  return `
    SELECT touched.incidentId AS incidentId, touched.kind AS kind, touched.segment AS segment, touched.validFrom AS validFrom,
      touched.validUntil AS validUntil, touched.trip AS trip, touched.plate AS plate, touched.containers AS containers,
      touched.enteredMs AS enteredMs, known.road AS road,
      greatest(touched.enteredMs, ${millis('touched.validFrom')}) AS metMs,
      least(touched.exposedMs, greatest(0, ${asOfMs} - metMs)) AS exposedMs,
      if(${millis('touched.leftAt')} <= ${asOfMs}, delay.trafficDelayMs, NULL) AS trafficDelayMs,
      if(slot.arrivedAt <= touched.leftAt + INTERVAL ${TO_SLOT_HOURS} HOUR, slot.appointmentId, NULL) AS appointmentId,
      if(appointmentId IS NULL, NULL, slot.outcome) AS outcome
    FROM (
      SELECT *, ${millis('eventTime')} AS enteredMs FROM mart_incident_exposures
      WHERE enteredMs >= ${fromMs} AND enteredMs < ${toMs} AND enteredMs <= ${asOfMs}
    ) AS touched
    LEFT ANY JOIN (
      SELECT segment, trip, eventTime, trafficDelayMs FROM mart_traversal_delays
      WHERE ${millis('eventTime')} >= ${fromMs} AND ${millis('eventTime')} < ${toMs}
    ) AS delay ON delay.segment = touched.segment AND delay.trip = touched.trip AND delay.eventTime = touched.eventTime
    LEFT ANY JOIN ref_segments AS known ON known.id = touched.segment
    ASOF LEFT JOIN (
      SELECT assumeNotNull(plate) AS plate, assumeNotNull(arrivedAt) AS arrivedAt, appointmentId, outcome FROM mart_appointment_outcomes
      WHERE plate IS NOT NULL AND arrivedAt IS NOT NULL AND appointmentId IS NOT NULL
        AND ${millis('arrivedAt')} >= ${fromMs} AND ${millis('arrivedAt')} < ${toMs + TO_SLOT_HOURS * HOUR_MS} AND ${millis('arrivedAt')} <= ${asOfMs}
    ) AS slot ON slot.plate = touched.plate AND slot.arrivedAt >= touched.leftAt`;
}
