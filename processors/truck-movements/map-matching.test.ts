import { loadReference, type Reference, type Segment } from '@landbridge/infra';
import { type Random, seededRandom } from '@landbridge/infra/testing';
import type { TruckTraversal } from '@landbridge/schemas';
import { at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { type Drive, type Driven, drive } from './testing/drive.ts';
import { madeReference } from './testing/made-reference.ts';
import { qualityOf } from './testing/quality.ts';
import { truckMovements } from './truck-movements.ts';

const SEED = Number(process.env['SEED'] ?? 20_260_311);
const TRUCKS = 60;

/** Everything that a truck's positions make the processor state, each statement apart. */
function statedOf(driven: Driven, reference: Reference): TruckTraversal[] {
  const stated: TruckTraversal[] = [];
  const silent = Object.assign(() => undefined, { withdraw: () => undefined });
  const take = (row: TruckTraversal) => stated.push(row);
  const emit = { traversal: take, trip: silent, passage: silent };
  const [position] = truckMovements.inputs;
  let state = truckMovements.initial();
  for (const event of driven.positions) state = position?.on(state, event, emit, { reference });
  return stated;
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

function measure(set: Partial<Drive>) {
  const reference = loadReference();
  const random = seededRandom(SEED);
  const totals = { driven: 0, right: 0, wrong: 0, errors: [] as number[], twice: 0 };
  for (let truck = 0; truck < TRUCKS; truck += 1) {
    let route = wander(reference, random, 25);
    while (route.length < 25) route = wander(reference, random, 25);
    const paces = new Map(route.map(({ id }) => [id, 0.3 + 0.7 * random.next()]));
    const paceOf = ({ id }: Segment) => paces.get(id) ?? 1;
    const driven = drive({ route, startAt: at('08:00') + truck * 777, random, paceOf, ...set });
    const stated = statedOf(driven, reference);
    // The truck is still on its last segment when the day ends: nothing can be said of that one.
    const truth = driven.truth.slice(0, -1);
    const lengthM = truth.reduce((sum, { segment }) => sum + segment.lengthM, 0);
    const quality = qualityOf(truth, stated);
    const { wrongShare } = qualityOf(driven.truth, stated);
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

test.each<[string, Partial<Drive>, { right: number; wrong: number; errorMs: number }]>([
  ['half a minute apart, 15 m off', {}, { right: 0.97, wrong: 0.01, errorMs: 3_000 }],
  ['half a minute apart, exact', { noiseM: 0 }, { right: 0.97, wrong: 0.005, errorMs: 2_000 }],
  ['ten seconds apart', { everyMs: 10_000 }, { right: 0.97, wrong: 0.01, errorMs: 2_000 }],
  ['a minute apart', { everyMs: 60_000 }, { right: 0.95, wrong: 0.02, errorMs: 6_000 }],
  ['25 m off', { noiseM: 25 }, { right: 0.93, wrong: 0.03, errorMs: 5_000 }],
])('matches fixes %s to the road driven on the map of Ningbo', (_, set, demanded) => {
  const measured = measure(set);
  const why = JSON.stringify(measured);
  expect(measured.rightShare, why).toBeGreaterThan(demanded.right);
  expect(measured.wrongShare, why).toBeLessThan(demanded.wrong);
  expect(measured.medianEntryErrorMs, why).toBeLessThan(demanded.errorMs);
  expect(measured.twice, why).toBe(0);
});

test('says nothing of a truck that drives where no road is known', () => {
  const [road] = madeReference().segments;
  if (road === undefined) throw new Error('The made-up map has no road.');
  const driven = drive({ route: [road], startAt: at('08:00'), random: seededRandom(SEED) });
  expect(statedOf(driven, madeReference({ segments: [] }))).toEqual([]);
});

test('matches without course or speed as long as the truck was on the road before', () => {
  const reference = madeReference();
  const route = ['gate-fork', 'fork-middle', 'middle-dock'].flatMap(
    (id) => reference.segment(id) ?? [],
  );
  const driven = drive({ route, startAt: at('08:00'), random: seededRandom(SEED), noiseM: 3 });
  const positions = driven.positions.map((position, n) =>
    n < 4 ? position : { ...position, headingDeg: null, speedKmh: null },
  );
  const stated = statedOf({ ...driven, positions }, reference);
  expect(stated.map(({ segment }) => segment)).toEqual(['gate-fork', 'fork-middle']);
});

test('takes back a branch that turns out to be the wrong one', () => {
  const reference = madeReference();
  const main = ['gate-fork', 'fork-middle', 'middle-dock'].flatMap(
    (id) => reference.segment(id) ?? [],
  );
  const driven = drive({
    route: main,
    startAt: at('08:00'),
    random: seededRandom(SEED),
    noiseM: 0,
  });
  // The first fix beyond the fork lies on the branch, by noise and course alike.
  const first = driven.positions.findIndex(
    ({ eventTime }) => eventTime > (driven.truth[1]?.enteredAt ?? 0) + 3_000,
  );
  const branch = reference.segment('fork-branch')?.line[1];
  if (branch === undefined) throw new Error('The made-up map lacks the branch.');
  const [lon, lat] = branch;
  const positions = driven.positions.map((position, n) =>
    n === first
      ? {
          ...position,
          lon: position.lon + (lon - position.lon) / 8,
          lat: lat - (lat - 29.9) * 0.75,
          headingDeg: 70,
        }
      : position,
  );
  const stated = statedOf({ ...driven, positions }, reference);
  expect(stated.map(({ segment }) => segment)).not.toContain('fork-branch');
  expect(stated.map(({ segment }) => segment).slice(0, 2)).toEqual(['gate-fork', 'fork-middle']);
});
