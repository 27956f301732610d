import { loadReference } from '@landbridge/infra';
import { HOUR_MS, type OrderBox, type PlantOrder } from '@landbridge/schemas';
import { aPlantOrder, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveFold, testDriver } from '../testing/index.ts';
import { strictly } from '../testing/strictly.ts';
import { BOXES_MAX } from './named-box.ts';
import { orderBoxes } from './order-boxes.ts';

const reference = loadReference();
const seed = Number(process.env['SEED'] ?? 1);
const BOX = 'CSQU3054383';
const OTHER_BOX = 'NBXU1234568';

function boxesOf(...statements: readonly PlantOrder[]): OrderBox[] {
  const { processor, faults } = strictly(orderBoxes);
  const order = testDriver(processor, reference);
  order.pipe('order', ...statements);
  const rows = order.rows<OrderBox>('box');
  expect(faults).toEqual([]);
  return rows;
}

/** A statement of one order at a moment. */
function said(moment: string, set: Partial<PlantOrder> = {}): PlantOrder {
  return aPlantOrder({ eventTime: at(moment), plant: 'CX01', cluster: null, ...set });
}

const need = (moment: string, neededBy: string) =>
  said(moment, { milestone: 'INBOUND_NEEDED_BY', neededBy: at(neededBy) });
const arrival = (moment: string, container: string | null = null) =>
  said(moment, { milestone: 'ARRIVED', container });

test('an order that names no box makes no row', () => {
  expect(boxesOf(said('08:00'), need('09:00', '2026-03-20 08:00'))).toEqual([]);
});

test('an order that names a box is a row of the box, at the time it was named', () => {
  const released = said('08:00', { purchaseOrder: 'PO-77' });
  const named = said('09:00', { milestone: 'STARTED', container: BOX, booking: 'B-1' });
  expect(boxesOf(released, named)).toMatchObject([
    {
      id: `${BOX}/PO-1`,
      eventTime: at('09:00'),
      container: BOX,
      orderId: 'PO-1',
      plant: 'CX01',
      cluster: 'Cixi',
      direction: 'INBOUND',
      purchaseOrder: 'PO-77',
      booking: 'B-1',
      neededBy: null,
      arrivedAt: null,
      causes: [`plant.orders/${named.id}`],
    },
  ]);
});

test('of numbered needs stated in one minute the highest counts, 10 after 9', () => {
  const numbered = (statement: string, neededBy: string) =>
    said('09:00', { milestone: 'INBOUND_NEEDED_BY', statement, neededBy: at(neededBy) });
  const named = said('08:00', { container: BOX });
  const needs = [numbered('10', '2026-03-20 08:00'), numbered('9', '2026-03-18 08:00')];
  expect(boxesOf(named, ...needs)).toMatchObject([{ neededBy: at('2026-03-20 08:00') }]);
});

test('the need counts as stated last, before the box was named or after', () => {
  const named = said('10:00', { container: BOX });
  const first = need('09:00', '2026-03-20 08:00');
  const last = need('11:00', '2026-03-18 08:00');
  expect(boxesOf(first, named)).toMatchObject([{ neededBy: at('2026-03-20 08:00') }]);
  const rows = boxesOf(first, named, last);
  expect(rows).toMatchObject([{ neededBy: at('2026-03-18 08:00'), eventTime: at('10:00') }]);
  expect(rows[0]?.causes).toContain(`plant.orders/${last.id}`);
});

test('the ARRIVED milestone is the proof of delivery', () => {
  const proof = arrival('2026-03-12 08:00');
  expect(boxesOf(said('08:00', { container: BOX }), proof)).toMatchObject([
    { arrivedAt: at('2026-03-12 08:00'), causeCount: 2 },
  ]);
});

test('a box arrives once: the first proof counts', () => {
  expect(
    boxesOf(said('08:00', { container: BOX }), arrival('12:00'), arrival('13:00', BOX)),
  ).toMatchObject([{ arrivedAt: at('12:00') }]);
});

