import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedAppointmentArrivals } from './metrics/appointment-arrivals.ts';
import { auditedAppointmentOutcomes } from './metrics/appointment-outcomes.ts';
import { auditedTruckVisits } from './metrics/truck-visits.ts';
import { audited } from './testing/audited.ts';
import { outcomesOfAppointments, visitsOfTrucks } from './testing/truck-histories.ts';

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(async () => await marts.close());

test.each(
  [auditedTruckVisits, auditedAppointmentArrivals].map(
    (metric) => [metric.topic.name, metric] as const,
  ),
)(
  '%s: the audit tells any truck as the processor does',
  async (_name, metric) => {
    const { rows, differences } = await audited(marts, metric, visitsOfTrucks());
    expect(rows).toBeGreaterThan(100);
    expect(differences).toEqual([]);
  },
  60_000,
);

test('appointment.outcomes: the audit tells any appointment as the processor does', async () => {
  const given = outcomesOfAppointments();
  const { rows, differences } = await audited(marts, auditedAppointmentOutcomes, given);
  expect(rows).toBeGreaterThan(100);
  expect(differences).toEqual([]);
}, 60_000);
