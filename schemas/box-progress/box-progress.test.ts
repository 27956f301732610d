import { expect, test } from 'vitest';
import { aBoxProgress, at, roundTrip } from '../testing/index.ts';
import { boxProgress } from './box-progress.ts';

test('progress survives the codec', () => {
  const progress = aBoxProgress({ etaStage: 'ARRIVED', etaAt: at('2026-03-12 08:00') });
  expect(roundTrip(boxProgress, progress)).toEqual(progress);
});

test('a box that serves two orders tells each of them', () => {
  const rows = ['PO-1', 'PO-2'].map((orderId) => aBoxProgress({ orderId }));
  expect(rows.map((row) => boxProgress.key(row))).toEqual(['PO-1', 'PO-2']);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
});
