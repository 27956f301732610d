import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedOrderLinks } from './metrics/order-links.ts';
import { auditedOrderReferences } from './metrics/order-references.ts';
import { auditedSupplyRisks } from './metrics/supply-risks.ts';
import { audited } from './testing/audited.ts';
import { needsOfOrders, sharedReferences } from './testing/order-histories.ts';

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(async () => await marts.close());

test.each(
  [auditedSupplyRisks, auditedOrderReferences].map(
    (metric) => [metric.topic.name, metric] as const,
  ),
)(
  '%s: the audit tells any order as the processor does',
  async (_name, metric) => {
    const { rows, differences } = await audited(marts, metric, needsOfOrders());
    expect(rows).toBeGreaterThan(50);
    expect(differences).toEqual([]);
  },
  60_000,
);

test('order.links: the audit tells any reference as the processor does', async () => {
  const { rows, differences } = await audited(marts, auditedOrderLinks, sharedReferences());
  expect(rows).toBeGreaterThan(100);
  expect(differences).toEqual([]);
}, 60_000);
