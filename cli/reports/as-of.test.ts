import {
  appointmentOutcomes,
  boxDepartures,
  containerEvents,
  containerMoves,
  DAY_MS,
  emptyReturns,
  exportLeads,
  HOUR_MS,
  hinterlandDeliveries,
  incidentExposures,
  MINUTE_MS,
  quayMoves,
  supplyRisks,
  traversalDelays,
  tripDelays,
  truckAppointments,
  truckVisits,
  yardDwells,
} from '@landbridge/schemas';
import {
  aBoxDeparture,
  aContainerEvent,
  aContainerMove,
  aHinterlandDelivery,
  anAppointmentOutcome,
  anEmptyReturn,
  anExportLead,
  anIncidentExposure,
  aQuayMove,
  aSupplyRisk,
  aTraversalDelay,
  aTripDelay,
  aTruckAppointment,
  aTruckVisit,
  at,
  aYardDwell,
} from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appointmentAdherence } from './appointment-adherence.ts';
import { changes } from './changes.ts';
import { emptyReturn } from './empty-return.ts';
import { exportLead } from './export-lead.ts';
import { hinterlandLatency } from './hinterland-latency.ts';
import { incidents } from './incidents.ts';
import { openBoxes } from './open-boxes.ts';
import { pickupReadiness } from './pickup-readiness.ts';
import { quality } from './quality.ts';
import type { Report } from './report.ts';
import { roadReliability } from './road-reliability.ts';
import { runReport } from './run-report.ts';
import { slotTrucks } from './slot-trucks.ts';
import { supplyRisk } from './supply-risk.ts';
import { type LandedMarts, landedMarts, landing } from './testing/landed-marts.ts';
import { truckDelay } from './truck-delay.ts';
import { truckWave } from './truck-wave.ts';
import { turnTime } from './turn-time.ts';
import { yardDwell } from './yard-dwell.ts';

const OTHER = 'NBXU1234568';

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(() => marts.close());

/** The total of 2026-03-11, as it stood at a time. */
async function totalAt(report: Report, asOf: string) {
  const scope = { fromMs: at('00:00'), toMs: at('00:00') + DAY_MS, asOfMs: at(asOf) };
  const { total } = await runReport(marts.warehouse, report, scope, report.defaultBy);
  return total[0];
}

test('a trip that begins after the as-of time is neither done nor open', async () => {
  const trip = aTripDelay({ startAt: at('10:00'), endAt: at('11:00') });
  await marts.hold([landing(tripDelays, trip)]);
  expect(await totalAt(truckDelay, '09:00')).toMatchObject({ trips: 0, open: 0 });
  expect(await totalAt(truckDelay, '10:30')).toMatchObject({ trips: 0, open: 1 });
  expect(await totalAt(truckDelay, '11:00')).toMatchObject({ trips: 1, open: 0 });
});

test('a delivery whose arrival nobody saw is open until the move that shows that it is over', async () => {
  const back = aContainerMove({ container: OTHER, move: 'GTIN', eventTime: at('18:00') });
  const unseen = { arrivedAt: null, quality: 'END_INFERRED' } as const;
  await marts.hold([
    landing(containerMoves, back),
    landing(
      hinterlandDeliveries,
      aHinterlandDelivery({ container: OTHER, ...unseen, endEventId: back.id }),
      // Of this one the move is not to be found.
      aHinterlandDelivery({ container: 'MSCU6639870', ...unseen, endEventId: 'gone' }),
      aHinterlandDelivery(),
    ),
  ]);
  expect(await totalAt(hinterlandLatency, '12:00')).toMatchObject({ arrived: 0, open: 2 });
  expect(await totalAt(hinterlandLatency, '18:00')).toMatchObject({ arrived: 0, open: 1 });
});

test('a box that is stripped after the as-of time still stood at the dock then', async () => {
  const delivery = aHinterlandDelivery({ arrivedAt: at('10:00'), strippedAt: at('12:30') });
  await marts.hold([landing(hinterlandDeliveries, delivery)]);
  const unknown = { arrived: 1, dockCount: 0, dockMeanHours: null };
  expect(await totalAt(hinterlandLatency, '12:00')).toMatchObject(unknown);
  expect(await totalAt(hinterlandLatency, '12:30')).toMatchObject({
    dockCount: 1,
    dockMeanHours: 2.5,
  });
});

