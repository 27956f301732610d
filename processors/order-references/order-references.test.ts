import { loadReference } from '@landbridge/infra';
import { HOUR_MS, type OrderReference, type PlantOrder } from '@landbridge/schemas';
import { aPlantOrder, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { naiveFold, strictly, testDriver } from '../testing/index.ts';
import { orderReferences } from './order-references.ts';

const reference = loadReference();

function referencesOf(...statements: readonly PlantOrder[]): OrderReference[] {
  const { processor, faults } = strictly(orderReferences);
  const order = testDriver(processor, reference);
  order.pipe('order', ...statements);
  const rows = order.rows<OrderReference>('reference');
  expect(faults).toEqual([]);
  return rows;
}

const said = (moment: string, set: Partial<PlantOrder> = {}) =>
  aPlantOrder({ eventTime: at(moment), plant: 'CX01', cluster: null, ...set });
const keys = (rows: readonly OrderReference[]) => rows.map((row) => row.reference);

test('an order goes by its booking and its purchase order', () => {
  const released = said('08:00', { booking: 'B-1', purchaseOrder: 'po-7', direction: 'OUTBOUND' });
  expect(referencesOf(released)).toMatchObject([
    {
      id: 'BKG:B-1/PO-1',
      eventTime: at('08:00'),
      orderId: 'PO-1',
      plant: 'CX01',
      cluster: 'Cixi',
      direction: 'OUTBOUND',
      causes: [`plant.orders/${released.id}`],
    },
    { id: 'PO:PO-7/PO-1', reference: 'PO:PO-7' },
  ]);
});

test('a need that is stated or changed later is that of the reference', () => {
  const need = said('10:00', { milestone: 'INBOUND_NEEDED_BY', neededBy: at('20:00') });
  const rows = referencesOf(said('08:00', { booking: 'B-1' }), need);
  expect(rows).toMatchObject([{ eventTime: at('08:00'), neededBy: at('20:00') }]);
  expect(rows[0]?.causes).toContain(`plant.orders/${need.id}`);
});

test('an order that changes its booking no longer goes by the first one', () => {
  const rows = referencesOf(said('08:00', { booking: 'B-1' }), said('09:00', { booking: 'B-2' }));
  expect(keys(rows)).toEqual(['BKG:B-2']);
});

test('an order that names its box still goes by its booking, and says which box is its own', () => {
  const named = said('10:00', { milestone: 'STUFFING_STARTED', container: 'CSQU3054383' });
  expect(referencesOf(said('08:00', { booking: 'B-1' }), named)).toMatchObject([
    { eventTime: at('08:00'), container: 'CSQU3054383' },
  ]);
});

test('an order without references is found by its box only', () => {
  expect(referencesOf(said('08:00', { container: 'CSQU3054383' }))).toEqual([]);
});

test('a reference that was first stated longer ago than rows may reach is stated anew', () => {
  const rows = referencesOf(
    said('08:00', { booking: 'B-1' }),
    said('2026-08-11 08:00', { neededBy: at('20:00') }),
  );
  expect(rows).toMatchObject([{ eventTime: at('2026-08-11 08:00') }]);
});

test('the state stays small over 10,000 statements', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(orderReferences);
  const given = Array.from({ length: 10_000 }, (_, i) => ({
    input: 'order',
    event: aPlantOrder({ eventTime: at('08:00') + i * HOUR_MS, booking: `B-${i % 10}` }),
  }));
  expect(naiveFold(processor, given, { reference }).length).toBe(1);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(512);
});
