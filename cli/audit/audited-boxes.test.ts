import { DAY_MS } from '@landbridge/schemas';
import { aContainerMove, aPlantOrder } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { auditedBoxDepartures } from './metrics/box-departures.ts';
import { auditedBoxReferences } from './metrics/box-references.ts';
import { auditedCallBoxes } from './metrics/call-boxes.ts';
import { auditedContainerCycles } from './metrics/container-cycles.ts';
import { auditedContainerMoves } from './metrics/container-moves.ts';
import { auditedEmptyReturns } from './metrics/empty-returns.ts';
import { auditedOrderBoxes } from './metrics/order-boxes.ts';
import { auditedQuayMoves } from './metrics/quay-moves.ts';
import { auditedYardDwells } from './metrics/yard-dwells.ts';
import { auditing, auditsOf } from './testing/audited.ts';
import { departuresOfBoxes, movesOfBoxes } from './testing/box-histories.ts';
import { eventsOfBoxes, gatesOfBoxes } from './testing/box-statements.ts';
import { listsOfCalls } from './testing/call-histories.ts';
import { namingsOfOrders } from './testing/order-histories.ts';

const audit = auditing();

auditsOf(
  audit,
  () => ({ move: movesOfBoxes({ hoursMax: 10_000 }), departure: departuresOfBoxes() }),
  [
    [auditedContainerCycles, 20],
    [auditedQuayMoves, 20],
    [auditedEmptyReturns, 20],
    [auditedYardDwells, 20],
  ],
);
auditsOf(audit, () => ({ event: eventsOfBoxes(), gate: gatesOfBoxes() }), [
  [auditedContainerMoves, 100],
  [auditedBoxReferences, 100],
  [auditedCallBoxes, 20],
]);
auditsOf(audit, listsOfCalls, [[auditedBoxDepartures, 100]]);

auditsOf(audit, namingsOfOrders, [[auditedOrderBoxes, 50]]);

test('order.boxes: a row whose naming lies too far back stands as it was', async () => {
  const named = aPlantOrder({ container: 'CSQU3054383' });
  const arrived = aPlantOrder({ milestone: 'ARRIVED', eventTime: named.eventTime + 101 * DAY_MS });
  const { rows, differences } = await audit(auditedOrderBoxes, {
    order: [named, arrived],
  });
  expect({ rows, differences }).toEqual({ rows: 1, differences: [] });
}, 60_000);

test('empty.returns: a return that lies too far back stays open', async () => {
  const out = aContainerMove({ move: 'GTOT', mode: 'TRUCK' });
  const back = {
    move: 'GTIN',
    mode: 'TRUCK',
    facility: 'NBDEP1',
    emptyIndicator: 'EMPTY',
  } as const;
  const move = [out, aContainerMove({ ...back, eventTime: out.eventTime + 401 * DAY_MS })];
  const { rows, differences } = await audit(auditedEmptyReturns, { move });
  expect({ rows, differences }).toEqual({ rows: 1, differences: [] });
}, 60_000);
