import {
  appointmentOutcomes,
  containerEvents,
  containerMoves,
  DAY_MS,
  MINUTE_MS,
  orderBoxes,
  quayMoves,
  traversalDelays,
  tripDelays,
  truckAppointments,
  truckVisits,
  yardDwells,
} from '@landbridge/schemas';
import {
  aContainerEvent,
  aContainerMove,
  anAppointmentOutcome,
  anOrderBox,
  aQuayMove,
  aTraversalDelay,
  aTripDelay,
  aTruckAppointment,
  aTruckVisit,
  at,
  aYardDwell,
} from '@landbridge/schemas/testing';
import { landing } from './landed-marts.ts';
import type { ReportCase } from './report-case.ts';

const HELD = 'MSCU6639870';
const OTHER = 'NBXU1234568';
const open = aYardDwell({ startAt: at('2026-03-10 00:00') });
const visit = aTruckVisit({
  queueStartAt: at('07:40'),
  gateInAt: at('08:00'),
  gateOutAt: at('08:30'),
});
const late = '浙B10002-2';

/** Operators: stays, visits, slots, throughput, and what comes next. */
export const portCases: Readonly<Record<string, ReportCase>> = {
  'yard-dwell': {
    by: 'class',
    given: [
      landing(
        yardDwells,
        aYardDwell({ startAt: at('2026-03-09 08:00'), endAt: at('08:00') }),
        aYardDwell({ startAt: at('2026-03-10 08:00'), endAt: at('20:00') }),
        open,
      ),
    ],
    rows: [
      {
        ...{ class: 'IMPORT', left: 2, open: 1, dwellCount: 2, dwellMeanHours: 42 },
        ...{ dwellMedianHours: 42, dwellP90Hours: 46.8, dwellP95Hours: 47.4, openAgeMedianDays: 2 },
        // After 36 h two of three stay, after 48 h a half of them: the third has lasted as long.
        ...{ survivalMedianDays: 2, survivalP90Days: null },
      },
    ],
    line: [
      'IMPORT',
      '2',
      '0.0 %',
      '–',
      '1',
      '2.0',
      '2.0',
      '–',
      'dwell, h',
      '2',
      '42.0',
      '42.0',
      '46.8',
      '47.4',
    ],
  },
  'open-boxes': {
    by: 'class',
    given: [landing(yardDwells, open, aYardDwell({ startAt: at('2026-03-01 00:00') }))],
    rows: [
      {
        ...{ class: 'IMPORT', open: 2, past3Days: 1, past7Days: 1, past14Days: 0, censored: 0 },
        ...{ medianDays: 6.5, p90Days: 10.1, oldestDays: 11 },
      },
    ],
    line: ['IMPORT', '2', '1', '1', '0', '6.5', '10.1', '11.0'],
  },
  'turn-time': {
    by: 'group',
    given: [
      landing(truckVisits, visit, aTruckVisit({ gateInAt: at('09:00'), gateOutAt: at('10:00') })),
    ],
    rows: [
      {
        ...{ group: 'Chuanshan', visits: 2, queueCount: 1, queueMeanMinutes: 20, turnCount: 2 },
        ...{
          turnMeanMinutes: 45,
          turnP90Minutes: 57,
          turnP95Minutes: 58.5,
          visitMedianMinutes: 50,
        },
      },
    ],
    line: ['Chuanshan', '2', '0.0 %', '–', '0', 'queue, min', '1', '20.0', '20.0', '20.0', '20.0'],
  },
  'appointment-adherence': {
    by: 'terminal',
    given: [
      landing(
        appointmentOutcomes,
        anAppointmentOutcome({ outcome: 'ON_TIME', arrivedAt: at('08:10'), offsetMs: 0 }),
        anAppointmentOutcome({
          ...{ appointment: 'A-2', plate: late, outcome: 'LATE', arrivedAt: at('10:00') },
          offsetMs: 60 * MINUTE_MS,
        }),
        // Nobody came by the end of the day, eleven hours after the limit.
        anAppointmentOutcome({ appointment: 'A-3' }),
        anAppointmentOutcome({ appointment: 'A-4', outcome: 'CANCELLED_IN_TIME' }),
        anAppointmentOutcome({ appointment: 'A-5', outcome: 'WALK_IN', confirmed: false }),
      ),
      landing(
        tripDelays,
        aTripDelay({
          ...{ plate: late, startAt: at('09:00'), endAt: at('09:50') },
          trafficDelayMs: 40 * MINUTE_MS,
        }),
      ),
    ],
    rows: [
      {
        ...{ terminal: 'BLTCT', appointments: 3, adherenceShare: 0.3333, early: 0, late: 1 },
        ...{ lateExplained: 1, noShow: 1, cancelledLate: 0, walkIn: 1, open: 0 },
        ...{ latenessMeanMinutes: 60, latenessTrafficMeanMinutes: 40 },
      },
    ],
    line: [
      ...['BLTCT', '3', '33.3 %', '0', '1', '1', '1', '0', '1', '0'],
      ...['late by, min', '1', '60.0', '60.0', '60.0', '60.0'],
    ],
  },
  throughput: {
    by: 'terminal',
    given: [
      landing(quayMoves, aQuayMove(), aQuayMove({ container: OTHER, move: 'LOAD', teu: 2 })),
      landing(containerMoves, aContainerMove({ move: 'GTIN', teu: null })),
    ],
    rows: [
      {
        terminal: 'BLTCT',
        side: 'gate',
        moves: 1,
        inward: 1,
        boxes: 1,
        teu: null,
        boxesUnknownSize: 1,
      },
      { terminal: 'BLTCT', side: 'quay', moves: 2, inward: 1, outward: 1, boxes: 2, teu: 3 },
    ],
    line: ['BLTCT', 'gate', '1', '1', '0', '1', '–', '1'],
  },
  'pickup-readiness': {
    asOf: '2026-03-11T12:00',
    by: 'status',
    given: [
      landing(yardDwells, open, aYardDwell({ container: HELD, startAt: at('2026-03-09 12:00') })),
      landing(
        containerEvents,
        aContainerEvent({
          ...{ container: HELD, subject: HELD, eventType: 'SHIPMENT', eventCode: 'HOLD' },
          eventTime: at('09:00'),
        }),
      ),
      landing(orderBoxes, anOrderBox({ plant: 'CX01' })),
      landing(truckAppointments, aTruckAppointment({ slotStart: at('13:00') })),
      landing(truckVisits, aTruckVisit({ queueStartAt: at('10:40'), gateInAt: at('11:00') })),
      landing(tripDelays, aTripDelay({ originPlace: 'BLTCT', destinationPlace: 'CX01' })),
    ],
    rows: [
      {
        ...{ status: 'AVAILABLE', boxes: 1, ready: 1, withSlot: 1, ageDaysMax: 1.5 },
        ...{ queueMinutes: 20, wayMinutes: 60 },
      },
      { status: 'HELD', boxes: 1, ready: 0, withSlot: 0, ageDaysMax: 2, wayMinutes: null },
    ],
    line: ['AVAILABLE', '1', '1', '1', '1.5', '20.0', '60.0'],
  },
  'slot-trucks': {
    asOf: '2026-03-11T12:00',
    by: 'terminal,where,road',
    given: [
      landing(
        truckAppointments,
        aTruckAppointment({ slotStart: at('13:00') }),
        aTruckAppointment({ appointmentId: 'A-2', plate: late, slotStart: at('13:00') }),
        aTruckAppointment({ appointmentId: 'A-3', slotStart: at('14:00') }),
      ),
      landing(
        traversalDelays,
        aTraversalDelay({
          ...{ segment: 'G1504-01-a', eventTime: at('11:30'), leftAt: at('11:50') },
          trafficDelayMs: 12 * MINUTE_MS,
        }),
      ),
    ],
    rows: [
      {
        ...{ terminal: 'BLTCT', where: 'ROAD', road: 'G1504', trucks: 1, heldUp: 1 },
        ...{ minutesToSlot: 60, trafficDelayMinutes: 12 },
      },
      { where: 'UNKNOWN', road: null, trucks: 1, heldUp: 0, trafficDelayMinutes: 0 },
    ],
    line: ['BLTCT', 'ROAD', 'G1504', '1', '1', '60', '12.0'],
  },
  'truck-wave': {
    asOf: '2026-03-11T12:00',
    by: 'slotHour',
    given: [
      landing(
        truckAppointments,
        aTruckAppointment({ slotStart: at('13:00') }),
        aTruckAppointment({ appointmentId: 'A-2', moveType: 'DROP_FULL', slotStart: at('13:00') }),
      ),
      // Boxes leave after a day here: the one that has stood for two is due at once, the one with a slot with it.
      landing(
        yardDwells,
        open,
        aYardDwell({ container: OTHER, startAt: at('2026-03-09 12:00') }),
        aYardDwell({
          container: HELD,
          startAt: at('08:00') - 2 * DAY_MS,
          endAt: at('08:00') - DAY_MS,
        }),
      ),
    ],
    rows: [
      { slotHour: '2026-03-11 12:00', trucksExpected: 1, slotQuota: 0, boxesDue: 1 },
      {
        ...{ slotHour: '2026-03-11 13:00', trucksExpected: 2, slotQuota: 2, slotPickups: 1 },
        ...{ slotDropOffs: 1, boxesDue: 0 },
      },
    ],
    line: ['2026-03-11 12:00', '1', '0', '0', '0', '1'],
  },
};
