import { expect, test } from 'vitest';
import { anOrderLink, roundTrip } from '../testing/index.ts';
import { orderLinks } from './order-links.ts';

test('a link survives the codec', () => {
  const link = anOrderLink({ purchaseOrder: 'PO-7' });
  expect(roundTrip(orderLinks, link)).toEqual(link);
});

test('one box may be linked to two orders, one order to two boxes', () => {
  const links = [anOrderLink(), anOrderLink({ orderId: 'PO-2' }), anOrderLink({ container: 'X' })];
  expect(new Set(links.map(({ id }) => id)).size).toBe(3);
  expect(orderLinks.key(anOrderLink({ container: 'X' }))).toBe('X');
});
