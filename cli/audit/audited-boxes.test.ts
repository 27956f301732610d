import { DAY_MS, HOUR_MS, type PlantOrder } from '@landbridge/schemas';
import { aContainerMove, aPlantOrder, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedBoxDepartures } from './metrics/box-departures.ts';
import { auditedBoxReferences } from './metrics/box-references.ts';
import { auditedCallBoxes } from './metrics/call-boxes.ts';
import { auditedContainerCycles } from './metrics/container-cycles.ts';
import { auditedContainerMoves } from './metrics/container-moves.ts';
import { auditedEmptyReturns } from './metrics/empty-returns.ts';
import { auditedOrderBoxes } from './metrics/order-boxes.ts';
import { auditedQuayMoves } from './metrics/quay-moves.ts';
import { auditedYardDwells } from './metrics/yard-dwells.ts';
import { audited } from './testing/audited.ts';
import { departuresOfBoxes, histories, movesOfBoxes } from './testing/box-histories.ts';
import { eventsOfBoxes, gatesOfBoxes } from './testing/box-statements.ts';
import { listsOfCalls } from './testing/call-histories.ts';

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(async () => await marts.close());

test.each(
  [auditedContainerCycles, auditedQuayMoves, auditedEmptyReturns, auditedYardDwells].map(
    (metric) => [metric.topic.name, metric] as const,
  ),
)(
  '%s: the audit tells any box as the processor does',
  async (_name, metric) => {
    const { rows, differences } = await audited(marts, metric, {
      move: movesOfBoxes({ hoursMax: 10_000 }),
      departure: departuresOfBoxes(),
    });
    expect(rows).toBeGreaterThan(20);
    expect(differences).toEqual([]);
  },
  60_000,
);

test.each(
  [auditedContainerMoves, auditedBoxReferences, auditedCallBoxes].map(
    (metric) => [metric.topic.name, metric] as const,
  ),
)(
  '%s: the audit tells any statement as the processor does',
  async (_name, metric) => {
    const given = { event: eventsOfBoxes(), gate: gatesOfBoxes() };
    const { rows, differences } = await audited(marts, metric, given);
    expect(rows).toBeGreaterThan(20);
    expect(differences).toEqual([]);
  },
  60_000,
);

test('box.departures: the audit tells any call as the processor does', async () => {
  const { rows, differences } = await audited(marts, auditedBoxDepartures, listsOfCalls());
  expect(rows).toBeGreaterThan(100);
  expect(differences).toEqual([]);
}, 60_000);

const BOXES = ['CSQU3054383', 'NBXU1234568', 'ABCU1234560'];

test('order.boxes: the audit tells any order as the processor does', async () => {
  const statement = fc.record({
    hour: fc.oneof({ weight: 9, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.nat(4_000) }),
    milestone: fc.constantFrom(
      ...(['RELEASED', 'ARRIVED', 'STUFFING_STARTED', 'STUFFING_COMPLETED'] as const),
    ),
    container: fc.constantFrom(...BOXES, null),
    booking: fc.constantFrom('B-1', 'B-2', null),
    neededBy: fc.constantFrom(at('2026-03-20 08:00'), at('2026-03-21 08:00'), null),
  });
  const orders: PlantOrder[] = histories(statement).flatMap((statements, order) =>
    statements.map(({ hour, ...set }, number) =>
      aPlantOrder({
        ...set,
        orderId: `PO-${order}`,
        plant: 'CX01',
        statement: `${number}`,
        eventTime: at('08:00') + hour * HOUR_MS,
      }),
    ),
  );
  const { rows, differences } = await audited(marts, auditedOrderBoxes, { order: orders });
  expect(rows).toBeGreaterThan(50);
  expect(differences).toEqual([]);
}, 60_000);

test('order.boxes: a row whose naming lies too far back stands as it was', async () => {
  const named = aPlantOrder({ container: 'CSQU3054383' });
  const arrived = aPlantOrder({ milestone: 'ARRIVED', eventTime: named.eventTime + 101 * DAY_MS });
  const { rows, differences } = await audited(marts, auditedOrderBoxes, {
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
  const { rows, differences } = await audited(marts, auditedEmptyReturns, { move });
  expect({ rows, differences }).toEqual({ rows: 1, differences: [] });
}, 60_000);
