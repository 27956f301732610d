import type { Append } from '@landbridge/infra';
import type { IngestionCounts, SimulatedDelivery } from '@landbridge/producers';

/** What the thread that ingests is told at its start. */
export type IngestionOrder = {
  readonly referenceFolder: string | undefined;
  readonly partitions: number;
  /** What its clock shows before the first delivery, epoch milliseconds. */
  readonly fromMs: number;
};

/** What it is told: deliveries that arrived together, and how many of its appends are durable now. */
export type WordToIngestion =
  | { readonly deliveries: readonly SimulatedDelivery[] }
  | { readonly durable: number };

/** What it says: records for the log; and after each set of deliveries its counts, true when all before is durable. */
export type WordFromIngestion =
  | { readonly appends: readonly Append[] }
  | { readonly taken: IngestionCounts };

/** Appends that are on their way and not durable yet. */
export const APPENDS_AHEAD_MAX = 8;

/** Sets of deliveries that are sent and not taken yet. */
export const TAKEN_AHEAD_MAX = 4;
