import type { Point, Reference, Segment } from '@landbridge/infra';

/** A segment made ready for matching: its pieces in flat local metres. */
export type Road = {
  readonly id: string;
  readonly segment: Segment;
  readonly lengthM: number;
  /** Corners, metres east and north of the network's corner. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Metres from the start to each corner, scaled to the segment's stated length. */
  readonly offsets: Float64Array;
  /** Course of the piece that begins at each corner, degrees clockwise from north. */
  readonly headings: Float64Array;
  readonly next: Road[];
};

export type Network = {
  readonly reference: Reference;
  readonly roads: ReadonlyMap<string, Road>;
  readonly west: number;
  readonly south: number;
  readonly metresPerLon: number;
};

/** A fix on a road: how far off, how far along, and the course of the road there. */
export type Projection = {
  readonly road: Road;
  readonly distanceM: number;
  readonly offsetM: number;
  readonly headingDeg: number;
};

export const METRES_PER_DEGREE = 111_195;
const RADIANS = Math.PI / 180;

const networks = new WeakMap<Reference, Network>();

/** The network of a reference snapshot; made once for each, since a snapshot never changes. */
export function networkOf(reference: Reference): Network {
  const known = networks.get(reference);
  if (known !== undefined) return known;
  const network = prepare(reference);
  networks.set(reference, network);
  return network;
}

function prepare(reference: Reference): Network {
  const points = reference.segments.flatMap(({ line }) => line);
  const west = points.reduce((least, [lon]) => Math.min(least, lon), 180);
  const south = points.reduce((least, [, lat]) => Math.min(least, lat), 90);
  const north = points.reduce((most, [, lat]) => Math.max(most, lat), -90);
  const metresPerLon = METRES_PER_DEGREE * Math.cos(((south + north) / 2) * RADIANS);
  const plane = { west, south, metresPerLon };
  const roads = new Map(reference.segments.map((segment) => [segment.id, roadOf(segment, plane)]));
  for (const road of roads.values()) {
    for (const segment of reference.after(road.segment)) {
      const next = roads.get(segment.id);
      if (next !== undefined) road.next.push(next);
    }
  }
  return { reference, roads, ...plane };
}

type Plane = Pick<Network, 'west' | 'south' | 'metresPerLon'>;

function roadOf(segment: Segment, plane: Plane): Road {
  const count = segment.line.length;
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  const offsets = new Float64Array(count);
  const headings = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const [lon, lat] = segment.line[at] as Point;
    xs[at] = (lon - plane.west) * plane.metresPerLon;
    ys[at] = (lat - plane.south) * METRES_PER_DEGREE;
    if (at === 0) continue;
    const dx = (xs[at] as number) - (xs[at - 1] as number);
    const dy = (ys[at] as number) - (ys[at - 1] as number);
    offsets[at] = (offsets[at - 1] as number) + Math.sqrt(dx * dx + dy * dy);
    headings[at - 1] = (Math.atan2(dx, dy) / RADIANS + 360) % 360;
  }
  const scale = segment.lengthM / (offsets[count - 1] || 1);
  for (let at = 0; at < count; at += 1) offsets[at] = (offsets[at] as number) * scale;
  const { id, lengthM } = segment;
  return { id, segment, lengthM, xs, ys, offsets, headings, next: [] };
}

/** The point of a road nearest to a point of the plane. */
export function project(road: Road, x: number, y: number): Projection {
  const { xs, ys, offsets } = road;
  let nearest = Number.POSITIVE_INFINITY;
  let piece = 0;
  let share = 0;
  for (let at = 1; at < xs.length; at += 1) {
    const ax = xs[at - 1] as number;
    const ay = ys[at - 1] as number;
    const dx = (xs[at] as number) - ax;
    const dy = (ys[at] as number) - ay;
    const square = dx * dx + dy * dy;
    const along = square === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / square;
    const part = along <= 0 ? 0 : along >= 1 ? 1 : along;
    const ex = x - ax - dx * part;
    const ey = y - ay - dy * part;
    const away = ex * ex + ey * ey;
    if (away < nearest) {
      nearest = away;
      piece = at - 1;
      share = part;
    }
  }
  const from = offsets[piece] as number;
  return {
    road,
    distanceM: Math.sqrt(nearest),
    offsetM: from + share * ((offsets[piece + 1] as number) - from),
    headingDeg: road.headings[piece] as number,
  };
}

/** A road that can be reached: how far its start lies from where the search began, and the way there. */
export type Reached = {
  readonly road: Road;
  readonly startM: number;
  readonly turned: boolean;
  readonly via: Reached | null;
};

/** Roads that one search looks at: a bound for dense networks and long gaps. */
const ROADS_MAX = 2_000;

/**
 * Visits the roads that begin within so many metres beyond the end of a road, nearest first. A visit answers how far
 * it is worth going on, which ends most searches after a few roads.
 */
export function visitReachable(
  from: Road,
  way: { remainingM: number; withinM: number },
  visit: (reached: Reached) => number,
): void {
  const settled = new Set([from]);
  const open: Reached[] = [];
  let { withinM } = way;
  let at: Reached = { road: from, startM: way.remainingM - from.lengthM, turned: false, via: null };
  while (settled.size < ROADS_MAX) {
    const endM = at.startM + at.road.lengthM;
    if (endM <= withinM) {
      for (const road of at.road.next) {
        if (settled.has(road)) continue;
        open.push({ road, startM: endM, turned: isTurn(at.road, road), via: at });
      }
    }
    const nearest = takeNearest(open, settled);
    if (nearest === undefined || nearest.startM > withinM) return;
    settled.add(nearest.road);
    withinM = Math.min(withinM, visit(nearest));
    at = nearest;
  }
}

function takeNearest(open: Reached[], settled: ReadonlySet<Road>): Reached | undefined {
  for (;;) {
    let best = -1;
    for (let at = 0; at < open.length; at += 1) {
      if (best < 0 || (open[at] as Reached).startM < (open[best] as Reached).startM) best = at;
    }
    const taken = open[best];
    if (taken === undefined) return undefined;
    open[best] = open.at(-1) as Reached;
    open.pop();
    if (!settled.has(taken.road)) return taken;
  }
}

function isTurn(from: Road, to: Road): boolean {
  return from.segment.fromNode === to.segment.toNode && from.segment.toNode === to.segment.fromNode;
}

/** Metres between two positions; good for the distances a truck drives between two fixes. */
export function metresBetween(
  one: { lat: number; lon: number },
  other: { lat: number; lon: number },
): number {
  const dx = (one.lon - other.lon) * Math.cos(((one.lat + other.lat) / 2) * RADIANS);
  const dy = one.lat - other.lat;
  return Math.sqrt(dx * dx + dy * dy) * METRES_PER_DEGREE;
}
