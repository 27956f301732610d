/** Time is passed in: nothing outside this room asks the machine. */
export type Clock = { nowMs(): number };

export const systemClock: Clock = { nowMs: () => Date.now() };
