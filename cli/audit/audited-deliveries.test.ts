import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedExportLeads } from './metrics/export-leads.ts';
import { auditedHinterlandDeliveries } from './metrics/hinterland-deliveries.ts';
import { audited } from './testing/audited.ts';
import { movesOfBoxes, ordersOfBoxes, tripsOfBoxes } from './testing/box-histories.ts';

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(async () => await marts.close());

test.each(
  [auditedHinterlandDeliveries, auditedExportLeads].map(
    (metric) => [metric.topic.name, metric] as const,
  ),
)(
  '%s: the audit tells any box as the processor does',
  async (_name, metric) => {
    const given = {
      ...ordersOfBoxes(),
      move: movesOfBoxes({ hoursMax: 1_000 }),
      trip: tripsOfBoxes(),
    };
    const { rows, differences } = await audited(marts, metric, given);
    expect(rows).toBeGreaterThan(50);
    expect(differences).toEqual([]);
  },
  120_000,
);
