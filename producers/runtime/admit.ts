import { MINUTE_MS } from '@landbridge/schemas';
import { type Refusal, refuse } from '../normalise/refusal.ts';
import type { SourceFact } from '../source.ts';

/** How far ahead of our clock a fact may be. Default. */
export const AHEAD_MS = 15 * MINUTE_MS;
/** Nothing in a port's records is older: 2000-01-01 UTC. Default. */
export const OLDEST_MS = Date.UTC(2000, 0, 1);

/**
 * Whether a fact's times can be true: neither its event time nor when it was stated lies before 2000 or ahead of our
 * clock. Plans are no exception, since their event time is when they were stated.
 */
export function timeRefusal(stated: SourceFact, nowMs: number): Refusal | undefined {
  const { eventTime, recordedAt } = stated.fact;
  const oldest = Math.min(eventTime, recordedAt, stated.statedAt);
  if (oldest < OLDEST_MS) {
    const what = oldest === eventTime ? 'happened' : 'was stated';
    return refuse(
      'too-old',
      `It ${what} before the year 2000. Is the time's unit or format wrong?`,
    );
  }
  const newest = Math.max(eventTime, recordedAt, stated.statedAt);
  if (newest <= nowMs + AHEAD_MS) return undefined;
  const what = newest === eventTime ? 'happened' : 'was stated';
  const minutes = Math.ceil((newest - nowMs) / MINUTE_MS);
  return refuse(
    'future',
    `It ${what} ${minutes} minutes ahead of our clock, and 15 are allowed. Is the sender's zone or clock wrong?`,
  );
}
