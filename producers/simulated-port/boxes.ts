import type { Random } from './random.ts';

/** A container on its way; the same number comes round again, empty boxes are used anew. */
export type Box = {
  readonly container: string;
  readonly sizeType: string;
  readonly teu: number;
  /** The carrier's feed, where it publishes events. */
  readonly carrier: string | null;
  booking: string | null;
  seal: string | null;
};

const OWNERS = ['NBXU', 'LBGU', 'ZSKU', 'YGTU', 'HZBU', 'MSNU'];
const SIZES = [
  ['22G1', 1, 0.33],
  ['42G1', 2, 0.1],
  ['45G1', 2, 0.5],
  ['45R1', 2, 0.05],
  ['L5G1', 2.25, 0.02],
] as const;
/** Carriers that publish events, and the share of boxes that are theirs. */
const CARRIERS = [
  ['carrier-east', 0.25],
  ['carrier-north', 0.2],
  ['carrier-pacific', 0.15],
] as const;

/** Makes a container of any size, or a small one. */
export type BoxMaker = (wish?: { small: boolean }) => Box;

/** Makes containers with valid check digits, each number once. */
export function boxMaker(random: Random): BoxMaker {
  let made = 0;
  return (wish) => {
    made += 1;
    const owner = random.pick(OWNERS);
    // Steps of a large odd number visit every serial before one comes again.
    const serial = String((made * 367_159) % 1_000_000).padStart(6, '0');
    const size = weighted(random, SIZES) ?? SIZES[2];
    const [sizeType, teu] = wish?.small === true ? SIZES[0] : size;
    return {
      container: `${owner}${serial}${checkDigitOf(owner + serial)}`,
      sizeType,
      teu,
      carrier: weighted(random, CARRIERS)?.[0] ?? null,
      booking: null,
      seal: null,
    };
  };
}

/** One of several rows by the share in its last column; undefined in what the shares leave. */
export function weighted<Row extends readonly [...unknown[], number]>(
  random: Random,
  rows: readonly Row[],
): Row | undefined {
  let left = random.next();
  for (const row of rows) {
    left -= row.at(-1) as number;
    if (left < 0) return row;
  }
  return undefined;
}

/** ISO 6346: letters count up from 10 without multiples of 11, position i weighs 2^i, remainder 10 is written 0. */
export function checkDigitOf(number: string): number {
  let sum = 0;
  for (let at = 0; at < 10; at += 1) {
    const code = number.charCodeAt(at);
    const value = code < 65 ? code - 48 : LETTERS.indexOf(String.fromCharCode(code));
    sum += value * 2 ** at;
  }
  return (sum % 11) % 10;
}

const LETTERS: readonly string[] = (() => {
  const letters: string[] = [];
  let value = 10;
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
    if (value % 11 === 0) value += 1;
    letters[value] = letter;
    value += 1;
  }
  return letters;
})();

/** An IMO number: six digits weighted 7 to 2 give the seventh. */
export function imoOf(number: number): string {
  const digits = String(900_000 + (number % 90_000));
  let sum = 0;
  for (let at = 0; at < 6; at += 1) sum += Number(digits[at]) * (7 - at);
  return `${digits}${sum % 10}`;
}
