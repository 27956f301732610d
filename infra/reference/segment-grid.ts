import { distanceM, headingDeg, METRES_PER_DEGREE } from './geo.ts';
import type { NearSegment, Point, Segment } from './reference.ts';

/** Side of a cell, metres: with a search of 50 to 100 m nearly every query reads one to four cells. */
const CELL_M = 250;
/** Furthest search, metres: beyond it a query would read the whole map. */
const WITHIN_MAX_M = 5_000;

/**
 * Straight pieces of all segments, filed under the cells of a grid they pass. All columns are typed arrays and a
 * query allocates nothing but its answer: it runs once for every truck position.
 */
export function segmentGrid(
  segments: readonly Segment[],
): (point: Point, withinM: number) => readonly NearSegment[] {
  const plane = planeOf(segments);
  const pieces = piecesOf(segments, plane);
  const cells = fileUnderCells(pieces);
  // Of each segment the nearest piece so far, valid where `seenIn` carries the number of this query.
  const seenIn = new Int32Array(segments.length);
  const nearestPiece = new Int32Array(segments.length);
  const nearestSquare = new Float64Array(segments.length);
  const found = new Int32Array(segments.length);
  let query = 0;

  return (point, withinM) => {
    const reachM = Math.min(withinM, WITHIN_MAX_M);
    const x = (point[0] - plane.lon) * plane.metresPerLon;
    const y = (point[1] - plane.lat) * METRES_PER_DEGREE;
    query = (query + 1) | 0;
    let count = 0;
    const fromColumn = Math.max(0, Math.floor((x - reachM) / CELL_M));
    const toColumn = Math.min(cells.columns - 1, Math.floor((x + reachM) / CELL_M));
    const fromRow = Math.max(0, Math.floor((y - reachM) / CELL_M));
    const toRow = Math.min(cells.rows - 1, Math.floor((y + reachM) / CELL_M));
    for (let row = fromRow; row <= toRow; row += 1) {
      for (let column = fromColumn; column <= toColumn; column += 1) {
        const cell = row * cells.columns + column;
        const end = cells.starts[cell + 1] as number;
        for (let at = cells.starts[cell] as number; at < end; at += 1) {
          const piece = cells.pieces[at] as number;
          const square = squareTo(pieces, piece, x, y);
          if (square > reachM * reachM) continue;
          const segment = pieces.segment[piece] as number;
          if (seenIn[segment] !== query) {
            seenIn[segment] = query;
            found[count] = segment;
            count += 1;
          } else if (square >= (nearestSquare[segment] as number)) continue;
          nearestPiece[segment] = piece;
          nearestSquare[segment] = square;
        }
      }
    }
    if (count === 0) return NOTHING;
    const answer: NearSegment[] = [];
    for (let at = 0; at < count; at += 1) {
      const index = found[at] as number;
      const piece = nearestPiece[index] as number;
      const share = shareOf(pieces, piece, x, y);
      answer.push({
        segment: segments[index] as Segment,
        distanceM: Math.sqrt(nearestSquare[index] as number),
        offsetM: (pieces.offset[piece] as number) + share * (pieces.length[piece] as number),
        headingDeg: pieces.heading[piece] as number,
      });
    }
    if (count > 1) answer.sort(byDistance);
    return answer;
  };
}

const NOTHING: readonly NearSegment[] = Object.freeze([]);

// The id breaks ties, so that the order never depends on how the map was filed.
function byDistance(one: NearSegment, other: NearSegment): number {
  return one.distanceM - other.distanceM || (one.segment.id < other.segment.id ? -1 : 1);
}

/** Local flat coordinates: metres east and north of the south-west corner. */
type Plane = { lon: number; lat: number; metresPerLon: number };

