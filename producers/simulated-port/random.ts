/** Chance from a seed: the same seed and name give the same numbers on every machine. */
export type Random = {
  /** From 0 up to 1. */
  next(): number;
  between(min: number, max: number): number;
  /** A whole number from min to max, both included. */
  whole(min: number, max: number): number;
  chance(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Normal with mean 0 and deviation 1. */
  normal(): number;
  /** Log-normal: half the draws lie below the median; `spread` is the deviation of the logarithm. */
  around(median: number, spread: number): number;
};

/** The small fast counter generator sfc32, started from a seed and a name by hashing them. */
export function randomOf(seed: number, name: string): Random {
  let [a, b, c, counter] = [hashOf(seed, name), hashOf(seed + 1, name), hashOf(seed + 2, name), 1];
  let spare: number | undefined;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // Box and Muller: two uniform numbers make two normal ones.
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  return {
    next,
    normal,
    between: (min, max) => min + (max - min) * next(),
    whole: (min, max) => min + Math.floor((max - min + 1) * next()),
    chance: (share) => next() < share,
    pick: (items) => items[Math.floor(items.length * next())] as never,
    around: (median, spread) => median * Math.exp(spread * normal()),
  };
}

/** 32 bits from a number and a text (FNV-1a, then an avalanche so that neighbours differ in all bits). */
export function hashOf(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return mix(hash);
}

/** A share from 0 up to 1 out of three whole numbers, without any state: for noise that anybody can look up. */
export function shareOf(seed: number, one: number, other: number): number {
  return mix(mix(seed ^ Math.imul(one, 0x9e3779b1)) ^ Math.imul(other, 0x85ebca6b)) / 4_294_967_296;
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
