import { expect, test } from 'vitest';
import { aHinterlandDelivery, at, roundTrip } from '../testing/index.ts';
import { hinterlandDeliveries } from './hinterland-deliveries.ts';

test('a delivery survives the codec', () => {
  const delivery = aHinterlandDelivery({ arrivedAt: at('10:15'), residualMs: -1 });
  expect(roundTrip(hinterlandDeliveries, delivery)).toEqual(delivery);
});

test('a delivery stands at its gate-out, however late its arrival is known', () => {
  const delivery = aHinterlandDelivery({ gateOutAt: at('08:00'), arrivedAt: at('10:15') });
  expect(delivery).toMatchObject({ eventTime: at('08:00'), latencyMs: at('10:15') - at('08:00') });
  expect(hinterlandDeliveries.spanMs).toBeGreaterThan(0);
});