test('an arrival may be the first statement to name the box', () => {
  expect(boxesOf(said('08:00'), arrival('12:00', BOX))).toMatchObject([
    { eventTime: at('12:00'), arrivedAt: at('12:00') },
  ]);
});

test('an arrival that is known before its box is that of the box named next', () => {
  expect(boxesOf(arrival('12:00'), said('13:00', { container: BOX }))).toMatchObject([
    { eventTime: at('13:00'), arrivedAt: at('12:00') },
  ]);
});

test('what the plant says of the stuffing is of the box it names, and the first time counts', () => {
  const stuffed = (moment: string, container: string | null = null) =>
    said(moment, { milestone: 'STUFFING_COMPLETED', container });
  expect(
    boxesOf(said('08:00', { container: BOX }), stuffed('10:00'), stuffed('11:00')),
  ).toMatchObject([{ stuffedAt: at('10:00'), causeCount: 2 }]);
  expect(
    boxesOf(
      said('08:00', { container: BOX }),
      stuffed('10:00'),
      said('12:00', { container: OTHER_BOX }),
    ),
  ).toMatchObject([{ container: OTHER_BOX, stuffedAt: null }]);
});

test('an order that changes its box withdraws the former row, and its proof of delivery', () => {
  expect(
    boxesOf(
      said('08:00', { container: BOX }),
      need('08:30', '2026-03-20 08:00'),
      arrival('09:00'),
      said('10:00', { milestone: 'STARTED', container: OTHER_BOX }),
    ),
  ).toMatchObject([
    {
      id: `${OTHER_BOX}/PO-1`,
      eventTime: at('10:00'),
      arrivedAt: null,
      neededBy: at('2026-03-20 08:00'),
    },
  ]);
});

test.each([
  ['ARRIVED', 'arrivedAt'],
  ['STUFFING_COMPLETED', 'stuffedAt'],
] as const)('of an order of two boxes each has its own %s', (milestone, field) => {
  const rows = boxesOf(
    said('06:00', { booking: 'B-1' }),
    said('08:00', { milestone, container: BOX }),
    said('09:00', { milestone, container: OTHER_BOX }),
    need('10:00', '2026-03-20 08:00'),
  );
  expect(rows).toMatchObject([
    { container: BOX, eventTime: at('08:00'), [field]: at('08:00'), booking: 'B-1' },
    { container: OTHER_BOX, eventTime: at('09:00'), [field]: at('09:00'), booking: 'B-1' },
  ]);
  const neededBy = at('2026-03-20 08:00');
  expect(rows).toMatchObject([{ neededBy }, { neededBy }]);
});

test('a box that is assigned stays while another one arrives by name', () => {
  const rows = boxesOf(said('08:00', { container: BOX }), arrival('09:00', OTHER_BOX));
  expect(rows).toMatchObject([
    { container: BOX, arrivedAt: null },
    { container: OTHER_BOX, arrivedAt: at('09:00') },
  ]);
});

test('a box that arrived by name stays when another one is assigned', () => {
  const rows = boxesOf(arrival('08:00', BOX), said('09:00', { container: OTHER_BOX }));
  expect(rows.map(({ container }) => container)).toEqual([BOX, OTHER_BOX]);
});

test('what names no box says nothing of an order of several', () => {
  const rows = boxesOf(
    said('08:00', { container: BOX }),
    said('09:00', { milestone: 'STUFFING_STARTED', container: OTHER_BOX }),
    arrival('10:00'),
  );
  expect(rows).toMatchObject([{ arrivedAt: null }, { arrivedAt: null }]);
});

