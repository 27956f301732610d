import type { Fix } from './movement-state.ts';
import type { Projection, Road } from './road-network.ts';
import * as settings from './settings.ts';

/** Whether the fix says where the truck was heading: slow ones do not. */
export function hasCourse(fix: Fix): boolean {
  return fix.headingDeg !== null && (fix.speedKmh ?? 0) >= settings.COURSE_FROM_KMH;
}

/** Whether a truck at this fix can be on the road: near it, and going its way. */
export function fits(projection: Projection, fix: Fix): boolean {
  if (projection.distanceM > settings.NEAR_ROAD_M) return false;
  return !hasCourse(fix) || turnOf(projection, fix) <= settings.COURSE_MAX_DEG;
}

function turnOf(projection: Projection, fix: Fix): number {
  const turn = Math.abs(projection.headingDeg - (fix.headingDeg ?? projection.headingDeg)) % 360;
  return turn > 180 ? 360 - turn : turn;
}

/** Half the squared errors of distance and course: the lower, the likelier. */
export function costOf(projection: Projection, fix: Fix): number {
  const off = projection.distanceM / settings.FIX_ERROR_M;
  const turn = hasCourse(fix) ? turnOf(projection, fix) / settings.COURSE_ERROR_DEG : 0;
  return (off * off + turn * turn) / 2;
}

export function areConsecutive(one: Road, other: Road): boolean {
  return one.next.includes(other) || other.next.includes(one);
}
