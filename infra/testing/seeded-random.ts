/** Numbers in [0, 1) that follow from a seed alone. */
export type Random = { next(): number };

/** Mulberry32: 32 bits of state, good enough to pick faults and orders. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
