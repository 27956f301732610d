import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedAppointmentArrivals } from './metrics/appointment-arrivals.ts';
import { auditedAppointmentOutcomes } from './metrics/appointment-outcomes.ts';
import { auditedGateBoxes } from './metrics/gate-boxes.ts';
import { auditedPlateAppointments } from './metrics/plate-appointments.ts';
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

test.each(
  [auditedAppointmentOutcomes, auditedPlateAppointments].map(
    (metric) => [metric.topic.name, metric] as const,
  ),
)(
  '%s: the audit tells any appointment as the processor does',
  async (_name, metric) => {
    const { rows, differences } = await audited(marts, metric, outcomesOfAppointments());
    expect(rows).toBeGreaterThan(100);
    expect(differences).toEqual([]);
  },
  60_000,
);

test('gate.boxes: the audit tells any gate transaction as the processor does', async () => {
  const given = { transaction: visitsOfTrucks().gate };
  const { rows, differences } = await audited(marts, auditedGateBoxes, given);
  expect(rows).toBeGreaterThan(100);
  expect(differences).toEqual([]);
}, 60_000);
