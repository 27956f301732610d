import { boxMaker } from './boxes.ts';
import { type DisturbanceCounts, disturber } from './disturb.ts';
import { type Feeds, openFeeds, type SimulatedDelivery } from './feeds.ts';
import { openHarbour } from './harbour.ts';
import { type Hauling, openHauling } from './hauling.ts';
import { type Settings, type SimulationOptions, settingsOf } from './options.ts';
import { openTraffic } from './say-traffic.ts';
import type { Truth } from './statement.ts';
import { type OpenWorld, openWorld } from './world.ts';

/** A fact of the simulated world, and whether a disturbance kept every statement of it from arriving. */
export type TrueFact = { readonly truth: Truth; readonly lost: boolean };

export type SimulatedPort = {
  /** From when on history is told, when the simulated days begin and end, epoch milliseconds. */
  readonly historyFromMs: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** What arrives, in order of arrival; lived through anew by every reader, and never held whole. */
  readonly deliveries: Iterable<SimulatedDelivery>;
  /** What is true, in no particular order; lived through anew by every reader. */
  readonly truth: Iterable<TrueFact>;
  /** How many statements met each disturbance so far: of the reader of `deliveries` that began last. */
  readonly absorbed: Readonly<DisturbanceCounts>;
};

/**
 * A port from a seed: vessels, boxes, trucks, roads and plants over some days, told by feeds in real wire formats and
 * disturbed on request. The same options give the same bytes; the same seed gives the same facts whatever the
 * disturbances are.
 */
export function simulatedPort(options: SimulationOptions): SimulatedPort {
  const settings = settingsOf(options);
  let absorbed = openRun(settings).counts;

  function* deliveries(): Iterable<SimulatedDelivery> {
    const { world, feeds, counts } = openRun(settings);
    absorbed = counts;
    while (world.step()) yield* feeds.until(world.now());
    yield* feeds.until(Number.POSITIVE_INFINITY);
  }

  function* truth(): Iterable<TrueFact> {
    const facts: TrueFact[] = [];
    const { world, feeds } = openRun(settings, (fact) => facts.push(fact));
    while (world.step()) {
      for (const _ of feeds.until(world.now()));
      yield* facts.splice(0);
    }
    yield* facts.splice(0);
  }

  const { historyFromMs, fromMs, untilMs } = settings;
  return {
    historyFromMs,
    fromMs,
    untilMs,
    deliveries: { [Symbol.iterator]: () => deliveries()[Symbol.iterator]() },
    truth: { [Symbol.iterator]: () => truth()[Symbol.iterator]() },
    get absorbed() {
      return absorbed;
    },
  };
}

/** A world that is about to begin, with its feeds: whoever steps it lives through it. */
export function openRun(
  settings: Settings,
  heard?: (fact: TrueFact) => void,
): { world: OpenWorld; feeds: Feeds; counts: DisturbanceCounts } {
  const feeds = openFeeds({ batched: (atMs) => atMs < settings.fromMs });
  const disturbed = disturber(settings, {
    feeds,
    heard: heard === undefined ? undefined : (truth, lost) => heard({ truth, lost }),
  });
  const world = openWorld(settings, {
    say: disturbed.say,
    drove: (truth) => heard?.({ truth, lost: false }),
  });
  const makeBox = boxMaker(world.random);
  // Vessels bring what trucks fetch, and trucks bring what vessels fetch: each needs the other.
  const harbour = openHarbour(world, { makeBox, hauling: () => hauling });
  const hauling: Hauling = openHauling(world, { harbour, makeBox });
  openTraffic(world);
  return { world, feeds, counts: disturbed.counts };
}
