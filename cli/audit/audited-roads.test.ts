import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedBoxTrips } from './metrics/box-trips.ts';
import { auditedIncidentExposures } from './metrics/incident-exposures.ts';
import { auditedIncidentValidities } from './metrics/incident-validities.ts';
import { auditedTraversalDelays } from './metrics/traversal-delays.ts';
import { auditedTripDelays } from './metrics/trip-delays.ts';
import { auditedTripEmissions } from './metrics/trip-emissions.ts';
import { audited } from './testing/audited.ts';
import { incidentsOf, trafficOf, tripsWithParts, validitiesOf } from './testing/road-histories.ts';

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(async () => await marts.close());

test('traversal.delays: the audit tells any traversal as the processor does', async () => {
  const given = trafficOf(marts.reference.segments.map(({ id }) => id));
  const { rows, differences } = await audited(marts, auditedTraversalDelays, given);
  expect(rows).toBeGreaterThan(500);
  expect(differences).toEqual([]);
}, 60_000);

test.each(
  [auditedTripDelays, auditedBoxTrips, auditedTripEmissions].map(
    (metric) => [metric.topic.name, metric] as const,
  ),
)(
  '%s: the audit tells any trip as the processor does',
  async (_name, metric) => {
    const { rows, differences } = await audited(marts, metric, tripsWithParts());
    expect(rows).toBeGreaterThan(50);
    expect(differences).toEqual([]);
  },
  60_000,
);

test('incident.validities: the audit tells any incident as the processor does', async () => {
  const given = { incident: incidentsOf(marts.reference.segments.map(({ id }) => id)) };
  const { rows, differences } = await audited(marts, auditedIncidentValidities, given);
  expect(rows).toBeGreaterThan(100);
  expect(differences).toEqual([]);
}, 60_000);

test('incident.exposures: the audit tells any traversal as the processor does', async () => {
  const segments = marts.reference.segments.map(({ id }) => id);
  const given = { validity: validitiesOf(segments), traversal: trafficOf(segments).traversal };
  const { rows, differences } = await audited(marts, auditedIncidentExposures, given);
  expect(rows).toBeGreaterThan(100);
  expect(differences).toEqual([]);
}, 60_000);
