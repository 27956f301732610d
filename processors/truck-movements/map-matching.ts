import { areConsecutive, costOf, fits, hasCourse } from './fitting.ts';
import type { Fix, Match } from './movement-state.ts';
import {
  METRES_PER_DEGREE,
  type Network,
  type Projection,
  project,
  type Road,
} from './road-network.ts';
import * as settings from './settings.ts';
import { follow, search, type Traversed } from './way-finding.ts';

/**
 * Takes the next fix of a truck on the road; traversals that it ends go to `done`.
 *
 * Most fixes lie further along the matched segment and cost one projection. Else the roads that the truck can have
 * reached since are searched, and the likeliest by distance, course and way wins; where two branches are equally
 * likely the fix is passed over and the next one decides, so a wrong turn needs two unlucky fixes. Segments skipped
 * between two fixes are filled in along the way, their times by the distance driven. After a gap, or off the road,
 * the match ends where it was seen last and begins anew: nothing is invented.
 */
export function advance(network: Network, match: Match, fix: Fix, done: Traversed[]): Match | null {
  const road = network.roads.get(match.segment);
  if (road === undefined) return begin(network, fix);
  if (fix.at - match.at > settings.BRIDGE_MAX_MS) {
    endMatch(network, match, done);
    return begin(network, fix);
  }
  const x = (fix.lon - network.west) * network.metresPerLon;
  const y = (fix.lat - network.south) * METRES_PER_DEGREE;
  const here = project(road, x, y);
  if (here.offsetM >= match.offsetM - settings.BACKWARD_M && fits(here, fix)) {
    return staying(match, here, fix);
  }
  const found = search({ road, match, fix, x, y });
  if (found === 'undecided') return match;
  if (found !== undefined) return follow({ road, match, fix, found }, done);
  const back = otherBranch(network, match);
  if (back !== undefined) {
    const other = search({ road: back.road, match: back.match, fix, x, y });
    if (other !== undefined && other !== 'undecided' && other.projection.road !== road) {
      // The node's traversal was stated when the wrong branch was taken, and stays right.
      return follow({ ...back, fix, found: other }, done, false);
    }
  }
  if (match.lost + 1 < settings.LOST_MAX) return { ...match, lost: match.lost + 1 };
  endMatch(network, match, done);
  return begin(network, fix);
}

/** Puts a truck on the road; null where no road is near, none goes its way, or two are equally likely. */
export function begin(network: Network, fix: Fix): Match | null {
  if (!hasCourse(fix)) return null;
  const x = (fix.lon - network.west) * network.metresPerLon;
  const y = (fix.lat - network.south) * METRES_PER_DEGREE;
  let best: Projection | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  let rival: Projection | undefined;
  let rivalCost = Number.POSITIVE_INFINITY;
  for (const near of network.reference.segmentsNear([fix.lon, fix.lat], settings.NEAR_ROAD_M)) {
    const road = network.roads.get(near.segment.id);
    if (road === undefined) continue;
    const projection = project(road, x, y);
    if (!fits(projection, fix)) continue;
    const cost = costOf(projection, fix);
    if (cost < bestCost) {
      [rival, rivalCost] = [best, bestCost];
      [best, bestCost] = [projection, cost];
    } else if (cost < rivalCost) [rival, rivalCost] = [projection, cost];
  }
  if (best === undefined) return null;
  const isOpen = rival !== undefined && rivalCost - bestCost < settings.DECISIVE_COST;
  if (isOpen && rival !== undefined && !areConsecutive(best.road, rival.road)) return null;
  return {
    segment: best.road.id,
    offsetM: best.offsetM,
    at: fix.at,
    id: fix.id,
    speedKmh: fix.speedKmh,
    enteredAt: fix.at,
    enteredM: best.offsetM,
    enteredId: fix.id,
    from: null,
    positions: 1,
    stoppedMs: 0,
    lost: 0,
  };
}

/** Ends a match where it was seen last, or where the truck came to a stand before that. */
export function endMatch(
  network: Network,
  match: Match,
  done: Traversed[],
  standingSince: number = match.at,
): void {
  const road = network.roads.get(match.segment);
  if (road === undefined) return;
  const lengthM = match.offsetM - match.enteredM;
  if (lengthM < settings.TRAVERSAL_MIN_M) return;
  const leftAt = Math.min(match.at, Math.max(match.enteredAt, standingSince));
  done.push({
    road,
    enteredAt: match.enteredAt,
    leftAt,
    lengthM,
    stoppedMs: Math.max(0, match.stoppedMs - (match.at - leftAt)),
    positions: match.positions,
    enteredId: match.enteredId,
    leftId: match.id,
  });
}

function staying(match: Match, here: Projection, fix: Fix): Match {
  return {
    segment: match.segment,
    offsetM: Math.max(match.offsetM, here.offsetM),
    at: fix.at,
    id: fix.id,
    speedKmh: fix.speedKmh,
    enteredAt: match.enteredAt,
    enteredM: match.enteredM,
    enteredId: match.enteredId,
    from: match.from,
    positions: match.positions + 1,
    stoppedMs: match.stoppedMs + stoodMs(match, fix),
    lost: 0,
  };
}

/** The time between two fixes counts as stopped when both show the truck standing. */
function stoodMs(match: Match, fix: Fix): number {
  const stood = (speedKmh: number | null) =>
    speedKmh !== null && speedKmh < settings.STANDING_BELOW_KMH;
  return stood(match.speedKmh) && stood(fix.speedKmh) ? fix.at - match.at : 0;
}

/** The match as it stood at the node where a branch was taken a moment ago. */
function otherBranch(network: Network, match: Match): { road: Road; match: Match } | undefined {
  if (match.from === null || match.enteredM > 0) return undefined;
  if (match.offsetM > settings.WRONG_BRANCH_M || match.positions > 2) return undefined;
  const road = network.roads.get(match.from);
  if (road === undefined) return undefined;
  const before = { ...match, segment: road.id, offsetM: road.lengthM, at: match.enteredAt };
  return { road, match: before };
}
