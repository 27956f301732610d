import type { Append } from '@landbridge/infra';
import type { IngestionCounts, SimulatedDelivery } from '@landbridge/producers';

/** What the thread that ingests is told at its start. */
export type IngestionOrder = {
  readonly referenceFolder: string | undefined;
  readonly partitions: number;
  /** What its clock shows before the first delivery, epoch milliseconds. */
  readonly fromMs: number;
};

/** What it is told: deliveries that arrived together, and what became of its last append. */
export type WordToIngestion =
  | { readonly deliveries: readonly SimulatedDelivery[] }
  | { readonly append: 'durable' | 'full' };

/** What it says: records for the log, one append at a time; and after each set of deliveries, now durable, its counts. */
export type WordFromIngestion =
  | { readonly appends: readonly Append[] }
  | { readonly taken: IngestionCounts };

/** Sets of deliveries that are sent and not durable yet. */
export const TAKEN_AHEAD_MAX = 4;
