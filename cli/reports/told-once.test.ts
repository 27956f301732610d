import { DAY_MS, incidentExposures, MINUTE_MS, traversalDelays } from '@landbridge/schemas';
import { anIncidentExposure, aTraversalDelay, at } from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
