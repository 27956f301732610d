import { loadReference, type Reference, type Segment } from '@landbridge/infra';
import { type Random, seededRandom } from '@landbridge/infra/testing';
import type { TruckPosition, TruckTraversal, TruckTrip } from '@landbridge/schemas';
import { at } from '@landbridge/schemas/testing';
import { truckMovements } from '../truck-movements.ts';
import { type Drive, type Driven, drive } from './drive.ts';
import { qualityOf } from './quality.ts';

export const SEED = Number(process.env['SEED'] ?? 20_260_311);
const TRUCKS = 60;

/** Everything that a truck's positions make the processor state, each statement apart; of trips the last one. */
export function statedOf(
  driven: Driven,
  reference: Reference,
): { traversals: TruckTraversal[]; trip: TruckTrip | undefined } {
  const traversals: TruckTraversal[] = [];
  let trip: TruckTrip | undefined;
  const silent = Object.assign(() => undefined, { withdraw: () => undefined });
  const emit = {
    traversal: (row: TruckTraversal) => traversals.push(row),
    trip: (row: TruckTrip) => {
      trip = row;
    },
    passage: silent,
  };
  const [position] = truckMovements.inputs;
  let state = truckMovements.initial();
  for (const event of driven.positions) state = position?.on(state, event, emit, { reference });
  return { traversals, trip };
}

/** A way of so many segments through the network that does not turn round. */
function wander(reference: Reference, random: Random, count: number): Segment[] {
  const pick = <T>(from: readonly T[]): T | undefined =>
    from[Math.floor(random.next() * from.length)];
  const way: Segment[] = [];
  for (let next = pick(reference.segments); next !== undefined && way.length < count; ) {
    const here: Segment = next;
    way.push(here);
    next = pick(reference.after(here).filter(({ toNode }) => toNode !== here.fromNode));
  }
  return way;
}

/** Which positions arrive: by time since the truck began, and the segment it is on. */
export type Heard = (position: TruckPosition, sinceStartMs: number) => boolean;

/**
 * How much of the way of sixty trucks, each at a pace of its own over the map of Ningbo, is put on the right segment.
 * What was driven before the first and after the last position counts for nothing: nobody can tell.
 */
export function measure(set: Partial<Drive>, isHeard: Heard = () => true) {
  const reference = loadReference();
  const random = seededRandom(SEED);
  const totals = { driven: 0, right: 0, wrong: 0, errors: [] as number[], twice: 0 };
  for (let truck = 0; truck < TRUCKS; truck += 1) {
    let route = wander(reference, random, 25);
    while (route.length < 25) route = wander(reference, random, 25);
    const paces = new Map(route.map(({ id }) => [id, 0.3 + 0.7 * random.next()]));
    const paceOf = ({ id }: Segment) => paces.get(id) ?? 1;
    const startAt = at('08:00') + truck * 777;
    const whole = drive({ route, startAt, random, paceOf, ...set });
    const positions = whole.positions.filter((each) => isHeard(each, each.eventTime - startAt));
    const stated = statedOf({ ...whole, positions }, reference).traversals;
    const lastAt = positions.at(-1)?.eventTime ?? 0;
    const truth = whole.truth.filter(({ leftAt }) => leftAt < lastAt);
    const lengthM = truth.reduce((sum, { segment }) => sum + segment.lengthM, 0);
    const quality = qualityOf(truth, stated);
    const { wrongShare } = qualityOf(whole.truth, stated);
    totals.driven += lengthM;
    totals.right += quality.rightShare * lengthM;
    totals.wrong += wrongShare * lengthM;
    totals.errors.push(quality.medianEntryErrorMs);
    totals.twice += stated.length - new Set(stated.map(({ id }) => id)).size;
  }
  totals.errors.sort((a, b) => a - b);
  return {
    seed: SEED,
    rightShare: totals.right / totals.driven,
    wrongShare: totals.wrong / totals.driven,
    medianEntryErrorMs: totals.errors[TRUCKS / 2] ?? 0,
    twice: totals.twice,
  };
}
