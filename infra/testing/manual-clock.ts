import type { Clock } from '../clock.ts';
import { assert } from '../errors.ts';

/** A clock that stands until it is moved. */
export type ManualClock = Clock & {
  /** Moves on by so many milliseconds. */
  advance(ms: number): void;
  /** Moves to this time, epoch milliseconds; back in time too, as a machine's clock may. */
  set(ms: number): void;
};

export function manualClock(startMs: number): ManualClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance: (ms) => {
      assert(ms >= 0, 'a clock advances, `set` moves it back');
      nowMs += ms;
    },
    set: (ms) => {
      nowMs = ms;
    },
  };
}
