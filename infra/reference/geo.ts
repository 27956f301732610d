import type { Point } from './reference.ts';

/** Mean radius of the earth, metres (IUGG). */
const EARTH_RADIUS_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Metres of one degree of latitude. */
export const METRES_PER_DEGREE: number = EARTH_RADIUS_M * RADIANS;

/** Metres between two points, by the equirectangular projection at their middle: within 0.1 % below 100 km. */
export function distanceM(from: Point, to: Point): number {
  const dx = (to[0] - from[0]) * Math.cos(((from[1] + to[1]) / 2) * RADIANS);
  return Math.hypot(dx, to[1] - from[1]) * METRES_PER_DEGREE;
}

/** Course from one point to another, degrees clockwise from north, 0 up to 360. */
export function headingDeg({ from, to }: { from: Point; to: Point }): number {
  const dx = (to[0] - from[0]) * Math.cos(((from[1] + to[1]) / 2) * RADIANS);
  const degrees = Math.atan2(dx, to[1] - from[1]) / RADIANS;
  return degrees < 0 ? degrees + 360 : degrees;
}

/** The smaller angle between two courses, 0 to 180 degrees. */
export function turnDeg(one: number, other: number): number {
  const turn = Math.abs(one - other) % 360;
  return turn > 180 ? 360 - turn : turn;
}

/** The point so many metres east and north of another. */
export function moved(point: Point, by: { eastM: number; northM: number }): Point {
  const lat = point[1] + by.northM / METRES_PER_DEGREE;
  return [point[0] + by.eastM / (METRES_PER_DEGREE * Math.cos(lat * RADIANS)), lat];
}

/** Length of a line, metres. */
export function lineLengthM(line: readonly Point[]): number {
  let length = 0;
  for (let at = 1; at < line.length; at += 1) {
    length += distanceM(line[at - 1] as Point, line[at] as Point);
  }
  return length;
}

/** The point of a line so many metres from its start, and the course there; beyond its ends, the end. */
export function alongLine(
  line: readonly Point[],
  offsetM: number,
): { point: Point; headingDeg: number } {
  let left = offsetM;
  for (let at = 1; at < line.length; at += 1) {
    const from = line[at - 1] as Point;
    const to = line[at] as Point;
    const length = distanceM(from, to);
    if (left <= length || at === line.length - 1) {
      const share = length === 0 ? 0 : Math.min(1, Math.max(0, left / length));
      const lon = from[0] + (to[0] - from[0]) * share;
      const lat = from[1] + (to[1] - from[1]) * share;
      return { point: [lon, lat], headingDeg: headingDeg({ from, to }) };
    }
    left -= length;
  }
  return { point: line[0] as Point, headingDeg: 0 };
}

/** The nearest point of a line: how far away it is, and how many metres it lies from the line's start. */
export function projectOnLine(
  line: readonly Point[],
  point: Point,
): { distanceM: number; offsetM: number } {
  const scale = Math.cos(point[1] * RADIANS);
  let best = { distanceM: Number.POSITIVE_INFINITY, offsetM: 0 };
  let passed = 0;
  for (let at = 1; at < line.length; at += 1) {
    const from = line[at - 1] as Point;
    const to = line[at] as Point;
    const length = distanceM(from, to);
    const dx = (to[0] - from[0]) * scale;
    const dy = to[1] - from[1];
    const px = (point[0] - from[0]) * scale;
    const py = point[1] - from[1];
    const square = dx * dx + dy * dy;
    const share = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square));
    const away = Math.hypot(px - dx * share, py - dy * share) * METRES_PER_DEGREE;
    if (away < best.distanceM) best = { distanceM: away, offsetM: passed + length * share };
    passed += length;
  }
  return best;
}

/** Whether a closed ring holds a point (even-odd rule). */
export function ringHolds(ring: readonly Point[], point: Point): boolean {
  let inside = false;
  for (let at = 1; at < ring.length; at += 1) {
    const [ax, ay] = ring[at - 1] as Point;
    const [bx, by] = ring[at] as Point;
    const crosses = ay > point[1] !== by > point[1];
    if (crosses && point[0] < ((bx - ax) * (point[1] - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
