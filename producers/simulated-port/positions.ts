import { MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import { type Random, randomOf } from './random.ts';
import { isShadowed, shadowOf } from './shadow.ts';
import type { Truck } from './truck.ts';
import type { Story, World } from './world.ts';

export type Whereabouts = {
  lon: number;
  lat: number;
  speedKmh: number;
  headingDeg: number;
  standing: boolean;
};

/** How often a terminal reports. */
const EVERY_MS = 30 * SECOND_MS;
/** Deviation of a fix, degrees of latitude (about 10 m each way, 15 m in all) and of longitude at Ningbo. */
const NOISE_LAT = 10.5 / 111_195;
const NOISE_LON = 10.5 / 96_400;
/** Share of positions without a valid fix. */
const NO_FIX_SHARE = 0.004;

const noises = new WeakMap<World, Random>();

/** Positions are made so far ahead at most: most of them die young, which garbage collection likes. */
const AHEAD_MS = 4 * MINUTE_MS;

/** States a truck's positions over a time; nothing before the simulated days, which history does not have. */
export function* sayPositions(
  world: World,
  truck: Truck,
  over: { fromMs: number; untilMs: number; where: (atMs: number) => Whereabouts },
): Story {
  const { settings } = world;
  const fromMs = Math.max(over.fromMs, settings.fromMs);
  const untilMs = Math.min(over.untilMs, settings.untilMs);
  const first = Math.ceil((fromMs - truck.phaseMs) / EVERY_MS) * EVERY_MS + truck.phaseMs;
  // Noise has a chance of its own, so that the world is the same with and without positions.
  const noise = noiseOf(world);
  for (let atMs = first; atMs < untilMs; atMs += EVERY_MS) {
    if (atMs - world.now() > AHEAD_MS) yield atMs;
    sayPosition(world, truck, { atMs, where: over.where(atMs), noise });
  }
}

function noiseOf(world: World): Random {
  const known = noises.get(world);
  if (known !== undefined) return known;
  const noise = randomOf(world.settings.seed, 'noise');
  noises.set(world, noise);
  return noise;
}

function sayPosition(
  world: World,
  truck: Truck,
  { atMs, where, noise }: { atMs: number; where: Whereabouts; noise: Random },
): void {
  const calm = where.standing ? 0.4 : 1;
  const fixed = noise.next() >= NO_FIX_SHARE;
  const lat = fixed ? where.lat + noise.normal() * NOISE_LAT * calm : 0;
  const lon = fixed ? where.lon + noise.normal() * NOISE_LON * calm : 0;
  const speed = where.standing ? 0 : Math.max(0, where.speedKmh * (0.97 + 0.06 * noise.next()));
  const heading = Math.round(where.headingDeg + 360 + (noise.next() - 0.5) * 10) % 360;
  const shadow = shadowOf(truck.salt, atMs);
  const backfilled = isShadowed(shadow) ? ',"backfilled":true' : '';
  // Written by hand: half a million of them a day.
  const text =
    `{"topic":"truck.positions","plate":"${truck.plateKey}","eventTime":${atMs},"recordedAt":${atMs}` +
    `,"lat":${lat.toFixed(6)},"lon":${lon.toFixed(6)},"speedKmh":${Math.round(speed * 10) / 10}` +
    `,"headingDeg":${heading},"fixValid":${fixed},"crsText":"WGS84"${backfilled}}`;
  world.say({
    feed: truck.feed,
    atMs,
    recordedAt: atMs,
    arriveMs: atMs + (2 + 10 * noise.next()) * SECOND_MS,
    correctable: false,
    withdrawable: false,
    shadow,
    truth: () => [{ topic: 'truck.positions', feed: truck.feed, ref: truck.plateKey, atMs }],
    write: () => text,
  });
}
