import { expect, test } from 'vitest';
import { at, aVesselCall, roundTrip } from '../testing/index.ts';
import { vesselCalls } from './vessel-calls.ts';

test('a vessel call survives the codec', () => {
  const call = aVesselCall({ classifier: 'EST', expectedAt: at('2026-03-12 06:00') });
  expect(roundTrip(vesselCalls, call)).toEqual(call);
});

test('an estimate and the arrival itself are two facts of one call', () => {
  const facts = ['EST', 'ACT'].map((classifier) =>
    aVesselCall({ milestone: 'ARRIVED', classifier }),
  );
  expect(new Set(facts.map((event) => event.id)).size).toBe(2);
  expect(new Set(facts.map((event) => vesselCalls.key(event))).size).toBe(1);
});
