import { loadReference } from '@landbridge/infra';
import type { Header, OrderLink } from '@landbridge/schemas';
import { aBoxReference, anOrderReference, at, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { strictly, testDriver } from '../testing/index.ts';
import { BOXES_MAX, orderLinks } from './order-links.ts';

const reference = loadReference();

function linksOf(...events: readonly Header[]): OrderLink[] {
  const { processor, faults } = strictly(orderLinks);
  const meeting = testDriver(processor, reference);
  for (const event of events) meeting.pipe('orderId' in event ? 'order' : 'box', event);
  const rows = meeting.rows<OrderLink>('link');
  expect(faults).toEqual([]);
  return rows;
}

const boxAt = (moment: string, container = CONTAINER) =>
  aBoxReference({ eventTime: at(moment), container });
const orderAt = (moment: string, orderId = 'PO-1') =>
  anOrderReference({ eventTime: at(moment), orderId, neededBy: at('20:00') });
const pairs = (rows: readonly OrderLink[]) =>
  rows.map(({ container, orderId }) => `${container} ${orderId}`);

test('a box and an order of one booking are linked once both are known, whichever comes first', () => {
  const [box, order] = [boxAt('09:00'), orderAt('08:00')];
  expect(linksOf(order, box)).toEqual([
    {
      id: `${CONTAINER}/PO-1/BKG:B-1`,
      eventTime: at('09:00'),
      container: CONTAINER,
      orderId: 'PO-1',
      reference: 'BKG:B-1',
      plant: 'CX01',
      cluster: 'Cixi',
      direction: 'OUTBOUND',
      neededBy: at('20:00'),
      purchaseOrder: null,
      booking: 'B-1',
      causes: [`box.references/${box.id}`, `order.references/${order.id}`],
      causeCount: 2,
    },
  ]);
  expect(linksOf(boxAt('08:00'), orderAt('09:00'))).toMatchObject([{ eventTime: at('09:00') }]);
});

test('one need has several boxes, and one box serves several needs', () => {
  const boxes = [boxAt('08:00', 'AAAU1111111'), boxAt('08:10', 'BBBU2222222')];
  expect(pairs(linksOf(...boxes, orderAt('09:00'), orderAt('07:00', 'PO-2')))).toEqual([
    'AAAU1111111 PO-1',
    'AAAU1111111 PO-2',
    'BBBU2222222 PO-1',
    'BBBU2222222 PO-2',
  ]);
});

test('a box that an order names goes with that order alone, whoever is known first', () => {
  const [own, other] = ['AAAU1111111', 'BBBU2222222'];
  const named = anOrderReference({ eventTime: at('07:30'), orderId: 'PO-2', container: own });
  const boxes = [boxAt('08:00', own), boxAt('08:10', other)];
  const expected = [`${own} PO-2`, `${other} PO-1`, `${other} PO-2`];
  expect(pairs(linksOf(orderAt('07:00'), named, ...boxes))).toEqual(expected);
  const late = { ...named, eventTime: at('09:00') };
  expect(pairs(linksOf(orderAt('07:00'), ...boxes, late))).toEqual(expected);
  expect(pairs(linksOf(...boxes, late, orderAt('10:00')))).toEqual(expected);
});

test('a box whose booking is stated again is linked once', () => {
  expect(linksOf(orderAt('07:00'), boxAt('08:00'), boxAt('09:00')).length).toBe(1);
});

test('a need that changes is that of the link, and an order that goes takes it along', () => {
  const meeting = testDriver(orderLinks, reference);
  const order = orderAt('07:00');
  meeting.pipe('order', order);
  meeting.pipe('box', boxAt('08:00'));
  meeting.pipe('order', { ...order, neededBy: at('22:00'), revision: 2 } as Header);
  expect(meeting.rows('link')).toMatchObject([{ neededBy: at('22:00') }]);
  meeting.retract('order', order.id);
  expect(meeting.rows('link')).toEqual([]);
});

test('so many boxes of a reference are linked, and no more', () => {
  const boxes = Array.from({ length: BOXES_MAX + 20 }, (_, i) => boxAt('08:00', `BOX${i}`));
  expect(linksOf(...boxes, orderAt('09:00')).length).toBe(BOXES_MAX);
});
