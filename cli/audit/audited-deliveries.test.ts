import { DAY_MS } from '@landbridge/schemas';
import { aContainerMove, anOrderBox } from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedBoxProgress } from './metrics/box-progress.ts';
import { auditedExportLeads } from './metrics/export-leads.ts';
import { auditedHinterlandDeliveries } from './metrics/hinterland-deliveries.ts';
import { audited } from './testing/audited.ts';
import {
  departuresOfBoxes,
  estimatesOfBoxes,
  movesOfBoxes,
  ordersOfBoxes,
  tripsOfBoxes,
} from './testing/box-histories.ts';

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(async () => await marts.close());

test.each(
  [auditedHinterlandDeliveries, auditedExportLeads, auditedBoxProgress].map(
    (metric) => [metric.topic.name, metric] as const,
  ),
)(
  '%s: the audit tells any box as the processor does',
  async (_name, metric) => {
    const given = {
      ...ordersOfBoxes(),
      move: movesOfBoxes({ hoursMax: 10_000 }),
      trip: tripsOfBoxes(),
      event: estimatesOfBoxes(),
      departure: departuresOfBoxes(),
    };
    const { rows, differences } = await audited(marts, metric, given);
    expect(rows).toBeGreaterThan(20);
    expect(differences).toEqual([]);
  },
  120_000,
);

test('hinterland.deliveries: a delivery that lies too far back stays open', async () => {
  const out = aContainerMove({ move: 'GTOT', mode: 'TRUCK' });
  const back = {
    move: 'GTIN',
    mode: 'TRUCK',
    facility: 'NBDEP1',
    emptyIndicator: 'EMPTY',
  } as const;
  const late = out.eventTime + 101 * DAY_MS;
  const given = {
    move: [out, aContainerMove({ ...back, eventTime: late })],
    order: [anOrderBox({ eventTime: late, plant: 'CX01' })],
  };
  const { rows, differences } = await audited(marts, auditedHinterlandDeliveries, given);
  expect({ rows, differences }).toEqual({ rows: 1, differences: [] });
}, 60_000);
