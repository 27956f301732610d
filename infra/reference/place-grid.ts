import { ringHolds } from './geo.ts';
import type { Place, Point } from './reference.ts';

/** A geofence: what it stands for, and its closed ring. */
export type Fence = { readonly place: Place; readonly ring: readonly Point[] };

/** Cells of a hundredth of a degree, about a kilometre: nearly all of them hold no fence, which is the common answer. */
const CELLS_PER_DEGREE = 100;
const COLUMNS = 360 * CELLS_PER_DEGREE;
const NOWHERE: readonly Place[] = Object.freeze([]);

/** Which geofences hold a point; answers for one fence are shared, not allocated. */
export function placeGrid(fences: readonly Fence[]): (point: Point) => readonly Place[] {
  const cells = new Map<number, { fence: Fence; answer: readonly Place[] }[]>();
  for (const fence of fences) {
    const entry = { fence, answer: Object.freeze([fence.place]) };
    for (const cell of cellsOf(fence.ring)) {
      const there = cells.get(cell);
      if (there === undefined) cells.set(cell, [entry]);
      else there.push(entry);
    }
  }
  return (point) => {
    const there = cells.get(cellAt(point[0], point[1]));
    if (there === undefined) return NOWHERE;
    let answer = NOWHERE;
    for (const entry of there) {
      if (!ringHolds(entry.fence.ring, point)) continue;
      answer = answer === NOWHERE ? entry.answer : [...answer, entry.fence.place];
    }
    return answer;
  };
}

function cellAt(lon: number, lat: number): number {
  const column = Math.floor((lon + 180) * CELLS_PER_DEGREE);
  return Math.floor((lat + 90) * CELLS_PER_DEGREE) * COLUMNS + column;
}

function* cellsOf(ring: readonly Point[]): Iterable<number> {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  const column = (lon: number) => Math.floor((lon + 180) * CELLS_PER_DEGREE);
  const row = (lat: number) => Math.floor((lat + 90) * CELLS_PER_DEGREE);
  for (let y = row(Math.min(...lats)); y <= row(Math.max(...lats)); y += 1) {
    for (let x = column(Math.min(...lons)); x <= column(Math.max(...lons)); x += 1) {
      yield y * COLUMNS + x;
    }
  }
}
