import { alongLine, distanceM, headingDeg, lineLengthM, moved } from '../geo.ts';
import type { Point, Segment } from '../reference.ts';
import { NODES, ROADS, type Road } from './network.ts';

/** Longest segment: a feed that speaks of more than a few kilometres at once says little. */
const LENGTH_MAX_M = 3_600;
/** Metres between the points of a drawn line. */
const STEP_M = 300;
/** Metres from the middle of the road to the middle of one carriageway: people drive on the right. */
const ASIDE_M = { EXPRESSWAY: 12, ARTERIAL: 8, SECONDARY: 6 } as const;

/** The directed segments of the sketch, in the order of its roads. */
export function drawRoads(): Segment[] {
  const segments: Segment[] = [];
  const pieces = new Map<string, number>();
  for (const road of ROADS) {
    for (const piece of piecesOf(road)) {
      const number = (pieces.get(road.road) ?? 0) + 1;
      pieces.set(road.road, number);
      const id = `${road.road.replaceAll(' ', '-')}-${String(number).padStart(2, '0')}`;
      segments.push(segmentOf(road, piece, road.oneWay ? id : `${id}-a`));
      if (road.oneWay) continue;
      const back = { from: piece.to, to: piece.from, line: piece.line.toReversed() };
      segments.push(segmentOf(road, back, `${id}-b`));
    }
  }
  return segments;
}

/** The GeoJSON of the roads: one feature a line, so that a change shows as one line. */
export function roadsGeoJson(): string {
  const features = drawRoads().map(({ line, ...properties }) =>
    JSON.stringify({
      type: 'Feature',
      properties,
      geometry: { type: 'LineString', coordinates: line },
    }),
  );
  const about = 'Approximate: sketched by hand, not surveyed; not for navigation.';
  return `{"type":"FeatureCollection","name":"Ningbo port corridors","description":"${about}","features":[\n${features.join(',\n')}\n]}\n`;
}

type Piece = { from: string; to: string; line: Point[] };

function piecesOf(road: Road): Piece[] {
  const curve = curveThrough(road.course.map((stop) => pointOf(stop)));
  const pieces: Piece[] = [];
  let line: Point[] = [];
  let from = '';
  for (const [index, stop] of road.course.entries()) {
    line.push(...(index === 0 ? [pointOf(stop)] : (curve[index - 1] ?? [])));
    if (typeof stop !== 'string') continue;
    if (index > 0) pieces.push(...cut({ from, to: stop, line }, road));
    from = stop;
    line = [pointOf(stop)];
  }
  return pieces;
}

/** Cuts a stretch between two nodes into equal pieces no longer than the maximum. */
function cut({ from, to, line }: Piece, road: Road): Piece[] {
  const length = lineLengthM(line);
  const count = Math.ceil(length / LENGTH_MAX_M);
  const name = (at: number) =>
    at === 0 ? from : at === count ? to : `${road.road}/${from}/${to}/${at}`;
  return Array.from({ length: count }, (_, at) => ({
    from: name(at),
    to: name(at + 1),
    line: stretch(line, { fromM: (length * at) / count, toM: (length * (at + 1)) / count }),
  }));
}

function stretch(line: Point[], { fromM, toM }: { fromM: number; toM: number }): Point[] {
  const steps = Math.max(2, Math.round((toM - fromM) / STEP_M));
  return Array.from(
    { length: steps + 1 },
    (_, at) => alongLine(line, fromM + ((toM - fromM) * at) / steps).point,
  );
}

function segmentOf(road: Road, { from, to, line }: Piece, id: string): Segment {
  const shifted = aside(line, ASIDE_M[road.class]);
  return {
    id,
    road: road.road,
    lengthM: Math.round(lineLengthM(shifted)),
    limitKmh: road.limitKmh,
    freeFlowKmh: road.freeFlowKmh,
    class: road.class,
    fromNode: from,
    toNode: to,
    line: shifted,
  };
}

function aside(line: readonly Point[], metres: number): Point[] {
  return line.map((point, at) => {
    const from = line[Math.max(0, at - 1)] as Point;
    const to = line[Math.min(line.length - 1, at + 1)] as Point;
    const right = ((headingDeg({ from, to }) + 90) * Math.PI) / 180;
    const [lon, lat] = moved(point, {
      eastM: metres * Math.sin(right),
      northM: metres * Math.cos(right),
    });
    return [Number(lon.toFixed(5)), Number(lat.toFixed(5))];
  });
}

/** A Catmull-Rom curve through points: for each stretch its points but the first, about every hundred metres. */
function curveThrough(points: readonly Point[]): Point[][] {
  const at = (index: number) => points[Math.min(points.length - 1, Math.max(0, index))] as Point;
  return points.slice(1).map((to, index) => {
    const from = at(index);
    const steps = Math.max(4, Math.round(distanceM(from, to) / 100));
    return Array.from({ length: steps }, (_, step) =>
      between(at(index - 1), from, to, at(index + 2), (step + 1) / steps),
    );
  });
}

function between(before: Point, from: Point, to: Point, after: Point, t: number): Point {
  const blend = (p: number, a: number, b: number, q: number) =>
    a + 0.5 * t * (b - p + t * (2 * p - 5 * a + 4 * b - q + t * (3 * (a - b) + q - p)));
  return [blend(before[0], from[0], to[0], after[0]), blend(before[1], from[1], to[1], after[1])];
}

function pointOf(stop: string | Point): Point {
  if (typeof stop !== 'string') return stop;
  const point = NODES[stop];
  if (point === undefined) throw new Error(`The sketch has no node ${stop}.`);
  return point;
}

if (import.meta.main) process.stdout.write(roadsGeoJson());
