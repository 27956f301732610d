import { distanceM, headingDeg, type Point, type Segment } from '@landbridge/infra';

/** What a point on a line is written into. */
type Spot = { lon: number; lat: number; headingDeg: number };

const tracks = new WeakMap<Segment, (offsetM: number, spot: Spot) => void>();

/** Writes the point so many metres from a segment's start; measured once, and without an object a call. */
export function lineTrackOf(segment: Segment): (offsetM: number, spot: Spot) => void {
  const known = tracks.get(segment);
  if (known !== undefined) return known;
  const track = measure(segment);
  tracks.set(segment, track);
  return track;
}

function measure({ line }: Segment): (offsetM: number, spot: Spot) => void {
  const ends = new Float64Array(line.length);
  const headings = new Float64Array(line.length);
  for (let at = 1; at < line.length; at += 1) {
    const [from, to] = [line[at - 1] as Point, line[at] as Point];
    ends[at] = (ends[at - 1] as number) + distanceM(from, to);
    headings[at] = headingDeg({ from, to });
  }
  return (offsetM, spot) => {
    let at = 1;
    while (at < line.length - 1 && offsetM > (ends[at] as number)) at += 1;
    const [from, to] = [line[at - 1] as Point, line[at] as Point];
    const startM = ends[at - 1] as number;
    const share = Math.min(1, Math.max(0, (offsetM - startM) / ((ends[at] as number) - startM)));
    spot.lon = from[0] + (to[0] - from[0]) * share;
    spot.lat = from[1] + (to[1] - from[1]) * share;
    spot.headingDeg = headings[at] as number;
  };
}
