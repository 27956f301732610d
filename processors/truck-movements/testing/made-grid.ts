import { lineLengthM, type Segment } from '@landbridge/infra';
import type { Random } from '@landbridge/infra/testing';
import { pointAt } from './made-reference.ts';

/** Half the width of a street: each direction lies to the right of the middle. */
const SIDE_M = 4;
/** East of the places of the made-up map. */
const EAST_M = 20_000;
const STRAIGHT_ON = 0.6;

/** Streets of a city: so many crossings each way, blocks of one size, both directions of every street. */
export function cityGrid({ crossings, blockM }: { crossings: number; blockM: number }): Segment[] {
  const streets: Segment[] = [];
  for (let x = 0; x < crossings; x += 1) {
    for (let y = 0; y < crossings; y += 1) {
      for (const [toX, toY] of [
        [x + 1, y],
        [x, y + 1],
      ] as const) {
        if (toX === crossings || toY === crossings) continue;
        streets.push(street([x, y], [toX, toY], blockM), street([toX, toY], [x, y], blockM));
      }
    }
  }
  return streets;
}

type Crossing = readonly [x: number, y: number];

function street(from: Crossing, to: Crossing, blockM: number): Segment {
  const sideX = (to[1] - from[1]) * SIDE_M;
  const sideY = (from[0] - to[0]) * SIDE_M;
  const line = [from, to].map(([x, y]) => pointAt(EAST_M + x * blockM + sideX, y * blockM + sideY));
  return {
    id: `${from.join('.')}-${to.join('.')}`,
    road: 'city',
    lengthM: Math.round(lineLengthM(line)),
    limitKmh: 50,
    freeFlowKmh: 45,
    class: 'ARTERIAL',
    fromNode: from.join('.'),
    toNode: to.join('.'),
    line,
  };
}

/** A way through the city that goes straight on more often than not, and never turns round. */
export function driveAbout(streets: readonly Segment[], random: Random, count: number): Segment[] {
  const pick = (from: readonly Segment[]) => from[Math.floor(random.next() * from.length)];
  const way: Segment[] = [];
  for (let next = pick(streets); next !== undefined && way.length < count; ) {
    const here: Segment = next;
    way.push(here);
    const onward = streets.filter(
      ({ fromNode, toNode }) => fromNode === here.toNode && toNode !== here.fromNode,
    );
    const straight = onward.find((each) => courseOf(each) === courseOf(here));
    next = straight !== undefined && random.next() < STRAIGHT_ON ? straight : pick(onward);
  }
  return way;
}

function courseOf({ fromNode, toNode }: Segment): string {
  const [x0 = 0, y0 = 0] = fromNode.split('.').map(Number);
  const [x1 = 0, y1 = 0] = toNode.split('.').map(Number);
  return `${x1 - x0},${y1 - y0}`;
}
