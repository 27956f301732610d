import { type ContainerMove, DAY_MS, HOUR_MS, type PlantOrder } from '@landbridge/schemas';
import { aContainerMove, aPlantOrder, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LandedMarts, landedMarts } from '../reports/testing/landed-marts.ts';
import { auditedContainerCycles } from './metrics/container-cycles.ts';
import { auditedOrderBoxes } from './metrics/order-boxes.ts';
import { auditedQuayMoves } from './metrics/quay-moves.ts';
import { audited } from './testing/audited.ts';

const seed = Number(process.env['SEED'] ?? 1);
let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(async () => await marts.close());

/** Histories of many boxes or orders at once: one look at the warehouse judges them all. */
function histories<Part>(part: fc.Arbitrary<Part>): Part[][] {
  return fc.sample(fc.array(part, { minLength: 1, maxLength: 9 }), { seed, numRuns: 400 });
}

const move = fc.record({
  move: fc.constantFrom('DISC', 'LOAD', 'GTIN', 'GTOT', 'STUF', 'STRP'),
  hour: fc.oneof({ weight: 9, arbitrary: fc.nat(100) }, { weight: 1, arbitrary: fc.nat(10_000) }),
  facility: fc.constantFrom('BLTCT', 'BLCT6', 'NBDEP1', 'CX01', null),
  port: fc.constantFrom('NINGBO', 'NINGBO', 'NLRTM', null),
  mode: fc.constantFrom('VESSEL', 'TRUCK', null),
  emptyIndicator: fc.constantFrom('EMPTY', 'LADEN', 'LADEN', null),
  voyage: fc.constantFrom('014E', '014W', null),
  booking: fc.constantFrom('B-1', 'B-2', null),
  precision: fc.constantFrom('DAY', 'MINUTE'),
  transshipment: fc.boolean(),
});

/** Moves of many boxes; those stated to the day stand at its beginning. */
function movesOfBoxes(): ContainerMove[] {
  return histories(move).flatMap((moves, box) =>
    moves.map(({ hour, ...set }, number) => {
      const hours = set.precision === 'DAY' ? hour - (hour % 24) : hour;
      const eventTime = at('00:00') + hours * HOUR_MS;
      const container = `BOX${box}`;
      const id = `${container}:${number}`;
      return aContainerMove({ ...set, id, container, eventTime } as Partial<ContainerMove>);
    }),
  );
}

test.each(
  [auditedContainerCycles, auditedQuayMoves].map((metric) => [metric.topic.name, metric] as const),
)(
  '%s: the audit tells any box as the processor does',
  async (_name, metric) => {
    const { rows, differences } = await audited(marts, metric, { move: movesOfBoxes() });
    expect(rows).toBeGreaterThan(100);
    expect(differences).toEqual([]);
  },
  60_000,
);

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
  expect(rows).toBeGreaterThan(100);
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
