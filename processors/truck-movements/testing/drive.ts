import { alongLine, lineLengthM, moved, type Point, type Segment } from '@landbridge/infra';
import type { Random } from '@landbridge/infra/testing';
import type { TruckPosition } from '@landbridge/schemas';
import { aTruckPosition } from '@landbridge/schemas/testing';

/** A truck's way as it really was: when it was on which segment. */
export type DrivenSegment = { segment: Segment; enteredAt: number; leftAt: number };
export type Driven = { positions: TruckPosition[]; truth: DrivenSegment[]; endAt: number };

export type Drive = {
  readonly route: readonly Segment[];
  readonly startAt: number;
  readonly random: Random;
  readonly plate?: string;
  readonly everyMs?: number;
  /** Standard error of a fix, metres in each direction. */
  readonly noiseM?: number;
  /** Speed on a segment as a share of its free flow. */
  readonly paceOf?: (segment: Segment) => number;
  /** Standing still before the start and after the end. */
  readonly standMs?: number;
};

/** Drives a route and takes positions, with noise, as a positioning terminal would. */
export function drive(given: Drive): Driven {
  const { route, startAt, random, everyMs = 30_000, noiseM = 15, standMs = 0 } = given;
  const paceOf = given.paceOf ?? (() => 0.9);
  const truth: DrivenSegment[] = [];
  let now = startAt;
  for (const segment of route) {
    const enteredAt = now;
    now += (segment.lengthM / (segment.freeFlowKmh * paceOf(segment))) * 3600;
    truth.push({ segment, enteredAt, leftAt: now });
  }
  const positions: TruckPosition[] = [];
  for (let at = startAt - standMs; at <= now + standMs; at += everyMs) {
    const seen = whereAt(truth, at);
    const spread = () => noiseM * gauss(random);
    const [lon, lat] = moved(seen.point, { eastM: spread(), northM: spread() });
    positions.push(
      aTruckPosition({
        eventTime: Math.round(at),
        ...(given.plate === undefined ? {} : { plate: given.plate }),
        lat,
        lon,
        speedKmh: Math.max(0, Math.round(seen.speedKmh + (seen.speedKmh > 0 ? gauss(random) : 0))),
        headingDeg: Math.round(seen.headingDeg + 3 * gauss(random) + 360) % 360,
      }),
    );
  }
  return { positions, truth, endAt: now };
}

function whereAt(truth: readonly DrivenSegment[], at: number) {
  const on = truth.find(({ leftAt }) => at < leftAt) ?? truth.at(-1);
  if (on === undefined) throw new Error('A route needs a segment.');
  const share = (at - on.enteredAt) / (on.leftAt - on.enteredAt);
  const moves = share >= 0 && share < 1;
  const metres = Math.min(1, Math.max(0, share)) * lineLengthM(on.segment.line);
  const seen: { point: Point; headingDeg: number } = alongLine(on.segment.line, metres);
  const speedKmh = moves ? (on.segment.lengthM / (on.leftAt - on.enteredAt)) * 3600 : 0;
  return { ...seen, speedKmh };
}

/** A normally distributed number (Box and Muller). */
function gauss(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}