function planeOf(segments: readonly Segment[]): Plane {
  let [west, south, north] = [180, 90, -90];
  for (const { line } of segments) {
    for (const [lon, lat] of line) {
      west = Math.min(west, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  const middle = (((south + north) / 2) * Math.PI) / 180;
  return { lon: west, lat: south, metresPerLon: METRES_PER_DEGREE * Math.cos(middle) };
}

type Pieces = {
  count: number;
  ax: Float64Array;
  ay: Float64Array;
  dx: Float64Array;
  dy: Float64Array;
  segment: Int32Array;
  offset: Float64Array;
  length: Float64Array;
  heading: Float64Array;
};

function piecesOf(segments: readonly Segment[], plane: Plane): Pieces {
  const count = segments.reduce((sum, { line }) => sum + line.length - 1, 0);
  const numbers = () => new Float64Array(count);
  const pieces: Pieces = {
    count,
    ax: numbers(),
    ay: numbers(),
    dx: numbers(),
    dy: numbers(),
    segment: new Int32Array(count),
    offset: numbers(),
    length: numbers(),
    heading: numbers(),
  };
  let at = 0;
  for (const [index, { line }] of segments.entries()) {
    let passed = 0;
    for (let next = 1; next < line.length; next += 1) {
      const from = line[next - 1] as Point;
      const to = line[next] as Point;
      pieces.ax[at] = (from[0] - plane.lon) * plane.metresPerLon;
      pieces.ay[at] = (from[1] - plane.lat) * METRES_PER_DEGREE;
      pieces.dx[at] = (to[0] - from[0]) * plane.metresPerLon;
      pieces.dy[at] = (to[1] - from[1]) * METRES_PER_DEGREE;
      pieces.segment[at] = index;
      pieces.offset[at] = passed;
      pieces.length[at] = distanceM(from, to);
      pieces.heading[at] = headingDeg({ from, to });
      passed += pieces.length[at] as number;
      at += 1;
    }
  }
  return pieces;
}

function shareOf(pieces: Pieces, piece: number, x: number, y: number): number {
  const dx = pieces.dx[piece] as number;
  const dy = pieces.dy[piece] as number;
  const square = dx * dx + dy * dy;
  if (square === 0) return 0;
  const along = (x - (pieces.ax[piece] as number)) * dx + (y - (pieces.ay[piece] as number)) * dy;
  return along <= 0 ? 0 : along >= square ? 1 : along / square;
}

function squareTo(pieces: Pieces, piece: number, x: number, y: number): number {
  const share = shareOf(pieces, piece, x, y);
  const ex = x - (pieces.ax[piece] as number) - share * (pieces.dx[piece] as number);
  const ey = y - (pieces.ay[piece] as number) - share * (pieces.dy[piece] as number);
  return ex * ex + ey * ey;
}

type Cells = { columns: number; rows: number; starts: Int32Array; pieces: Int32Array };

/** Two passes, count and file: cell c holds `pieces[starts[c]]` up to `pieces[starts[c + 1]]`. */
function fileUnderCells(pieces: Pieces): Cells {
  let [east, north] = [0, 0];
  for (let piece = 0; piece < pieces.count; piece += 1) {
    const [ax, dx] = [pieces.ax[piece] as number, pieces.dx[piece] as number];
    const [ay, dy] = [pieces.ay[piece] as number, pieces.dy[piece] as number];
    east = Math.max(east, ax, ax + dx);
    north = Math.max(north, ay, ay + dy);
  }
  const columns = Math.floor(east / CELL_M) + 1;
  const rows = Math.floor(north / CELL_M) + 1;
  const starts = new Int32Array(columns * rows + 1);
  eachCell(pieces, columns, (cell) => {
    starts[cell + 1] = (starts[cell + 1] as number) + 1;
  });
  for (let cell = 0; cell < columns * rows; cell += 1) {
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
  }
  const next = starts.slice();
  const filed = new Int32Array(starts.at(-1) ?? 0);
  eachCell(pieces, columns, (cell, piece) => {
    filed[next[cell] as number] = piece;
    next[cell] = (next[cell] as number) + 1;
  });
  return { columns, rows, starts, pieces: filed };
}

function eachCell(
  pieces: Pieces,
  columns: number,
  visit: (cell: number, piece: number) => void,
): void {
  const reach = (CELL_M / 2) * Math.SQRT2;
  for (let piece = 0; piece < pieces.count; piece += 1) {
    const [ax, dx] = [pieces.ax[piece] as number, pieces.dx[piece] as number];
    const [ay, dy] = [pieces.ay[piece] as number, pieces.dy[piece] as number];
    const toColumn = Math.floor(Math.max(ax, ax + dx) / CELL_M);
    const toRow = Math.floor(Math.max(ay, ay + dy) / CELL_M);
    for (let row = Math.floor(Math.min(ay, ay + dy) / CELL_M); row <= toRow; row += 1) {
      let column = Math.floor(Math.min(ax, ax + dx) / CELL_M);
      for (; column <= toColumn; column += 1) {
        const square = squareTo(pieces, piece, (column + 0.5) * CELL_M, (row + 0.5) * CELL_M);
        if (square <= reach * reach) visit(row * columns + column, piece);
      }
    }
  }
}
