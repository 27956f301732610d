import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import {
  appointmentOutcomes,
  DAY_MS,
  gateTransactions,
  HOUR_MS,
  incidentExposures,
  MINUTE_MS,
  traversalDelays,
  truckVisits,
} from '@landbridge/schemas';
import {
  aGateTransaction,
  anAppointmentOutcome,
  anIncidentExposure,
  aTraversalDelay,
  aTruckVisit,
  at,
} from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSinks, type Sinks } from '../runtime/open-sinks.ts';
import { appendEvents, NO_PAUSE, TEST_CLOCK } from '../runtime/testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-marts-'));
const log = inMemoryLog({ partitions: 1, clock: TEST_CLOCK });
let warehouse: Warehouse;
let sinks: Sinks;

/** A visit to BLTCT on some day before, whose gate was so many minutes behind the geofence. */
function visitOf(daysBefore: number, offsetMinutes: number) {
  return aTruckVisit({
    gateInAt: at('08:00') - daysBefore * DAY_MS,
    gateOutAt: at('08:40') - daysBefore * DAY_MS,
    gateOffsetMs: offsetMinutes * MINUTE_MS,
  });
}

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  sinks = await openSinks({ log, warehouse, clock: TEST_CLOCK, pause: NO_PAUSE });
  await appendEvents(log, truckVisits, [
    ...[1, 2, 3, 4, 5].map((day) => visitOf(day, 1)),
    visitOf(0, 4),
    aTruckVisit({ plate: '浙B77777-2', facility: 'BLCT6', gateInAt: at('09:00') }),
    aTruckVisit({ plate: '浙B77177-2', facility: 'BLCT6', gateInAt: null, gateOutAt: at('10:00') }),
    aTruckVisit({ plate: '浙B71177-2', facility: 'BLCT6', gateInAt: null, gateOutAt: at('10:00') }),
    aTruckVisit({ plate: '浙B77177-1', facility: 'BLCT5', gateInAt: null, gateOutAt: at('10:00') }),
  ]);
  const outcome = (appointment: string, set: Parameters<typeof anAppointmentOutcome>[0]) =>
    anAppointmentOutcome({ appointment, ...set });
  await appendEvents(log, appointmentOutcomes, [
    outcome('A-1', { outcome: 'ON_TIME' }),
    outcome('A-2', { outcome: 'LATE' }),
    outcome('A-3', {}),
    outcome('A-4', { outcome: 'CANCELLED_IN_TIME' }),
    outcome('A-5', { outcome: 'CANCELLED_LATE' }),
    outcome('A-6', { outcome: 'WALK_IN', confirmed: false }),
    outcome('A-7', { confirmed: false }),
  ]);
  const held = { plate: '浙B10001-2', containers: ['CSQU3054383'] };
  await appendEvents(log, appointmentOutcomes, [
    outcome('B-1', { ...held, slotStart: null, outcome: 'LATE', arrivedAt: at('09:30') }),
    outcome('B-2', { ...held, slotStart: null, outcome: 'ON_TIME', arrivedAt: at('11:00') }),
  ]);
  await appendEvents(log, appointmentOutcomes, [
    outcome('B-3', { outcome: 'LATE', arrivedAt: at('14:00') }),
  ]);
  const touched = ['08:00', '08:30'].map((time) =>
    anIncidentExposure({ ...held, trip: 'T-1', eventTime: at(time) }),
  );
  await appendEvents(log, incidentExposures, [
    ...touched,
    anIncidentExposure({ plate: '浙B10002-2', trip: 'T-2', eventTime: at('08:40') }),
  ]);
  await appendEvents(
    log,
    traversalDelays,
    touched.map(({ id }, n) =>
      aTraversalDelay({
        id: `T-1/${id.slice('I-1/'.length)}`,
        trip: 'T-1',
        trafficDelayMs: (n + 1) * MINUTE_MS,
      }),
    ),
  );
  await sinks.idle();
}, 60_000);
afterAll(async () => {
  await sinks.stop();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('a gate drifts whose clock left its own baseline by more than two minutes', async () => {
  const days = await warehouse.query(
    "SELECT offsetMs, baselineMs, driftMs, drifts FROM mart_gate_clocks WHERE terminal = 'BLTCT' ORDER BY day",
  );
  const calm = { offsetMs: 60_000, baselineMs: 60_000, driftMs: 0, drifts: 0 };
  expect(days).toEqual([
    { offsetMs: 60_000, baselineMs: null, driftMs: null, drifts: 0 },
    ...Array(4).fill(calm),
    { offsetMs: 240_000, baselineMs: 60_000, driftMs: 180_000, drifts: 1 },
  ]);
});

test('the baseline of a gate is of the four weeks before: what was longer ago is none', async () => {
  const passed = (daysBefore: number, offsetMinutes: number) =>
    ({
      ...visitOf(daysBefore, offsetMinutes),
      facility: 'YZCT7',
      id: `YZCT7/${daysBefore}`,
    }) as const;
  await appendEvents(log, truckVisits, [passed(60, 1), passed(29, 5), passed(1, 6), passed(0, 6)]);
  await sinks.idle();
  const days = await warehouse.query(
    "SELECT offsetMs, baselineMs, drifts FROM mart_gate_clocks WHERE terminal = 'YZCT7' ORDER BY day",
  );
  expect(days).toEqual([
    { offsetMs: 60_000, baselineMs: null, drifts: 0 },
    { offsetMs: 300_000, baselineMs: null, drifts: 0 },
    { offsetMs: 360_000, baselineMs: 300_000, drifts: 0 },
    { offsetMs: 360_000, baselineMs: 360_000, drifts: 0 },
  ]);
});

test('a gate is a lane of a terminal: one whose clock is wrong is seen, however few pass it, and the others are calm', async () => {
  // LANE-7 is further from the fence than LANE-1: that is no drift. On the last day its clock goes five minutes ahead.
  const gates = [
    { lane: 'LANE-1', hours: [6, 7, 8, 9], offsets: [1, 1] },
    { lane: 'LANE-7', hours: [10, 11], offsets: [4, 9] },
    { lane: null, hours: [12], offsets: [2, 2] },
  ];
  const passed = gates.flatMap(({ lane, hours, offsets }) =>
    offsets.flatMap((offset, day) =>
      hours.map((hour) => {
        const eventTime = at('00:00') + day * DAY_MS + hour * HOUR_MS;
        const gate = aGateTransaction({ facility: 'BLCT1', eventTime, lane });
        return { gate, startEventId: gate.id, gateOffsetMs: offset * MINUTE_MS };
      }),
    ),
  );
  await appendEvents(
    log,
    gateTransactions,
    passed.map(({ gate }) => gate),
  );
  await appendEvents(
    log,
    truckVisits,
    passed.map(({ gate: { facility, eventTime }, ...set }) =>
      aTruckVisit({ facility, gateInAt: eventTime, ...set }),
    ),
  );
  await sinks.idle();
  const lanes = await warehouse.query(
    "SELECT lane, visits, driftMs, drifts FROM mart_gate_clocks WHERE terminal = 'BLCT1' AND day = '2026-03-12' ORDER BY lane",
  );
  expect(lanes).toEqual([
    { lane: 'LANE-1', visits: 4, driftMs: 0, drifts: 0 },
    { lane: 'LANE-7', visits: 2, driftMs: 5 * MINUTE_MS, drifts: 1 },
    { lane: null, visits: 1, driftMs: 0, drifts: 0 },
  ]);
});

test('plate misreads: candidates at edit distance one with time overlap are flagged', async () => {
  const suspects = await warehouse.query(
    'SELECT terminal, betweenMs, plateIn = plateOut AS same FROM mart_plate_suspects',
  );
  expect(suspects).toEqual([{ terminal: 'BLCT6', betweenMs: 60 * MINUTE_MS, same: 0 }]);
  const shown = await warehouse.query('SELECT * FROM mart_plate_suspects');
  expect(JSON.stringify(shown)).not.toContain('浙');
});

test('CENSORED: a visit without an end is open for twelve hours', async () => {
  const stateAt = (asOf: string) =>
    warehouse.query(
      `SELECT state FROM at_visits(asOf = '${asOf}') WHERE facility = 'BLCT6' AND gateInAt IS NOT NULL`,
    );
  // It came in at 09:00 in Shanghai, 01:00 UTC.
  expect(await stateAt('2026-03-11 12:59:00')).toEqual([{ state: 'OPEN' }]);
  expect(await stateAt('2026-03-11 13:01:00')).toEqual([{ state: 'CENSORED' }]);
});

test('NO_SHOW: no gate event by four hours after the slot, no cancel', async () => {
  const asOf = "'2026-03-11 05:00:01'";
  const outcomes = await warehouse.query(
    `SELECT appointmentId, outcome, counts FROM at_appointments(asOf = ${asOf}) WHERE appointmentId LIKE 'A-%' ORDER BY appointmentId`,
  );
  expect(outcomes).toEqual([
    { appointmentId: 'A-1', outcome: 'ON_TIME', counts: true },
    { appointmentId: 'A-2', outcome: 'LATE', counts: true },
    { appointmentId: 'A-3', outcome: 'NO_SHOW', counts: true },
    { appointmentId: 'A-4', outcome: 'CANCELLED_IN_TIME', counts: false },
    { appointmentId: 'A-5', outcome: 'CANCELLED_LATE', counts: true },
    { appointmentId: 'A-6', outcome: 'WALK_IN', counts: false },
    { appointmentId: 'A-7', outcome: 'OPEN', counts: false },
  ]);
});

test('what came after the moment had not come then: neither a truck, nor its way out', async () => {
  const outcomeAt = (asOf: string) =>
    warehouse.query(
      `SELECT outcome, counts FROM at_appointments(asOf = '${asOf}') WHERE appointmentId = 'B-3'`,
    );
  const stateAt = (asOf: string) =>
    warehouse.query(
      `SELECT DISTINCT state FROM at_visits(asOf = '${asOf}') WHERE gateOutAt = '2026-03-11 00:40:00'`,
    );
  // Its slot ends at 09:00 in Shanghai, it comes at 14:00: 06:00 UTC.
  expect(await outcomeAt('2026-03-11 04:59:00')).toEqual([{ outcome: 'OPEN', counts: false }]);
  expect(await outcomeAt('2026-03-11 05:30:00')).toEqual([{ outcome: 'NO_SHOW', counts: true }]);
  expect(await outcomeAt('2026-03-11 06:00:00')).toEqual([{ outcome: 'LATE', counts: true }]);
  expect(await stateAt('2026-03-11 00:39:00')).toEqual([{ state: 'OPEN' }]);
  expect(await stateAt('2026-03-11 00:40:00')).toEqual([{ state: 'ENDED' }]);
});

test('an incident is told with the trips, boxes and appointments it touched, and what it cost', async () => {
  const costs = await warehouse.query(
    'SELECT * EXCEPT (validFrom, validUntil) FROM mart_incident_costs',
  );
  expect(costs).toEqual([
    {
      incidentId: 'I-1',
      kind: 'ACCIDENT',
      segments: ['S1'],
      trips: 2,
      trucks: 2,
      containers: ['CSQU3054383'],
      exposedMs: 6 * MINUTE_MS,
      trafficDelayMs: 3 * MINUTE_MS,
      appointments: ['B-1'],
      lateAppointments: ['B-1'],
    },
  ]);
});
