import type { Segment } from '@landbridge/infra';
import { SECOND_MS } from '@landbridge/schemas';
import { randomOf } from './random.ts';
import { wholeSecond } from './say-lines.ts';
import { isRight } from './statement.ts';
import type { Incident } from './traffic.ts';
import type { World } from './world.ts';

const FEED = 'traffic-city';
/** Share of readings that know a level but no speed. */
const LEVEL_ONLY_SHARE = 0.005;
/** Lower bounds of the levels 1 to 4 in km/h, as Chinese cities publish them; below the last it is 5. */
const LEVELS_KMH = {
  EXPRESSWAY: [65, 50, 35, 20],
  ARTERIAL: [40, 30, 20, 15],
  SECONDARY: [35, 25, 15, 10],
} as const;

/** The city's feed: every segment every two minutes on the simulated days, and incidents as they become known. */
export function openTraffic(world: World): void {
  const { fromMs, trafficIntervalMs } = world.settings;
  const noise = randomOf(world.settings.seed, 'readings');
  const tell = (): void => {
    const recordedAt = world.now() + 75 * SECOND_MS;
    const arriveMs = recordedAt + (5 + 20 * noise.next()) * SECOND_MS;
    for (const segment of world.reference.segments) {
      const levelOnly = noise.next() < LEVEL_ONLY_SHARE;
      const samples = 3 + Math.floor(noise.next() * 40);
      sayCondition(world, segment, { recordedAt, arriveMs, levelOnly, samples });
    }
    world.at(world.now() + trafficIntervalMs, tell);
  };
  world.at(fromMs, tell);
  for (const incident of world.traffic.incidents) {
    world.at(incident.knownAt, () => sayIncident(world, incident, null));
    world.at(incident.untilMs, () => sayIncident(world, incident, incident.untilMs));
  }
}

/** Level 1 (free) to 5 (severe) of a speed on a class of road. */
export function levelOf(speedKmh: number, roadClass: Segment['class']): number {
  const at = LEVELS_KMH[roadClass].findIndex((bound) => speedKmh > bound);
  return at < 0 ? 5 : at + 1;
}

function sayCondition(
  world: World,
  segment: Segment,
  reading: { recordedAt: number; arriveMs: number; levelOnly: boolean; samples: number },
): void {
  const atMs = world.now();
  const { arriveMs, levelOnly, samples } = reading;
  const speed = world.traffic.speedKmh(segment, atMs);
  const textOf = (recordedAt: number, speedKmh: number): string =>
    `{"topic":"traffic.conditions","segment":"${segment.id}","eventTime":${atMs},"recordedAt":${recordedAt}` +
    `,"speedKmh":${levelOnly ? null : speedKmh},"level":${levelOf(speedKmh, segment.class)}` +
    `,"intervalMs":${world.settings.trafficIntervalMs},"samples":${samples}}`;
  world.say({
    feed: FEED,
    atMs,
    recordedAt: reading.recordedAt,
    arriveMs,
    correctable: true,
    withdrawable: false,
    shadow: null,
    truth: () => [{ topic: 'traffic.conditions', feed: FEED, ref: segment.id, atMs }],
    write: (wording) =>
      textOf(wording.recordedAt, isRight(wording) ? speed : Math.round(speed * 5) / 10),
  });
}

/** An incident is stated when it becomes known, and again, under its id, when it is over. */
function sayIncident(world: World, incident: Incident, untilMs: number | null): void {
  const atMs = wholeSecond(incident.knownAt);
  const recordedAt = wholeSecond(world.now() + 20 * SECOND_MS);
  const text = JSON.stringify({
    topic: 'traffic.incidents',
    id: incident.id,
    eventTime: atMs,
    recordedAt,
    incidentId: incident.id,
    segment: incident.segment,
    kind: incident.kind,
    validFrom: wholeSecond(incident.fromMs),
    validUntil: untilMs === null ? null : wholeSecond(untilMs),
    description: `${incident.kind.toLowerCase()} on ${incident.segment}`,
  });
  const arriveMs = recordedAt + 10 * SECOND_MS;
  world.say({
    feed: FEED,
    atMs,
    recordedAt,
    arriveMs,
    correctable: false,
    withdrawable: false,
    shadow: null,
    truth: () => [{ topic: 'traffic.incidents', feed: FEED, ref: incident.id, atMs }],
    write: () => text,
  });
}
