import { setTimeout as wait } from 'node:timers/promises';

/** Waits; ends early, without an error, when the signal comes. Passed in like the clock, so that tests need not wait. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

export const systemPause: Pause = async (ms, signal) => {
  await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};
