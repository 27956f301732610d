import {
  appointmentOutcomes,
  incidentExposures,
  MINUTE_MS,
  traversalDelays,
  tripDelays,
  truckVisits,
} from '@landbridge/schemas';
import {
  anAppointmentOutcome,
  anIncidentExposure,
  aTraversalDelay,
  aTripDelay,
  aTruckVisit,
  at,
  CONTAINER,
} from '@landbridge/schemas/testing';
import { landing } from './landed-marts.ts';
import type { ReportCase } from './report-case.ts';

const segment = 'G1504-01-a';
const passed = (time: string, minutes: number) =>
  aTraversalDelay({
    ...{ segment, eventTime: at(time), leftAt: at(time) + minutes * MINUTE_MS },
    ...{ travelMs: minutes * MINUTE_MS, trafficDelayMs: (minutes - 1) * MINUTE_MS },
  });
const exposure = anIncidentExposure({ segment, containers: [CONTAINER] });

/** Planners: where time is lost, on what, and what incidents cost. */
export const roadCases: Readonly<Record<string, ReportCase>> = {
  'traffic-delay': {
    by: 'road',
    given: [landing(traversalDelays, passed('08:00', 1), passed('09:00', 2))],
    rows: [
      {
        ...{ road: 'G1504', delayTotalMinutes: 1, traversals: 2, travelTimeIndex: 1.5 },
        ...{
          coverageShare: 1,
          residualTotalMinutes: 0,
          delayMeanSeconds: 30,
          delayMedianSeconds: 30,
        },
        ...{ delayP90Seconds: 54, delayP95Seconds: 57 },
      },
    ],
    line: [
      ...['G1504', '1.0', '2', '1.50', '1.95', '100.0 %', '100.0 %', '0.0'],
      ...['delay, s', '2', '30.0', '30.0', '54.0', '57.0'],
    ],
  },
  'road-reliability': {
    by: 'segment',
    given: [landing(traversalDelays, passed('08:01', 1), passed('08:16', 3))],
    rows: [{ segment, periods: 2, traversals: 2, travelTimeIndex: 2, planningTimeIndex: 2.9 }],
    line: [segment, '2', '2', '2.00', '2.00', '2.90', '0.45', '1.45'],
  },
  'truck-delay': {
    by: 'group,way',
    given: [
      landing(
        tripDelays,
        aTripDelay({
          ...{ originPlace: 'BLTCT', destinationPlace: 'CX01', referenceMs: 45 * MINUTE_MS },
          ...{ queueMs: 3 * MINUTE_MS, stopMs: 4 * MINUTE_MS, residualMs: -2 * MINUTE_MS },
          coverageTime: 0.5,
        }),
      ),
    ],
    rows: [
      {
        ...{ group: 'Chuanshan', way: 'OUT', trips: 1, delayTotalMinutes: 15 },
        ...{ trafficTotalMinutes: 10, queueTotalMinutes: 3, stopTotalMinutes: 4 },
        ...{ residualTotalMinutes: -2, trafficShare: 0.6667, coverageShare: 0.5, open: 0 },
      },
    ],
    line: [
      ...['Chuanshan', 'OUT', '1', '15.0', '10.0', '3.0', '4.0', '-2.0', '66.7 %', '50.0 %', '0'],
      ...['delay of a trip, min', '1', '15.0', '15.0', '15.0', '15.0'],
    ],
  },
  incidents: {
    by: 'incident,road',
    given: [
      landing(incidentExposures, exposure),
      landing(
        traversalDelays,
        aTraversalDelay({ trip: exposure.trip, segment, eventTime: exposure.eventTime }),
      ),
      landing(
        appointmentOutcomes,
        anAppointmentOutcome({ outcome: 'LATE', arrivedAt: at('10:00') }),
      ),
    ],
    rows: [
      {
        ...{ incident: 'I-1', road: 'G1504', trips: 1, trucks: 1, boxes: 1, appointments: 1 },
        ...{ lateAppointments: 1, exposedMinutes: 2, delayTotalMinutes: 1, coverageShare: 1 },
        delayMedianMinutes: 1,
      },
    ],
    line: [
      ...['I-1', 'G1504', '1', '1', '1', '1', '1', '2.0', '1.0', '100.0 %'],
      ...['delay, min', '1', '1.0', '1.0', '1.0', '1.0'],
    ],
  },
  'peak-hour': {
    by: 'day',
    given: [
      landing(
        truckVisits,
        aTruckVisit({ gateInAt: at('08:00'), appointmentId: 'A-1' }),
        ...['08:20', '08:50', '17:00'].map((time) => aTruckVisit({ gateInAt: at(time) })),
      ),
    ],
    rows: [
      {
        ...{ day: '2026-03-11', measured: 'GATE', trucks: 4, peakHourTrucks: 3, peakHour: 8 },
        ...{ peakToMean: 18, slotShare: 0.25 },
      },
    ],
    line: ['2026-03-11', 'GATE', '4', '3', '8', '0.2', '18.00', '25.0 %'],
  },
};
