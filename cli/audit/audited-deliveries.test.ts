import { DAY_MS } from '@landbridge/schemas';
import { aContainerMove, anOrderBox } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { auditedBoxProgress } from './metrics/box-progress.ts';
import { auditedExportLeads } from './metrics/export-leads.ts';
import { auditedHinterlandDeliveries } from './metrics/hinterland-deliveries.ts';
import { auditing, auditsOf } from './testing/audited.ts';
import {
  departuresOfBoxes,
  estimatesOfBoxes,
  movesOfBoxes,
  ordersOfBoxes,
  tripsOfBoxes,
} from './testing/box-histories.ts';

const audit = auditing();

auditsOf(
  audit,
  () => ({
    ...ordersOfBoxes(),
    move: movesOfBoxes({ hoursMax: 10_000 }),
    trip: tripsOfBoxes(),
    event: estimatesOfBoxes(),
    departure: departuresOfBoxes(),
  }),
  [
    [auditedHinterlandDeliveries, 20],
    [auditedExportLeads, 20],
    [auditedBoxProgress, 20],
  ],
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
  const { rows, differences } = await audit(auditedHinterlandDeliveries, given);
  expect({ rows, differences }).toEqual({ rows: 1, differences: [] });
}, 60_000);
