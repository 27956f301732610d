import { type Fact, trafficConditions } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import type { SourceFact } from '../source.ts';
import { AHEAD_MS, OLDEST_MS, timeRefusal } from './admit.ts';

const NOW = Date.UTC(2026, 2, 11);

function at(times: { eventTime?: number; recordedAt?: number; statedAt?: number }) {
  const fact = { eventTime: NOW, recordedAt: NOW, ...times } as Fact;
  const statedAt = times.statedAt ?? NOW;
  const stated = { kind: 'fact', event: 0, topic: trafficConditions, fact, statedAt };
  return timeRefusal(stated as unknown as SourceFact, NOW);
}

test('admits what happened up to the edge on either side', () => {
  expect(at({})).toBeUndefined();
  expect(at({ eventTime: NOW + AHEAD_MS, recordedAt: NOW + AHEAD_MS })).toBeUndefined();
  expect(at({ eventTime: OLDEST_MS })).toBeUndefined();
});

test.each([
  [{ eventTime: NOW + AHEAD_MS + 1 }, 'future', 'happened 16 minutes ahead'],
  [{ recordedAt: NOW + 60 * 60_000 }, 'future', 'was stated 60 minutes ahead'],
  [{ statedAt: NOW + AHEAD_MS + 1 }, 'future', 'was stated'],
  [{ eventTime: OLDEST_MS - 1 }, 'too-old', 'happened before the year 2000'],
  [{ recordedAt: 0 }, 'too-old', 'was stated before'],
])('refuses %j as %s', (times, code, said) => {
  expect(at(times)).toMatchObject({ refused: code });
  expect(at(times)?.reason).toContain(said);
});
