import type { Reference } from '@landbridge/infra';
import {
  type SimulatedDelivery,
  type SimulationOptions,
  simulatedPort,
} from '@landbridge/producers';

/** Which day is told, and how. */
export type Telling = {
  readonly seed: number;
  readonly disturb: NonNullable<SimulationOptions['disturb']>;
  /** Whole feeds one after another, the last of the alphabet first, in place of the order of arrival. */
  readonly feedByFeed: boolean;
};

/** A port of two dozen trucks and some days of history: history longer than `holdMs` could be let go feed by feed. */
const SMALL = { scale: 0.05, historyDays: 5, trafficIntervalMs: 1_800_000 } as const;

/** All the disturbances after which the same facts remain, each more often than in any port. */
export const HARMLESS = {
  disorder: 0.3,
  duplicates: 0.15,
  corrections: 0.15,
  retractions: 0.08,
  backfill: 0.2,
} as const;
/** After these facts are missing. */
export const LOSSES = { outages: 0.1, broken: 0.02 } as const;

export function smallDay(
  { seed, disturb }: Pick<Telling, 'seed' | 'disturb'>,
  reference: Reference,
) {
  return simulatedPort({ ...SMALL, reference, seed, disturb });
}

/** Deliveries that are told in one breath, and made durable together. */
export type Breath = {
  /** Number of the first delivery that is not part of it. */
  readonly next: number;
  readonly nowMs: number;
  readonly deliveries: readonly SimulatedDelivery[];
  /** Whether a feed ends with it, where they come one by one. */
  readonly endsFeed: boolean;
};

const BREATH_BYTES = 64 << 10;

/** The day in breaths, each at the time of its last delivery: nothing in it was told before it was recorded. */
export function* breathsOf(telling: Telling, reference: Reference): Generator<Breath> {
  const port = smallDay(telling, reference);
  const told = telling.feedByFeed ? byFeed(port.deliveries) : port.deliveries;
  let deliveries: SimulatedDelivery[] = [];
  let [next, nowMs, bytes] = [0, port.historyFromMs, 0];
  let feed: string | undefined;
  for (const delivery of told) {
    const endsFeed = telling.feedByFeed && feed !== undefined && feed !== delivery.feed;
    if (bytes >= BREATH_BYTES || endsFeed) {
      yield { next, nowMs, deliveries, endsFeed };
      deliveries = [];
      bytes = 0;
    }
    feed = delivery.feed;
    nowMs = Math.max(nowMs, delivery.atMs);
    bytes += delivery.bytes.length;
    deliveries.push(delivery);
    next += 1;
  }
  yield { next, nowMs, deliveries, endsFeed: true };
}

function byFeed(deliveries: Iterable<SimulatedDelivery>): SimulatedDelivery[] {
  return [...deliveries].sort((one, other) =>
    one.feed === other.feed ? 0 : one.feed < other.feed ? 1 : -1,
  );
}
