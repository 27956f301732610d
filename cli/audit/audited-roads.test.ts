import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedTraversalDelays } from './metrics/traversal-delays.ts';
import { audited } from './testing/audited.ts';
import { trafficOf } from './testing/road-histories.ts';

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
