import { expect, test } from 'vitest';
import { aContainerCycle, at, roundTrip } from '../testing/index.ts';
import { containerCycles } from './container-cycles.ts';

test('a cycle survives the codec', () => {
  const cycle = aContainerCycle({ endAt: at('2026-03-20 08:00'), bookingChanged: true });
  expect(roundTrip(containerCycles, cycle)).toEqual(cycle);
});

test('an open cycle has no end, and keeps its id when it is cut', () => {
  const [open, cut] = [aContainerCycle(), aContainerCycle({ endAt: at('2026-03-20 08:00') })];
  expect([open.endAt, open.cycleMs, open.endedBy]).toEqual([null, null, null]);
  expect(cut.id).toBe(open.id);
  expect(containerCycles.key(cut)).toBe(cut.container);
});