test('of the boxes of an order the first ones have a row, and its state does not grow', () => {
  const { processor, faults, stateBytesMax } = strictly(orderBoxes);
  const order = testDriver(processor, reference);
  const boxes = Array.from({ length: BOXES_MAX + 3 }, (_, i) => `BOX${i}`);
  for (const [i, container] of boxes.entries()) {
    const eventTime = at('08:00') + i * HOUR_MS;
    order.pipe('order', aPlantOrder({ milestone: 'ARRIVED', eventTime, container }));
  }
  const named = order.rows<OrderBox>('box').sort((a, b) => a.eventTime - b.eventTime);
  expect(named.map(({ container }) => container)).toEqual(boxes.slice(0, BOXES_MAX));
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(BOXES_MAX * 128);
});

test('an order that comes back to its first box names it anew', () => {
  expect(
    boxesOf(
      said('08:00', { container: BOX }),
      said('09:00', { container: OTHER_BOX }),
      said('10:00', { container: BOX }),
    ),
  ).toMatchObject([{ id: `${BOX}/PO-1`, eventTime: at('10:00') }]);
});

test('two orders may name one box', () => {
  expect(
    boxesOf(
      said('08:00', { container: BOX }),
      said('09:00', { orderId: 'PO-2', container: BOX, direction: 'OUTBOUND' }),
    ).map(({ id, direction }) => [id, direction]),
  ).toEqual([
    [`${BOX}/PO-1`, 'INBOUND'],
    [`${BOX}/PO-2`, 'OUTBOUND'],
  ]);
});

test('the cluster is the stated one, else that of the plant, else unknown', () => {
  const clusterOf = (set: Partial<PlantOrder>) =>
    boxesOf(said('08:00', { container: BOX, ...set }))[0]?.cluster;
  expect(clusterOf({ cluster: 'Elsewhere' })).toBe('Elsewhere');
  expect(clusterOf({ plant: 'YY01' })).toBe('Yuyao');
  expect(clusterOf({ plant: 'no such plant' })).toBeNull();
});

test('a row that lies further back than rows may stands as it was', () => {
  const rows = boxesOf(said('08:00', { container: BOX }), arrival('2026-08-01 08:00'));
  expect(rows).toMatchObject([{ eventTime: at('08:00'), arrivedAt: null }]);
});

test('a withdrawn naming leaves the box without its order', () => {
  const order = testDriver(orderBoxes, reference);
  const named = said('09:00', { container: BOX });
  order.pipe('order', said('08:00'), named, arrival('10:00'));
  order.retract('order', named.id);
  expect(order.rows('box')).toEqual([]);
});

test('rows come out alike in any order of arrival, and as if a withdrawn statement had never been', () => {
  const statement = fc
    .record({
      hour: fc.nat(200),
      milestone: fc.constantFrom('STARTED', 'INBOUND_NEEDED_BY', 'ARRIVED', 'STUFFING_COMPLETED'),
      container: fc.constantFrom(BOX, OTHER_BOX, null),
      neededBy: fc.constantFrom(at('2026-03-20 08:00'), at('2026-03-21 08:00'), null),
    })
    .map(({ hour, ...set }) =>
      aPlantOrder({ ...set, eventTime: at('00:00') + hour * HOUR_MS } as Partial<PlantOrder>),
    );
  const history = fc.uniqueArray(statement, { selector: ({ id }) => id, minLength: 1 });
  fc.assert(
    fc.property(history, ([wrong, ...others]) => {
      const order = testDriver(orderBoxes, reference);
      order.pipe('order', ...others.toReversed(), ...(wrong === undefined ? [] : [wrong]));
      if (wrong !== undefined) order.retract('order', wrong.id);
      const rows = order.rows('box');
      expect(rows).toEqual(boxesOf(...others));
      expect(rows.length).toBeLessThanOrEqual(2);
    }),
    { seed },
  );
});

test('the state stays small over 10,000 statements', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(orderBoxes);
  const given = Array.from({ length: 10_000 }, (_, i) => ({
    input: 'order',
    event: aPlantOrder({ eventTime: at('08:00') + i * HOUR_MS, container: `BOX${i % 10}` }),
  }));
  expect(naiveFold(processor, given, { reference }).length).toBeGreaterThanOrEqual(1);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(512);
});
