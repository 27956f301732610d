import {
  gateTransactions,
  MINUTE_MS,
  trafficConditions,
  truckAppointments,
  truckPositions,
} from '@landbridge/schemas';
import { dayAndHour, millis, type Report, weekAndQuarter } from './report.ts';

/** Tolerance around the slot: default. */
const GRACE_MS = 30 * MINUTE_MS;
/** A trip that ended longer before the arrival was not the one to the gate: default. */
const TRIP_TO_GATE_MS = 60 * MINUTE_MS;
const COUNTED = "confirmed AND status IN ('ON_TIME', 'EARLY', 'LATE', 'NO_SHOW', 'CANCELLED_LATE')";
const EXPLAINED = `status = 'LATE' AND ifNull(trafficDelayMs, 0) >= offsetMs - ${GRACE_MS}`;

const slot = { ...dayAndHour('shownMs'), ...weekAndQuarter('shownMs') };

export const appointmentAdherence: Report = {
  name: 'appointment-adherence',
  about:
    'Which trucks keep their slots, by haulier and slot, and which are late because of traffic.',
  notes: [
    'On time: within 30 minutes of the slot. Adherence: on time by all confirmed and not cancelled in time; walk-ins and what the terminal cancelled are out.',
    'No-show: nobody had come four hours after the slot, at the as-of time. Explained: without the traffic delay of its trip to the gate the truck would have been on time.',
    'A row belongs to the day and hour of its slot; a walk-in to those of its arrival.',
  ],
  facts: [truckAppointments, gateTransactions, truckPositions, trafficConditions],
  dimensions: [
    { name: 'terminal', sql: 'facility' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'haulier', sql: 'haulier' },
    { name: 'moveType', sql: 'moveType' },
    { name: 'outcome', sql: 'status' },
    { name: 'appointment', sql: 'appointmentId' },
    { name: 'plate', sql: 'plate' },
    { name: 'week', sql: slot.week },
    { name: 'day', sql: slot.day },
    { name: 'hour', sql: slot.hour },
  ],
  defaultBy: ['terminal', 'haulier'],
  apart: [],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT kept.*, if(ifNull(way.endAt, kept.arrivedAt) >= kept.arrivedAt - INTERVAL ${TRIP_TO_GATE_MS / MINUTE_MS} MINUTE, way.trafficDelayMs, NULL) AS trafficDelayMs,
      multiIf(outcome != 'OPEN' AND ifNull(decidedMs <= ${asOfMs}, 1), outcome, confirmed AND noShowMs < ${asOfMs}, 'NO_SHOW', 'OPEN') AS status
    FROM (
      SELECT *, ${millis('coalesce(cancelledAt, arrivedAt)')} AS decidedMs, ${millis('noShowAt')} AS noShowMs, ${millis('coalesce(slotStart, arrivedAt)')} AS shownMs,
        assumeNotNull(coalesce(arrivedAt, slotStart, eventTime)) AS reachedAt, ifNull(plate, '') AS truck
      FROM mart_appointment_outcomes
      WHERE shownMs >= ${fromMs} AND shownMs < ${toMs} AND shownMs <= ${asOfMs}
    ) AS kept
    ASOF LEFT JOIN (SELECT plate AS truck, startAt, endAt, trafficDelayMs FROM mart_trip_delays) AS way
      ON way.truck = kept.truck AND way.startAt <= kept.reachedAt`,
  figures: [
    { name: 'appointments', title: 'slots', sql: `countIf(${COUNTED})`, form: 'count' },
    {
      name: 'adherenceShare',
      title: 'adherence',
      sql: `countIf(confirmed AND status = 'ON_TIME') / nullIf(countIf(${COUNTED}), 0)`,
      form: 'share',
    },
    { name: 'early', title: 'early', sql: "countIf(status = 'EARLY')", form: 'count' },
    { name: 'late', title: 'late', sql: "countIf(status = 'LATE')", form: 'count' },
    { name: 'lateExplained', title: 'explained', sql: `countIf(${EXPLAINED})`, form: 'count' },
    { name: 'noShow', title: 'no-show', sql: "countIf(status = 'NO_SHOW')", form: 'count' },
    {
      name: 'cancelledLate',
      title: 'cancelled late',
      sql: "countIf(confirmed AND status = 'CANCELLED_LATE')",
      form: 'count',
    },
    { name: 'walkIn', title: 'walk-in', sql: "countIf(status = 'WALK_IN')", form: 'count' },
    {
      name: 'untimed',
      title: 'untimed',
      sql: "countIf(status = 'UNTIMED')",
      form: 'count',
      rare: true,
    },
    { name: 'open', title: 'open', sql: "countIf(status = 'OPEN')", form: 'count' },
  ],
  measures: [
    {
      name: 'lateness',
      title: 'late by',
      unit: 'minutes',
      sql: 'offsetMs',
      when: "status = 'LATE'",
    },
    {
      name: 'latenessTraffic',
      title: 'its traffic',
      unit: 'minutes',
      sql: 'trafficDelayMs',
      when: "status = 'LATE'",
    },
  ],
  drawn: 'adherenceShare',
  open: 'open',
};
