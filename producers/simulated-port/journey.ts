import { moved, type Point, type Segment } from '@landbridge/infra';
import { MINUTE_MS } from '@landbridge/schemas';
import { lineTrackOf } from './line-track.ts';
import { sayPositions, type Whereabouts } from './positions.ts';
import type { Truck } from './truck.ts';
import type { Story, World } from './world.ts';

/** One segment of a journey as it was driven. */
type Hop = {
  readonly segment: Segment;
  readonly enteredAt: number;
  readonly leftAt: number;
  /** Time in motion on the segment before a queue begins. */
  readonly drivingMs: number;
  /** A rest beside the road: after so many metres, for so long. */
  readonly restAtM: number;
  readonly restMs: number;
  /** Metres after which the queue before a gate begins; the length where there is none. */
  readonly queueFromM: number;
};

/** Metres of road before a gate where trucks queue: the queue geofence lies over them. */
const QUEUE_M = 620;
/** Median time in the queue at a quiet hour. */
const QUEUE_MEDIAN_MS = 8 * MINUTE_MS;
/** Journeys longer than this have a driver's rest now and then. */
const LONG_KM = 45;
const REST_SHARE = 0.08;
/** Metres from the road to where drivers rest: a service area, off the carriageway. */
const ASIDE_M = 110;

/** Drives to a node; into a terminal (`ID.in`) through the queue before its gate. The truck then stands there. */
export function* driveTo(world: World, truck: Truck, node: string): Story {
  const departAt = world.now();
  const fromNode = truck.node;
  if (fromNode === node) return;
  const hops = drive(world, truck, node);
  const arriveAt = hops.at(-1)?.leftAt ?? departAt;
  world.drove({
    topic: 'path',
    plate: truck.plateKey,
    fromNode,
    toNode: node,
    departAt,
    arriveAt,
    containers: truck.boxes.map(({ container }) => container),
    hops: hops.map(({ segment, enteredAt, leftAt }) => ({
      segment: segment.id,
      enteredAt,
      leftAt,
    })),
  });
  yield* sayPositions(world, truck, {
    fromMs: departAt,
    untilMs: arriveAt,
    where: whereOn(hops),
  });
  truck.node = node;
  truck.spot = hops.at(-1)?.segment.line.at(-1) ?? truck.spot;
  yield arriveAt;
}

/** Stands at a point, or moves to it at walking pace and stands there. */
export function* stayAt(
  world: World,
  truck: Truck,
  stay: { point: Point; untilMs: number },
): Story {
  const fromMs = world.now();
  const from = truck.spot;
  const manoeuvreMs = Math.min(2 * MINUTE_MS, (stay.untilMs - fromMs) / 3);
  const where: Whereabouts = { lon: 0, lat: 0, speedKmh: 0, headingDeg: 0, standing: true };
  yield* sayPositions(world, truck, {
    fromMs,
    untilMs: stay.untilMs,
    where: (atMs) => {
      const share = Math.min(1, (atMs - fromMs) / manoeuvreMs);
      where.lon = from[0] + (stay.point[0] - from[0]) * share;
      where.lat = from[1] + (stay.point[1] - from[1]) * share;
      where.standing = share === 1;
      where.speedKmh = share === 1 ? 0 : 12;
      return where;
    },
  });
  truck.spot = stay.point;
  yield stay.untilMs;
}

/** About how long a journey takes, for those who plan it, milliseconds. */
export function plannedMs(world: World, way: { from: string; to: string }): number {
  return way.from === way.to ? 0 : world.route(way.from, way.to).freeFlowMs * 1.25;
}

function drive(world: World, truck: Truck, node: string): Hop[] {
  const { segments } = world.route(truck.node, node);
  const { random, traffic } = world;
  const lengthM = segments.reduce((sum, segment) => sum + segment.lengthM, 0);
  const rests = lengthM > LONG_KM * 1000 && random.chance(REST_SHARE);
  const restIndex = rests ? random.whole(2, segments.length - 3) : -1;
  const hops: Hop[] = [];
  let atMs = world.now();
  for (const [index, segment] of segments.entries()) {
    const own = segment.freeFlowKmh * truck.pace * random.between(0.97, 1.03);
    const flow = traffic.speedKmh(segment, atMs) * random.between(0.95, 1.05);
    const queues = index === segments.length - 1 && node.endsWith('.in');
    const queueFromM = queues ? segment.lengthM - QUEUE_M : segment.lengthM;
    const drivingMs = Math.round((queueFromM / Math.min(own, flow)) * 3_600);
    const restMs = index === restIndex ? Math.round(random.between(18, 35) * MINUTE_MS) : 0;
    const queueMs = queues ? queueMsAt(world, atMs + drivingMs) : 0;
    const leftAt = atMs + drivingMs + restMs + queueMs;
    const restAtM = segment.lengthM / 2;
    hops.push({ segment, enteredAt: atMs, leftAt, drivingMs, restAtM, restMs, queueFromM });
    atMs = leftAt;
  }
  return hops;
}

/** Queues are longest in the late morning and the afternoon; now and then a gate stalls for an hour. */
function queueMsAt({ random }: World, atMs: number): number {
  const hour = ((atMs / (60 * MINUTE_MS) + 8) % 24) | 0;
  const busy = hour >= 9 && hour <= 17 ? 1.9 : hour >= 6 && hour <= 21 ? 1.3 : 0.7;
  const stalls = random.chance(0.015) ? 4 : 1;
  const waits = random.around(QUEUE_MEDIAN_MS * busy * stalls, 0.55);
  return Math.round(Math.min(3 * 60 * MINUTE_MS, Math.max(1.5 * MINUTE_MS, waits)));
}

/** Where on its journey a truck is at a time; times must not go back. */
function whereOn(hops: readonly Hop[]): (atMs: number) => Whereabouts {
  const where: Whereabouts = { lon: 0, lat: 0, speedKmh: 0, headingDeg: 0, standing: false };
  let index = 0;
  return (atMs) => {
    while (index < hops.length - 1 && atMs >= (hops[index] as Hop).leftAt) index += 1;
    const hop = hops[index] as Hop;
    const { segment, drivingMs, restMs, restAtM, queueFromM } = hop;
    const sinceMs = atMs - hop.enteredAt;
    const metresPerMs = queueFromM / drivingMs;
    const untilRestMs = restAtM / metresPerMs;
    const resting = restMs > 0 && sinceMs >= untilRestMs && sinceMs < untilRestMs + restMs;
    const movedMs =
      sinceMs -
      (restMs > 0 && sinceMs >= untilRestMs ? Math.min(restMs, sinceMs - untilRestMs) : 0);
    const queueing = movedMs > drivingMs;
    const queueMs = hop.leftAt - hop.enteredAt - drivingMs - restMs;
    const offsetM = queueing
      ? queueFromM + ((movedMs - drivingMs) / queueMs) * (segment.lengthM - queueFromM)
      : movedMs * metresPerMs;
    lineTrackOf(segment)(offsetM, where);
    where.standing = resting || queueing;
    where.speedKmh = where.standing ? 0 : metresPerMs * 3_600;
    if (resting) asideOf(where);
    return where;
  };
}

function asideOf(where: Whereabouts): void {
  const right = ((where.headingDeg + 90) * Math.PI) / 180;
  const [lon, lat] = moved([where.lon, where.lat], {
    eastM: ASIDE_M * Math.sin(right),
    northM: ASIDE_M * Math.cos(right),
  });
  where.lon = lon;
  where.lat = lat;
}