test('quality: a street turn is closed, and what began without evidence is open, not over unseen', async () => {
  const used = aContainerMove({ container: OTHER, move: 'GTIN', eventTime: at('15:00') });
  const turned = { outcome: 'STREET_TURN', streetTurn: true, returnedAt: null } as const;
  await marts.hold([
    landing(containerMoves, used),
    landing(
      emptyReturns,
      anEmptyReturn({ container: OTHER, ...turned, endEventId: used.id }),
      anEmptyReturn({ container: 'MSCU6639870', returnedAt: null, quality: 'START_INFERRED' }),
    ),
  ]);
  expect(await totalAt(quality, '12:00')).toMatchObject({ closed: 0, open: 2, overUnseen: 0 });
  expect(await totalAt(quality, '20:00')).toMatchObject({ closed: 1, open: 1, overUnseen: 0 });
});

test('quality: what ends after the as-of time is open, whatever its end rests on', async () => {
  const inferred = { quality: 'END_INFERRED' } as const;
  await marts.hold([
    landing(
      yardDwells,
      aYardDwell({ ...inferred, endAt: at('14:00') }),
      aYardDwell({ ...inferred, container: OTHER, endAt: null }),
    ),
  ]);
  expect(await totalAt(quality, '12:00')).toMatchObject({ closed: 0, open: 1, overUnseen: 1 });
  expect(await totalAt(quality, '14:00')).toMatchObject({ closed: 1, open: 0, overUnseen: 1 });
});

test('quality: an empty box in a yard is censored after 90 days, as in the report of the stays, any other after 30', async () => {
  const stay = (container: string, dwellClass: 'EMPTY' | 'IMPORT', days: number) =>
    aYardDwell({ container, dwellClass, startAt: at('00:00') - days * DAY_MS });
  await marts.hold([
    landing(
      yardDwells,
      ...[stay(OTHER, 'EMPTY', 89), stay('MSCU6639870', 'EMPTY', 90)],
      ...[stay('CSQU3054383', 'IMPORT', 29), stay('CSQU3054384', 'IMPORT', 30)],
    ),
  ]);
  const scope = { fromMs: at('00:00') - 90 * DAY_MS, toMs: at('00:00'), asOfMs: at('00:00') };
  const { total } = await runReport(marts.warehouse, quality, scope, ['metric']);
  expect(total).toMatchObject([{ open: 4, censoredShare: 0.5 }]);
  expect(await totalAt(yardDwell, '00:00')).toMatchObject({ open: 4, censored: 2 });
});

test('quality: visits to depots are left out, as they are in turn time', async () => {
  const gone = { gateInAt: at('08:00'), gateOutAt: at('08:06') };
  await marts.hold([
    landing(
      truckVisits,
      aTruckVisit({ ...gone, plate: '浙B10001-2' }),
      aTruckVisit({ ...gone, plate: '浙B10002-2', facility: null }),
      aTruckVisit({ ...gone, plate: '浙B10003-2', facility: 'NBDEP1' }),
      aTruckVisit({ plate: '浙B10004-2', facility: 'NBDEP1' }),
    ),
  ]);
  expect(await totalAt(quality, '20:00')).toMatchObject({ rows: 2, closed: 2, open: 0 });
  expect(await totalAt(turnTime, '20:00')).toMatchObject({ visits: 2, open: 0 });
});

test('a slot that was moved to an earlier day is not back once that day is over', async () => {
  const moved = (version: number, slot: string) =>
    aTruckAppointment({
      ...{ version, status: version === 1 ? 'CONFIRMED' : 'RESCHEDULED', slotStart: at(slot) },
      eventTime: at('2026-03-06 08:00') + version * HOUR_MS,
    });
  await marts.hold([landing(truckAppointments, moved(1, '13:00'), moved(2, '2026-03-07 10:00'))]);
  expect(await totalAt(slotTrucks, '12:00')).toMatchObject({ trucks: 0 });
  expect(await totalAt(truckWave, '12:00')).toMatchObject({ slotQuota: 0, trucksExpected: 0 });
});

