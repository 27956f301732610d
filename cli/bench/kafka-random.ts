/**
 * The generator SplitMix64 with Java's way of drawing bounded numbers (`java.util.SplittableRandom`), so that a benchmark
 * has the input of one that is written in Java. Halves of 32 bits: a bigint would take most of the time.
 */
export type SplitRandom = {
  /** 0 to 2^31 at most, exclusive. */
  int(bound: number): number;
  /** As a Java long is drawn: 0 to a bound below 2^21, exclusive. */
  long(bound: number): number;
  /** 0 to 1, exclusive. */
  double(): number;
};

const GAMMA = { high: 0x9e3779b9, low: 0x7f4a7c15 } as const;
const TWO_32 = 4_294_967_296;
/** Shifts and factors that turn a state into 64 bits, and others into 32. */
const LONG = [
  { shift: 30, high: 0xbf58476d, low: 0x1ce4e5b9 },
  { shift: 27, high: 0x94d049bb, low: 0x133111eb },
] as const;
const INT = [
  { shift: 33, high: 0x62a9d9ed, low: 0x799705f5 },
  { shift: 28, high: 0xcb24d0a5, low: 0xc88c35b3 },
] as const;
const LAST_SHIFT = 31;

export function splitRandom(seed: number): SplitRandom {
  let [stateHigh, stateLow] = [0, seed >>> 0];
  let [high, low] = [0, 0];
  const advance = (): void => {
    const sum = stateLow + GAMMA.low;
    stateLow = sum >>> 0;
    stateHigh = (stateHigh + GAMMA.high + (sum >= TWO_32 ? 1 : 0)) >>> 0;
    high = stateHigh;
    low = stateLow;
  };
  const xorShifted = (shift: number): void => {
    if (shift >= 32) {
      low = (low ^ (high >>> (shift - 32))) >>> 0;
      return;
    }
    low = (low ^ ((low >>> shift) | (high << (32 - shift)))) >>> 0;
    high = (high ^ (high >>> shift)) >>> 0;
  };
  const mix = (rounds: typeof LONG | typeof INT): void => {
    advance();
    for (const factor of rounds) {
      xorShifted(factor.shift);
      const cross = Math.imul(high, factor.low) + Math.imul(low, factor.high);
      high = (highProduct(low, factor.low) + cross) >>> 0;
      low = Math.imul(low, factor.low) >>> 0;
    }
  };
  const long = (): void => {
    mix(LONG);
    xorShifted(LAST_SHIFT);
  };
  return {
    int(bound) {
      const most = bound - 1;
      mix(INT);
      if ((bound & most) === 0) return high & most;
      // What lies above the last whole multiple of the bound is drawn again.
      for (;;) {
        const drawn = high >>> 1;
        const rest = drawn % bound;
        if (drawn + most - rest < TWO_32 / 2) return rest;
        mix(INT);
      }
    },
    long(bound) {
      // Of 2^63 numbers too few lie above the last multiple for one ever to be drawn.
      long();
      const upper = (high >>> 1) % bound;
      const lower = ((low >>> 1) | (high << 31)) >>> 0;
      return (upper * (TWO_32 % bound) + lower) % bound;
    },
    double() {
      long();
      return (high * 2_097_152 + (low >>> 11)) / 2 ** 53;
    },
  };
}

/** The upper 32 bits of a product of two numbers of 32 bits. */
function highProduct(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const low = a0 * b0;
  const middle = a1 * b0 + (low >>> 16);
  const other = a0 * b1 + (middle & 0xffff);
  return a1 * b1 + (middle >>> 16) + (other >>> 16);
}
