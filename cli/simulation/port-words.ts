import type { SimulatedDelivery, SimulatedPort } from '@landbridge/producers';

/** What the thread of the simulated port is told at its start. */
export type PortOrder = {
  readonly options: PortOptions;
  readonly referenceFolder: string | undefined;
};

/** Options of the simulated port that can be sent to a thread. */
export type PortOptions = {
  readonly day?: string;
  readonly days?: number;
  readonly seed?: number;
  readonly scale?: number;
  readonly historyDays?: number;
  readonly disturb?: 'none' | 'all' | Readonly<Record<string, number>>;
};

/** What it says: deliveries, in order, and at the end what disturbed them. */
export type PortWord =
  | { readonly deliveries: readonly SimulatedDelivery[] }
  | { readonly absorbed: SimulatedPort['absorbed'] };

/** Bytes of deliveries that are sent, and made durable, together. */
export const BYTES_TOGETHER = 1 << 20;
/** Messages the port may be ahead of the pipeline. */
export const SENT_AHEAD_MAX = 4;