test('an order of which nobody saw when it arrived is open until its deadline', async () => {
  const unseen = { deadlineAt: at('12:00'), outcome: 'ROLLED' } as const;
  await marts.hold([landing(supplyRisks, aSupplyRisk(unseen))]);
  expect(await totalAt(supplyRisk, '11:59')).toMatchObject({ open: 1, closed: 0 });
  expect(await totalAt(supplyRisk, '12:00')).toMatchObject({ open: 0, closed: 1 });
});

test('an arrival without a deadline is in no share of what was on time', async () => {
  const arrived = { arrivedAt: at('10:00'), deadlineAt: at('12:00') };
  await marts.hold([
    landing(
      supplyRisks,
      aSupplyRisk({ ...arrived, outcome: 'ON_TIME', actualSlackMs: 2 * HOUR_MS }),
      aSupplyRisk({ ...arrived, orderId: 'PO-2', deadlineAt: null }),
    ),
  ]);
  const told = { open: 0, closed: 2, onTimeShare: 1, unjudged: 1, slackHoursMin: null };
  expect(await totalAt(supplyRisk, '20:00')).toMatchObject(told);
});

test('an appointment is what it was at the as-of time: open, a no-show, late, cancelled', async () => {
  // The slot is from 08:00 to 09:00, so that who has not come by 13:00 is a no-show.
  const late = { outcome: 'LATE', arrivedAt: at('14:00'), offsetMs: 300 * MINUTE_MS } as const;
  const outcome = async (set: Parameters<typeof anAppointmentOutcome>[0], asOf: string) => {
    await marts.hold([landing(appointmentOutcomes, anAppointmentOutcome(set))]);
    const told = await totalAt(appointmentAdherence, asOf);
    const names = ['open', 'noShow', 'late', 'cancelledLate', 'untimed'];
    return names.filter((name) => told?.[name] === 1);
  };
  expect(await outcome(late, '12:59')).toEqual(['open']);
  expect(await outcome(late, '13:30')).toEqual(['noShow']);
  expect(await outcome(late, '14:00')).toEqual(['late']);
  const cancelled = { outcome: 'CANCELLED_LATE', cancelledAt: at('08:30') } as const;
  expect(await outcome(cancelled, '08:15')).toEqual(['open']);
  expect(await outcome(cancelled, '08:30')).toEqual(['cancelledLate']);
  expect(await outcome({ ...cancelled, arrivedAt: at('09:00') }, '08:45')).toEqual([
    'cancelledLate',
  ]);
  // A gate saw it on its way out only: when it came is not known, but it came.
  expect(await outcome({ outcome: 'UNTIMED' }, '20:00')).toEqual(['untimed']);
  expect(await outcome({}, '20:00')).toEqual(['noShow']);
});

test('changes: once the versions of a period are gone, what was said then is not known', async () => {
  const first = aQuayMove({ teu: 1 });
  const added = aQuayMove({ container: OTHER, teu: 1 });
  await marts.hold([
    landing(quayMoves, first, added),
    { ...landing(quayMoves, added), hoursAgo: 2 },
  ]);
  const { rows } = await runReport(
    marts.warehouse,
    changes,
    { fromMs: at('00:00'), toMs: at('00:00') + DAY_MS, asOfMs: at('23:00') },
    ['table'],
  );
  expect(rows).toEqual([
    {
      ...{ table: 'quay_moves', rowsThen: null, rowsNow: 2, added: null, changed: null },
      ...{ withdrawn: null, teuThen: null, teuNow: 2 },
    },
  ]);
});

