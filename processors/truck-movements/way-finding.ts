import { areConsecutive, costOf, fits } from './fitting.ts';
import type { Fix, Match } from './movement-state.ts';
import {
  type Projection,
  project,
  type Reached,
  type Road,
  visitReachable,
} from './road-network.ts';
import * as settings from './settings.ts';

/** A traversal that is over. */
export type Traversed = {
  readonly road: Road;
  readonly enteredAt: number;
  readonly leftAt: number;
  readonly lengthM: number;
  readonly stoppedMs: number;
  readonly positions: number;
  /** The position that showed the truck on the segment first, and the one that showed it gone. */
  readonly enteredId: string;
  readonly leftId: string;
};

/** Roads are a little longer than the straight line: so much is no detour. */
const ROADS_BEND = 1.05;

/** Where one search over the roads found the truck. */
export type Found = {
  readonly projection: Projection;
  readonly reached: Reached;
  readonly cost: number;
};

export type Search = {
  readonly road: Road;
  readonly match: Match;
  readonly fix: Fix;
  readonly x: number;
  readonly y: number;
};

/** The likeliest road beyond the end of the matched one; undecided where two branches are equally likely. */
export function search({ road, match, fix, x, y }: Search): Found | 'undecided' | undefined {
  const withinM =
    ((fix.at - match.at) / 3_600_000) * settings.SPEED_MAX_KMH * 1000 + settings.FIX_SLACK_M;
  const directM = straightSince(road, match, x, y) * ROADS_BEND;
  let best: Found | undefined;
  let rival: Found | undefined;
  visitReachable(road, { remainingM: road.lengthM - match.offsetM, withinM }, (reached) => {
    const projection = project(reached.road, x, y);
    const wayM = reached.startM + projection.offsetM;
    if (wayM <= withinM && fits(projection, fix)) {
      const cost =
        costOf(projection, fix) +
        Math.max(0, wayM - directM) / settings.DETOUR_M +
        (reached.turned ? settings.TURNING_COST : 0);
      const found = { projection, reached, cost };
      if (best === undefined || cost < best.cost) {
        rival = best;
        best = found;
      } else if (rival === undefined || cost < rival.cost) rival = found;
    }
    // A road that begins further on is by its detour alone too costly to be even a rival.
    return best === undefined
      ? withinM
      : directM + settings.DETOUR_M * (best.cost + settings.DECISIVE_COST);
  });
  if (best === undefined || rival === undefined) return best;
  const isOpen = rival.cost - best.cost < settings.DECISIVE_COST;
  return isOpen && !areConsecutive(best.projection.road, rival.projection.road)
    ? 'undecided'
    : best;
}

/** Metres in a straight line from where the match stands to a point. */
function straightSince(road: Road, match: Match, x: number, y: number): number {
  const { xs, ys, offsets } = road;
  let at = 1;
  while (at < xs.length - 1 && (offsets[at] as number) < match.offsetM) at += 1;
  const from = offsets[at - 1] as number;
  const share = (match.offsetM - from) / ((offsets[at] as number) - from || 1);
  const dx = (xs[at - 1] as number) + share * ((xs[at] as number) - (xs[at - 1] as number)) - x;
  const dy = (ys[at - 1] as number) + share * ((ys[at] as number) - (ys[at - 1] as number)) - y;
  return Math.sqrt(dx * dx + dy * dy);
}

type Following = {
  readonly road: Road;
  readonly match: Match;
  readonly fix: Fix;
  readonly found: Found;
};

/** Drives to where the truck was found: ends the segment it was on and fills in those between. */
export function follow(
  { road, match, fix, found }: Following,
  done: Traversed[],
  endsRoad = true,
): Match {
  const { reached, projection } = found;
  const wayM = reached.startM + projection.offsetM;
  const timeAt = timesAlong({ match, fix, wayM });
  const between: Reached[] = [];
  for (let via = reached.via; via !== null && via.via !== null; via = via.via) between.push(via);
  if (endsRoad) {
    done.push({
      road,
      enteredAt: match.enteredAt,
      leftAt: timeAt(road.lengthM - match.offsetM),
      lengthM: road.lengthM - match.enteredM,
      stoppedMs: match.stoppedMs,
      positions: match.positions,
      enteredId: match.enteredId,
      leftId: fix.id,
    });
  }
  for (const each of between.reverse()) {
    done.push({
      road: each.road,
      enteredAt: timeAt(each.startM),
      leftAt: timeAt(each.startM + each.road.lengthM),
      lengthM: each.road.lengthM,
      stoppedMs: 0,
      positions: 0,
      enteredId: fix.id,
      leftId: fix.id,
    });
  }
  return {
    segment: projection.road.id,
    offsetM: projection.offsetM,
    at: fix.at,
    id: fix.id,
    speedKmh: fix.speedKmh,
    enteredAt: timeAt(reached.startM),
    enteredM: 0,
    enteredId: fix.id,
    from: reached.via?.road.id ?? null,
    positions: 1,
    stoppedMs: 0,
    lost: 0,
  };
}

/**
 * When a truck passed a point between two fixes, so many metres after the first: as if it changed from the one
 * speed to the other steadily (a cubic through both fixes and speeds), without speeds evenly.
 */
function timesAlong(way: { match: Match; fix: Fix; wayM: number }): (metres: number) => number {
  const { match, fix, wayM } = way;
  const spanMs = fix.at - match.at;
  if (wayM <= 0 || spanMs <= 0) return () => fix.at;
  // Slopes of share of way over share of time; up to 3 the cubic never runs backwards.
  const slope = (speedKmh: number | null) =>
    speedKmh === null ? 1 : Math.min(3, ((speedKmh / 3600) * spanMs) / wayM);
  const [first, last] = [slope(match.speedKmh), slope(fix.speedKmh)];
  const shareAt = (t: number) =>
    t * (1 - t) * (1 - t) * first + t * t * (3 - 2 * t) - t * t * (1 - t) * last;
  return (metres) => {
    const wanted = Math.min(1, Math.max(0, metres / wayM));
    let [low, high] = [0, 1];
    while (high - low > 0.002) {
      const middle = (low + high) / 2;
      if (shareAt(middle) < wanted) low = middle;
      else high = middle;
    }
    return Math.round(match.at + ((low + high) / 2) * spanMs);
  };
}
