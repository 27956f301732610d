import type { Terminal } from './terminal.ts';

/** Figures of a benchmark as `bench` prints them: shapes that stay. Rates are of source events. */
export type BenchResult = {
  readonly name: string;
  readonly eventsPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  /** Largest resident memory of the whole process, the engine's included. */
  readonly peakRssMb: number;
} & Readonly<Record<string, Figure | Readonly<Record<string, Figure>>>>;

type Figure = string | number | boolean | null;

/** A benchmark: prepares its input before the clock starts, and cleans up after itself. */
export type Bench = {
  readonly name: string;
  readonly about: string;
  run(options: { readonly terminal: Terminal; readonly scale: number }): Promise<BenchResult>;
};
