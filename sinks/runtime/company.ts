import type { SinkLimits } from './limits.ts';

export type Arrivals = {
  /** Records that all tables' topics have had so far, the landed ones included. */
  readonly arrived: number;
  /** Records of the table of which most wait. */
  readonly most: number;
};

/** Looks at what has come so often while a record waits as long as it has to, at least. */
const LOOKS = 4;

/**
 * How long records wait for company: an insert has a price of its own, the same for ten rows and for a thousand. A
 * table of which many wait is worth it at any time. The others wait while much comes in, for they are not what fills
 * the machine then, and every insert they are spared is time for the rest.
 */
export class Company {
  /** Between two looks, milliseconds. */
  readonly lookMs: number;
  readonly #limits: SinkLimits;
  #leastMs: number;
  #waitedMs = 0;
  #quietMs = 0;
  #arrived = 0;

  constructor(limits: SinkLimits) {
    this.#limits = limits;
    this.#leastMs = limits.ageMs;
    this.lookMs = Math.ceil(limits.ageMs / LOOKS);
  }

  /** Whether records wait, or may. */
  get isWaiting(): boolean {
    return this.#waitedMs > 0;
  }

  /** All that waits is taken. */
  taken(): void {
    this.#waitedMs = 0;
    this.#quietMs = 0;
  }

  /** Taking all and landing it took so long: the longer, the longer the next ones wait, so that small rounds stay rare. */
  took(roundMs: number): void {
    const { ageMs, ageMaxMs } = this.#limits;
    this.#leastMs = Math.min(ageMaxMs, Math.max(ageMs, roundMs * 2));
  }

  /** One look later: how many records of a table are worth an insert now, or nothing while none is. */
  look({ arrived, most }: Arrivals): number | undefined {
    const { ageMs, ageMaxMs, fewRecords, manyRecords } = this.#limits;
    const isQuiet = arrived - this.#arrived <= fewRecords;
    this.#arrived = arrived;
    this.#waitedMs += this.lookMs;
    this.#quietMs = isQuiet ? this.#quietMs + this.lookMs : 0;
    const isLongEnough = this.#waitedMs >= this.#leastMs && this.#quietMs >= ageMs;
    if (isLongEnough || this.#waitedMs >= ageMaxMs) return 1;
    return most >= manyRecords ? manyRecords : undefined;
  }
}
