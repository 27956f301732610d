import {
  containerMoves,
  DAY_MS,
  incidentExposures,
  MINUTE_MS,
  quayMoves,
  traversalDelays,
  tripEmissions,
} from '@landbridge/schemas';
import {
  aContainerMove,
  anIncidentExposure,
  aQuayMove,
  aTraversalDelay,
  aTripEmission,
  at,
} from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changes } from './changes.ts';
import { co2e } from './co2e.ts';
import { incidents } from './incidents.ts';
import type { Report } from './report.ts';
import { runReport } from './run-report.ts';
import { type LandedMarts, landedMarts, landing } from './testing/landed-marts.ts';

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(() => marts.close());

/** The report of 2026-03-11 at the end of that day. */
function told(report: Report, by: readonly string[]) {
  const toMs = at('00:00') + DAY_MS;
  return runReport(marts.warehouse, report, { fromMs: at('00:00'), toMs, asOfMs: toMs }, by);
}

test('incidents: a truck that two of them touched at once lost its time once', async () => {
  const passed = { segment: 'G1504-01-a', eventTime: at('08:00'), leftAt: at('08:10') };
  const accident = anIncidentExposure({ ...passed, exposedMs: 6 * MINUTE_MS });
  const works = anIncidentExposure({
    ...{ ...passed, incidentId: 'I-2', kind: 'WORKS', validFrom: at('08:04') },
    exposedMs: 6 * MINUTE_MS,
  });
  const { trip } = accident;
  const delay = aTraversalDelay({ ...passed, trip, trafficDelayMs: 5 * MINUTE_MS });
  await marts.hold([landing(incidentExposures, accident, works), landing(traversalDelays, delay)]);
  // From 08:00 to 08:06 on the one, from 08:04 to 08:10 on the other.
  const once = { trips: 1, exposedMinutes: 10, delayTotalMinutes: 5, delayCount: 1 };
  const each = { trips: 1, exposedMinutes: 6, delayTotalMinutes: 5, delayCount: 1 };
  expect(await told(incidents, ['incident'])).toMatchObject({ rows: [each, each], total: [once] });
  expect(await told(incidents, ['kind', 'from'])).toMatchObject({ rows: [each, each] });
  expect(await told(incidents, ['road'])).toMatchObject({ rows: [once], total: [once] });
});

test('changes: a move that was put right to another terminal was one of the first group then, and is one of the second now', async () => {
  const { id } = aQuayMove();
  const there = aQuayMove({ id, facility: 'BLCT1', facilityGroup: 'Beilun', teu: 2 });
  const here = aQuayMove({
    id,
    facility: 'BLTCT',
    facilityGroup: 'Chuanshan',
    teu: 2,
    revision: 2,
  });
  const nextDay = aContainerMove({ eventTime: at('2026-03-12 00:01') });
  await marts.hold([
    { ...landing(quayMoves, there), hoursAgo: 30 },
    { ...landing(containerMoves, nextDay), hoursAgo: 20 },
    { ...landing(quayMoves, here), hoursAgo: 2 },
  ]);
  const was = {
    rowsThen: 1,
    rowsNow: 0,
    added: 0,
    changed: 0,
    withdrawn: 1,
    teuThen: 2,
    teuNow: null,
  };
  const is = {
    rowsThen: 0,
    rowsNow: 1,
    added: 1,
    changed: 0,
    withdrawn: 0,
    teuThen: null,
    teuNow: 2,
  };
  const both = {
    rowsThen: 1,
    rowsNow: 1,
    added: 0,
    changed: 1,
    withdrawn: 0,
    teuThen: 2,
    teuNow: 2,
  };
  expect(await told(changes, ['table', 'group'])).toMatchObject({
    rows: [
      { table: 'quay_moves', group: 'Beilun', ...was },
      { table: 'quay_moves', group: 'Chuanshan', ...is },
    ],
    total: [both],
  });
  expect(await told(changes, ['table'])).toMatchObject({ rows: [both] });
});

test('changes: a box in two tables has its TEU in each, and not twice in the total', async () => {
  const move = { teu: 2 };
  await marts.hold([
    { ...landing(quayMoves, aQuayMove(move)), hoursAgo: 3 },
    { ...landing(containerMoves, aContainerMove(move)), hoursAgo: 3 },
  ]);
  const each = { rowsThen: 1, rowsNow: 1, teuThen: 2, teuNow: 2 };
  expect(await told(changes, ['table'])).toMatchObject({
    rows: [
      { table: 'container_moves', ...each },
      { table: 'quay_moves', ...each },
    ],
    total: [{ rowsThen: 2, rowsNow: 2, teuThen: null, teuNow: null }],
  });
});

test('co2e: a trip with a box of unknown size is in no figure per TEU or per tonne-kilometre', async () => {
  const known = aContainerMove({ teu: 1 });
  const unknown = aContainerMove({ container: 'NBXU1234568', teu: null });
  const both = [known.container, unknown.container];
  const trip = (containers: string[], co2eKg: number) =>
    aTripEmission({ trip: containers.join(), containers, co2eKg, distanceM: 40_000 });
  await marts.hold([
    landing(tripEmissions, trip([known.container], 40), trip(both, 50)),
    landing(containerMoves, known, unknown),
  ]);
  // 40 kg for one TEU, and for 10 t over 40 km.
  const total = [{ trips: 2, co2eKg: 90, kgPerTeu: 40, gramsPerTonneKm: 100 }];
  expect(await told(co2e, ['basis'])).toMatchObject({ total });
});