test('changes: a row that is withdrawn stands no more, and one that was never published is none', async () => {
  const gone = aQuayMove({ teu: 1 });
  const away = { ...gone, revision: gone.revision + 1, retracted: true };
  await marts.hold([
    { ...landing(quayMoves, gone), hoursAgo: 30 },
    {
      ...landing(containerMoves, aContainerMove({ eventTime: at('2026-03-12 00:01') })),
      hoursAgo: 20,
    },
    { ...landing(quayMoves, away, { ...away, id: 'never' }), hoursAgo: 2 },
  ]);
  const told = { rowsThen: 1, rowsNow: 0, added: 0, withdrawn: 1, teuThen: 1, teuNow: null };
  expect(await totalAt(changes, '23:00')).toMatchObject(told);
});

test('incidents: what a truck met after the as-of time had not been met then', async () => {
  const passed = { segment: 'G1504-01-a', eventTime: at('08:00'), leftAt: at('08:10') };
  const exposure = anIncidentExposure({
    ...{ ...passed, validFrom: at('08:02'), exposedMs: 8 * MINUTE_MS },
  });
  const delay = aTraversalDelay({
    ...{ ...passed, trip: exposure.trip, trafficDelayMs: 5 * MINUTE_MS },
  });
  const late = anAppointmentOutcome({ outcome: 'LATE', arrivedAt: at('13:10') });
  await marts.hold([
    landing(incidentExposures, exposure),
    landing(traversalDelays, delay),
    landing(appointmentOutcomes, late),
  ]);
  const on = { trips: 1, exposedMinutes: 3, delayTotalMinutes: 0, appointments: 0 };
  expect(await totalAt(incidents, '08:05')).toMatchObject({ ...on, coverageShare: 0 });
  const over = { trips: 1, exposedMinutes: 8, delayTotalMinutes: 5 };
  expect(await totalAt(incidents, '13:00')).toMatchObject({ ...over, appointments: 0 });
  // Five hours after: within the six that a truck may take to its slot.
  expect(await totalAt(incidents, '13:10')).toMatchObject({ ...over, lateAppointments: 1 });
});

test('of the exports gated in, those are loaded that are counted among them', async () => {
  const loaded = { gatedInAt: at('10:00'), loadedAt: at('12:00') };
  await marts.hold([
    landing(
      exportLeads,
      anExportLead(loaded),
      anExportLead({ container: OTHER, ...loaded, startAt: null, quality: 'NO_START' }),
    ),
  ]);
  const told = { gatedIn: 1, loaded: 1, noStart: 1, loadingCount: 2 };
  expect(await totalAt(exportLead, '20:00')).toMatchObject(told);
});

test('a box is rolled from the time on at which the vessel left without it', async () => {
  const lead = anExportLead({ gatedInAt: at('10:00') });
  const left = aBoxDeparture({ milestone: 'DEPARTED', eventTime: at('16:00') });
  const missed = { rolled: true, missedCalls: [left.callId] };
  await marts.hold([
    landing(exportLeads, lead),
    landing(
      yardDwells,
      aYardDwell({ ...missed, startEventId: lead.endEventId, startAt: at('10:00') }),
    ),
    landing(boxDepartures, left),
  ]);
  expect(await totalAt(exportLead, '15:59')).toMatchObject({ gatedIn: 1, rolled: 0 });
  expect(await totalAt(exportLead, '16:00')).toMatchObject({ gatedIn: 1, rolled: 1 });
});

test('a box that is back after the as-of time had no outcome and no depot then', async () => {
  const back = anEmptyReturn({ returnedAt: at('18:00'), depot: 'NBDEP1' });
  await marts.hold([landing(emptyReturns, back)]);
  const scope = { fromMs: at('00:00'), toMs: at('00:00') + DAY_MS };
  const asOf = async (time: string) => {
    const by = ['outcome', 'depot'];
    return (await runReport(marts.warehouse, emptyReturn, { ...scope, asOfMs: at(time) }, by)).rows;
  };
  expect(await asOf('12:00')).toMatchObject([{ outcome: null, depot: null, open: 1 }]);
  expect(await asOf('18:00')).toMatchObject([{ outcome: 'RETURNED', depot: 'NBDEP1', open: 0 }]);
});

