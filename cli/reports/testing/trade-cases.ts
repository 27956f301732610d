import {
  containerMoves,
  emptyReturns,
  exportLeads,
  HOUR_MS,
  hinterlandDeliveries,
  quayMoves,
  supplyRisks,
  tripEmissions,
  yardDwells,
} from '@landbridge/schemas';
import {
  aContainerMove,
  aHinterlandDelivery,
  anEmptyReturn,
  anExportLead,
  aQuayMove,
  aSupplyRisk,
  aTripEmission,
  at,
  aYardDwell,
  CONTAINER,
} from '@landbridge/schemas/testing';
import { landing } from './landed-marts.ts';
import type { ReportCase } from './report-case.ts';

const OTHER = 'NBXU1234568';
const lead = anExportLead({
  ...{ startAt: at('2026-03-10 08:00'), gatedInAt: at('14:00'), loadedAt: at('20:00') },
});
const known = { stage: 'IN_YARD', container: CONTAINER, reason: null, boxes: 1 } as const;
const turned = aContainerMove({ container: OTHER, move: 'GTIN', eventTime: at('09:00') });

/** Analysts: deliveries, risks, exports, emissions, empties, and what the figures rest on. */
export const tradeCases: Readonly<Record<string, ReportCase>> = {
  'hinterland-latency': {
    by: 'cluster',
    given: [
      landing(
        hinterlandDeliveries,
        aHinterlandDelivery({
          ...{ arrivedAt: at('10:00'), strippedAt: at('11:30'), yardMs: 72 * HOUR_MS },
          ...{ roadMs: 2 * HOUR_MS, trafficDelayMs: 600_000, coverageTime: 0.8 },
        }),
        aHinterlandDelivery({ container: OTHER, arrivedAt: at('12:00') }),
        aHinterlandDelivery({ container: 'MSCU6639870' }),
      ),
    ],
    rows: [
      {
        ...{ cluster: 'Cixi', arrived: 2, open: 1, coverageShare: 0.8, latencyMeanHours: 3 },
        ...{ latencyP90Hours: 3.8, yardMeanHours: 72, roadMeanHours: 2, dockMeanHours: 1.5 },
        trafficDelayMeanMinutes: 10,
      },
    ],
    line: ['Cixi', '2', '0.0 %', '80.0 %', '1', 'latency, h', '2', '3.0', '3.0', '3.8', '3.9'],
  },
  'supply-risk': {
    by: 'level',
    given: [
      landing(
        supplyRisks,
        aSupplyRisk({
          ...known,
          ...{ level: 'AT_RISK', deadlineAt: at('2026-03-12 08:00') },
          ...{ slackMs: 2 * HOUR_MS, slackP90Ms: -HOUR_MS },
        }),
        // The deadline has passed, and nothing arrived.
        aSupplyRisk({
          ...{ ...known, orderId: 'PO-2', level: 'LATE', deadlineAt: at('09:00') },
          ...{ slackMs: -3 * HOUR_MS, slackP90Ms: -5 * HOUR_MS },
        }),
        aSupplyRisk({
          ...{ ...known, orderId: 'PO-3', level: 'OK', deadlineAt: at('12:00') },
          ...{ arrivedAt: at('10:00'), actualSlackMs: 2 * HOUR_MS, outcome: 'ON_TIME' },
        }),
        // Its vessel took it, and no gate saw when it came in; the other one left without.
        aSupplyRisk({
          ...{ ...known, orderId: 'PO-4', level: 'OK', deadlineAt: at('12:00') },
          outcome: 'ON_TIME',
        }),
        aSupplyRisk({
          ...{ ...known, orderId: 'PO-5', level: 'OK', deadlineAt: at('12:00') },
          outcome: 'ROLLED',
        }),
      ),
    ],
    rows: [
      {
        ...{ level: 'LATE', direction: 'INBOUND', open: 1, late: 1, overdue: 1 },
        ...{ slackHoursMin: -3, slackP90HoursMin: -5, closed: 0, onTimeShare: null },
      },
      { level: 'AT_RISK', open: 1, atRisk: 1, overdue: 0, slackHoursMin: 2, slackP90HoursMin: -1 },
      { level: 'OK', open: 0, closed: 3, onTimeShare: 0.6667, slackHoursMin: null },
    ],
    line: ['LATE', 'INBOUND', '1', '0', '1', '1', '-3.0', '-5.0', '0', '–'],
  },
  'export-lead': {
    by: 'cluster',
    given: [
      landing(exportLeads, lead, anExportLead({ container: OTHER, quality: 'START_INFERRED' })),
      landing(
        yardDwells,
        aYardDwell({ startEventId: lead.endEventId, startAt: at('14:00'), rolled: true }),
      ),
    ],
    rows: [
      {
        ...{ cluster: 'Cixi', gatedIn: 1, inferredShare: 0, loaded: 1, rolled: 1, open: 1 },
        ...{ leadMeanHours: 30, loadingMeanHours: 6 },
      },
    ],
    line: ['Cixi', '1', '0.0 %', '1', '1', '1', 'lead, h', '1', '30.0', '30.0', '30.0', '30.0'],
  },
  co2e: {
    by: 'cluster',
    given: [
      landing(
        tripEmissions,
        aTripEmission({ destinationPlace: 'CX01', containers: [CONTAINER] }),
        aTripEmission({
          ...{ trip: 'bobtail', originPlace: 'CX01', destinationPlace: 'BLTCT', load: 'BOBTAIL' },
          ...{ distanceM: 10_000, co2eKg: 10, co2eFreeFlowKg: 10, co2eDelayKg: 0 },
        }),
      ),
      landing(containerMoves, aContainerMove({ teu: 2 })),
    ],
    rows: [
      {
        ...{ cluster: 'Cixi', basis: 'WTW', trips: 2, co2eKg: 60.598, freeFlowKg: 59.248 },
        // Of the laden trip alone: 50.598 kg for two TEU, and for 20 t over 40 km.
        ...{ delayKg: 1.35, delayShare: 0.0223, kgPerTrip: 30.299, kgPerTeu: 25.299 },
        ...{ gramsPerTonneKm: 63.2475, kgPerKm: 1.212 },
      },
    ],
    line: [
      'Cixi',
      'WTW',
      '2',
      '60.6',
      '59.2',
      '1.4',
      '2.2 %',
      '30.30',
      '25.30',
      '63.2',
      '1.212',
      '100.0 %',
    ],
  },
  'empty-return': {
    by: 'group',
    given: [
      landing(
        emptyReturns,
        anEmptyReturn({ gateOutAt: at('2026-03-08 08:00') }),
        anEmptyReturn({
          ...{ container: 'MSCU6639870', gateOutAt: at('2026-03-05 08:00') },
          ...{ strippedAt: at('2026-03-09 08:00'), returnedAt: at('08:00') },
        }),
        anEmptyReturn({
          ...{ container: OTHER, returnedAt: null, outcome: 'STREET_TURN', streetTurn: true },
          endEventId: turned.id,
        }),
        anEmptyReturn({
          container: 'CSQU3054384',
          gateOutAt: at('2026-03-10 08:00'),
          returnedAt: null,
        }),
      ),
      landing(containerMoves, turned),
    ],
    rows: [
      {
        ...{ group: 'Chuanshan', returned: 2, streetTurns: 1, streetTurnShare: 0.3333, open: 1 },
        ...{ pastFreeShare: 0.5, returnMeanDays: 4.5, returnP90Days: 5.7, emptyMeanDays: 2 },
      },
    ],
    line: [
      ...['Chuanshan', '2', '1', '33.3 %', '50.0 %', '0.0 %', '1'],
      ...['return, d', '2', '4.5', '4.5', '5.7', '5.8'],
    ],
  },
  quality: {
    by: 'metric',
    given: [
      landing(
        yardDwells,
        aYardDwell({ endAt: at('12:00') }),
        aYardDwell({ container: OTHER, endAt: at('14:00'), quality: 'END_INFERRED' }),
        aYardDwell({ container: 'MSCU6639870' }),
        aYardDwell({ container: 'CSQU3054384', startAt: null, endAt: at('15:00') }),
      ),
    ],
    rows: [
      {
        ...{ metric: 'yard-dwell', rows: 4, closed: 2, inferredShare: 0.5, open: 1 },
        ...{ censoredShare: 0, noStart: 1, rejected: 0 },
      },
    ],
    line: ['yard-dwell', '4', '2', '50.0 %', '1', '0.0 %', '1', '0'],
  },
  changes: {
    asOf: null,
    by: 'table',
    given: [
      // What stands now; the versions of it that landed are below.
      landing(quayMoves, aQuayMove({ teu: 2, revision: 2 }), aQuayMove({ container: OTHER })),
      { ...landing(quayMoves, aQuayMove()), hoursAgo: 30 },
      // The first row of the next day: until then the day was being told.
      {
        ...landing(containerMoves, aContainerMove({ eventTime: at('2026-03-12 00:01') })),
        hoursAgo: 20,
      },
      {
        ...landing(quayMoves, aQuayMove({ teu: 2, revision: 2 }), aQuayMove({ container: OTHER })),
        hoursAgo: 2,
      },
    ],
    rows: [
      {
        ...{ table: 'quay_moves', rowsThen: 1, rowsNow: 2, added: 1, changed: 1, withdrawn: 0 },
        ...{ teuThen: 1, teuNow: 3 },
      },
    ],
    line: ['quay_moves', '1', '2', '1', '1', '0', '1.0', '3.0'],
  },
};
