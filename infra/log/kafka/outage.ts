/** A broker that is restarted is away for some seconds: nobody is told of that. */
const TOLD_AFTER_MS = 10_000;

/** What a process has not been able to do for long, and tries for as long as it takes. */
export type Outage = {
  readonly doing: string;
  /** What it fails of; undefined where it works again. */
  readonly error: unknown;
};

/** Tells once of what fails for long, and once when that is over. */
export class OutageWatch {
  readonly #doing: string;
  readonly #tell: (outage: Outage) => void;
  readonly #nowMs: () => number;
  #sinceMs: number | undefined;
  #isTold = false;

  constructor(
    doing: string,
    tell: (outage: Outage) => void = () => undefined,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#doing = doing;
    this.#tell = tell;
    this.#nowMs = nowMs;
  }

  failed(error: unknown): void {
    this.#sinceMs ??= this.#nowMs();
    if (this.#isTold || this.#nowMs() - this.#sinceMs < TOLD_AFTER_MS) return;
    this.#isTold = true;
    this.#tell({ doing: this.#doing, error });
  }

  worked(): void {
    if (this.#isTold) this.#tell({ doing: this.#doing, error: undefined });
    this.#isTold = false;
    this.#sinceMs = undefined;
  }
}