test('a request that nobody confirmed is no slot, and given up late it is no slot that was', async () => {
  const asked = { outcome: 'CANCELLED_LATE', cancelledAt: at('07:00') } as const;
  await marts.hold([
    landing(
      appointmentOutcomes,
      anAppointmentOutcome(asked),
      anAppointmentOutcome({ ...asked, appointment: 'A-2', confirmed: false }),
    ),
  ]);
  const told = { appointments: 1, cancelledLate: 1, adherenceShare: 0 };
  expect(await totalAt(appointmentAdherence, '20:00')).toMatchObject(told);
});

test('the slot of a box is the next one that is not over, and while it lasts the box is not due without one', async () => {
  const slot = (appointmentId: string, start: string) =>
    aTruckAppointment({
      ...{ appointmentId, plate: null, slotStart: at(start), slotEnd: at(start) + HOUR_MS },
      eventTime: at('2026-03-10 06:00'),
    });
  const gone = { startAt: at('2026-03-08 08:00'), endAt: at('2026-03-09 08:00') };
  await marts.hold([
    landing(
      yardDwells,
      aYardDwell({ startAt: at('2026-03-09 08:00') }),
      // Boxes leave after a day here, so that the other one is overdue.
      aYardDwell({ ...gone, container: OTHER }),
    ),
    landing(truckAppointments, slot('A-1', '2026-03-10 10:00'), slot('A-2', '12:00')),
  ]);
  const at1210 = { fromMs: at('00:00'), toMs: at('00:00') + DAY_MS, asOfMs: at('12:10') };
  const ready = await runReport(marts.warehouse, pickupReadiness, at1210, ['slot']);
  expect(ready.rows).toMatchObject([{ slot: '2026-03-11 12:00', withSlot: 1 }]);
  expect(await totalAt(pickupReadiness, '13:00')).toMatchObject({ boxes: 1, withSlot: 0 });
  const wave = { trucksExpected: 1, slotQuota: 0, boxesDue: 0 };
  expect(await totalAt(truckWave, '12:10')).toMatchObject(wave);
  expect(await totalAt(truckWave, '13:00')).toMatchObject({ trucksExpected: 1, boxesDue: 1 });
});

test('a hold is over once the box has left the port, though nobody told of the release', async () => {
  const before = { startAt: at('2026-01-20 08:00'), endAt: at('2026-01-25 08:00') };
  const hold = (time: string) =>
    aContainerEvent({ eventType: 'SHIPMENT', eventCode: 'HOLD', eventTime: at(time) });
  const status = async (time: string) => {
    await marts.hold([
      landing(yardDwells, aYardDwell(before), aYardDwell()),
      landing(containerEvents, hold(time)),
    ]);
    return totalAt(pickupReadiness, '12:00');
  };
  expect(await status('2026-01-22 08:00')).toMatchObject({ boxes: 1, ready: 1 });
  expect(await status('2026-03-10 08:00')).toMatchObject({ boxes: 1, ready: 0 });
});

test('a truck that has come to its slot is expected no more', async () => {
  const coming = aTruckAppointment({ slotStart: at('12:00'), slotEnd: at('13:00') });
  const came = {
    appointment: coming.appointmentId,
    outcome: 'ON_TIME',
    slotStart: at('12:00'),
  } as const;
  await marts.hold([
    landing(truckAppointments, coming),
    landing(appointmentOutcomes, anAppointmentOutcome({ ...came, arrivedAt: at('11:50') })),
  ]);
  expect(await totalAt(truckWave, '11:49')).toMatchObject({ slotQuota: 1, trucksExpected: 1 });
  expect(await totalAt(truckWave, '11:50')).toMatchObject({ slotQuota: 1, trucksExpected: 0 });
});

test('the median of nothing is null, not the name of what is no number', async () => {
  await marts.hold([]);
  const nothing = await totalAt(openBoxes, '00:00');
  expect(nothing).toMatchObject({ open: 0, medianDays: null });
  expect(JSON.stringify([nothing, await totalAt(roadReliability, '23:00')])).not.toMatch(/nan/i);
});
