import { loadReference } from '@landbridge/infra';
import { aPlantOrder, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { afterStatement, NEW_ORDER } from './order.ts';

const reference = loadReference();

test('what a statement leaves open stands as it was said before', () => {
  const released = aPlantOrder({ plant: 'CX01', cluster: null, booking: 'B-1' });
  const needed = aPlantOrder({
    plant: 'CX01',
    milestone: 'INBOUND_NEEDED_BY',
    neededBy: at('20:00'),
  });
  const first = afterStatement(NEW_ORDER, { event: released, reference });
  expect(first).toMatchObject({ cluster: 'Cixi', booking: 'B-1', changedBy: released.id });
  const second = afterStatement(first, { event: needed, reference });
  expect(second).toMatchObject({ booking: 'B-1', neededBy: at('20:00'), neededByBy: needed.id });
});
