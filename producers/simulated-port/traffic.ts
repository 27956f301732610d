import type { Segment } from '@landbridge/infra';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import type { Settings } from './options.ts';
import { hashOf, randomOf, shareOf } from './random.ts';

/** Something on the road that slows it down for a while. */
export type Incident = {
  readonly id: string;
  readonly segment: string;
  readonly kind: 'ACCIDENT' | 'WORKS' | 'CLOSURE' | 'FLOOD' | 'OTHER';
  readonly fromMs: number;
  readonly untilMs: number;
  /** When it is made known. */
  readonly knownAt: number;
  /** What is left of the speed. */
  readonly factor: number;
};

export type Traffic = {
  /** Mean speed on a segment in the two minutes that hold a time, km/h, to a tenth. */
  speedKmh(segment: Segment, atMs: number): number;
  readonly incidents: readonly Incident[];
};

/** Traffic on a segment is the same for so long. */
const STEP_MS = 2 * MINUTE_MS;
/** Incidents on the corridor roads in a day. */
const INCIDENTS_PER_DAY = 30;
/** Share of them on the roads that fill up. */
const BUSY_SHARE = 0.7;
/** A closure takes a lane: trucks still drive there, since their drivers know no other way. */
const KINDS = ['ACCIDENT', 'ACCIDENT', 'ACCIDENT', 'WORKS', 'CLOSURE', 'FLOOD', 'OTHER'] as const;
const SLOWEST_KMH = 4;
/** Roads that fill up: the eastern ring, the port's expressways and what leads to the gates. */
const BUSY_ROADS = ['G1504', 'S20', 'S1', 'Taishan Road', 'Port Road', 'Beilun link', 'G9211'];

/**
 * Speeds by a formula, without state: free flow, less the morning and afternoon peaks as deep as the segment knows
 * them, less incidents, with a little noise of each two minutes. Anybody may look up any moment in any order.
 */
export function trafficOf(settings: Settings): Traffic {
  const { seed } = settings;
  const incidents = incidentsOf(settings);
  const bySegment = Map.groupBy(incidents, ({ segment }) => segment);
  const tempers = new Map(
    settings.reference.segments.map((segment) => [
      segment,
      { ...temperOf(seed, segment), incidents: bySegment.get(segment.id) },
    ]),
  );
  const peaks = Float64Array.from({ length: BINS }, (_, bin) => peakAt((bin * 24) / BINS));
  return {
    incidents,
    speedKmh(segment, atMs) {
      const temper = tempers.get(segment);
      if (temper === undefined) return segment.freeFlowKmh;
      const bin = Math.floor(atMs / STEP_MS);
      const peak = peaks[(bin + LOCAL_BINS - temper.lagBins) % BINS] ?? 0;
      const noise = 0.92 + 0.12 * shareOf(seed, temper.salt, bin);
      let factor = (1 - temper.depth * peak) * noise;
      for (const incident of temper.incidents ?? []) {
        if (atMs >= incident.fromMs && atMs < incident.untilMs) factor *= incident.factor;
      }
      return Math.max(SLOWEST_KMH, Math.round(segment.freeFlowKmh * factor * 10) / 10);
    },
  };
}

const BINS = DAY_MS / STEP_MS;
/** Eight hours ahead of UTC. */
const LOCAL_BINS = (8 * HOUR_MS) / STEP_MS;

/** Congestion over the day, 0 to 1: peaks about half past nine and half past four, some of it in between. */
function peakAt(hour: number): number {
  const morning = Math.exp(-(((hour - 9.5) / 1.5) ** 2));
  const afternoon = Math.exp(-(((hour - 16.5) / 1.3) ** 2));
  const daytime = hour > 7 && hour < 20 ? 0.2 : 0;
  return Math.min(1, daytime + 0.8 * Math.max(morning, afternoon));
}

/** How a segment takes traffic: how deep its peaks go, and how many readings later than elsewhere they come. */
function temperOf(seed: number, segment: Segment) {
  const salt = hashOf(seed, segment.id);
  const random = randomOf(seed, `depth ${segment.id}`);
  const busy = BUSY_ROADS.includes(segment.road) || segment.road.endsWith('access');
  const depth = busy ? random.between(0.2, 0.65) : random.between(0, 0.3);
  return { depth, lagBins: random.whole(-12, 12), salt };
}

function incidentsOf({ seed, reference, fromMs, untilMs }: Settings): Incident[] {
  const incidents: Incident[] = [];
  const roads = reference.segments.filter(({ road }) => !road.endsWith('access'));
  const busy = roads.filter(({ road }) => BUSY_ROADS.includes(road));
  for (let dayMs = fromMs; dayMs < untilMs; dayMs += DAY_MS) {
    const random = randomOf(seed, `incidents ${dayMs}`);
    for (let number = 1; number <= INCIDENTS_PER_DAY; number += 1) {
      const fromMs = dayMs + Math.round(random.between(1, 22) * HOUR_MS);
      const lasts = random.around(50 * MINUTE_MS, 0.5);
      incidents.push({
        id: `incident-${Math.round((dayMs + 8 * HOUR_MS) / DAY_MS)}-${number}`,
        segment: random.pick(random.chance(BUSY_SHARE) ? busy : roads).id,
        kind: random.pick(KINDS),
        fromMs,
        untilMs: Math.round(fromMs + Math.min(lasts, 3 * HOUR_MS)),
        knownAt: Math.round(fromMs + random.between(2, 8) * MINUTE_MS),
        factor: random.between(0.12, 0.45),
      });
    }
  }
  return incidents.sort((one, other) => one.knownAt - other.knownAt);
}
