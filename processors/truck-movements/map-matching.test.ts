import { seededRandom } from '@landbridge/infra/testing';
import { MINUTE_MS } from '@landbridge/schemas';
import { at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { type Drive, drive } from './testing/drive.ts';
import { cityGrid, driveAbout } from './testing/made-grid.ts';
import { madeReference } from './testing/made-reference.ts';
import { type Heard, measure, SEED, statedOf } from './testing/measure.ts';
import { qualityOf } from './testing/quality.ts';

const all: Heard = () => true;

const EVERY_20_MIN = 20 * MINUTE_MS;

/** Silent for so long in every twenty minutes, as under a bridge, in a tunnel or by a lost connection. */
function gaps(minutes: number): Heard {
  return (_, sinceStartMs) =>
    (sinceStartMs + EVERY_20_MIN / 2) % EVERY_20_MIN >= minutes * MINUTE_MS;
}
/** Without a position in stripes that are a tenth of the country: tunnels. */
const tunnels: Heard = ({ lon, lat }) => Math.floor(lon * 400 + lat * 300) % 10 !== 0;

test.each<[string, Partial<Drive>, Heard, { right: number; wrong: number; errorMs: number }]>([
  ['half a minute apart, 15 m off', {}, all, { right: 0.97, wrong: 0.01, errorMs: 3_000 }],
  [
    'of 15 m off with gaps of two minutes',
    {},
    gaps(2),
    { right: 0.97, wrong: 0.01, errorMs: 9_000 },
  ],
  [
    'of 15 m off with gaps of five minutes',
    {},
    gaps(5),
    { right: 0.97, wrong: 0.01, errorMs: 12_000 },
  ],
  ['of 15 m off with tunnels', {}, tunnels, { right: 0.97, wrong: 0.01, errorMs: 6_000 }],
  ['half a minute apart, exact', { noiseM: 0 }, all, { right: 0.97, wrong: 0.005, errorMs: 2_000 }],
  ['ten seconds apart', { everyMs: 10_000 }, all, { right: 0.97, wrong: 0.01, errorMs: 2_000 }],
  ['a minute apart', { everyMs: 60_000 }, all, { right: 0.97, wrong: 0.01, errorMs: 6_000 }],
  ['25 m off', { noiseM: 25 }, all, { right: 0.95, wrong: 0.02, errorMs: 5_000 }],
])('puts the way by fixes %s on the right segments of the map of Ningbo', (...row) => {
  const [, set, isHeard, demanded] = row;
  const measured = measure(set, isHeard);
  const why = JSON.stringify(measured);
  expect(measured.rightShare, why).toBeGreaterThan(demanded.right);
  expect(measured.wrongShare, why).toBeLessThan(demanded.wrong);
  expect(measured.medianEntryErrorMs, why).toBeLessThan(demanded.errorMs);
  expect(measured.twice, why).toBe(0);
});

test.each([
  { blockM: 200, everyMs: 10_000, right: 0.97, wrong: 0.01 },
  { blockM: 200, everyMs: 30_000, right: 0.95, wrong: 0.04 },
  { blockM: 500, everyMs: 30_000, right: 0.97, wrong: 0.01 },
])('finds its way through a city of $blockM m blocks by a fix every $everyMs ms', (given) => {
  const streets = cityGrid({ crossings: 12, blockM: given.blockM });
  const reference = madeReference({ segments: streets });
  const random = seededRandom(SEED);
  let [drivenM, rightM, wrongM] = [0, 0, 0];
  for (let truck = 0; truck < 20; truck += 1) {
    const route = driveAbout(streets, random, 40);
    const driven = drive({ route, startAt: at('08:00'), random, everyMs: given.everyMs });
    const { traversals } = statedOf(driven, reference);
    const truth = driven.truth.slice(0, -1);
    const lengthM = truth.reduce((sum, { segment }) => sum + segment.lengthM, 0);
    drivenM += lengthM;
    rightM += qualityOf(truth, traversals).rightShare * lengthM;
    wrongM += qualityOf(driven.truth, traversals).wrongShare * lengthM;
  }
  expect(rightM / drivenM, `SEED=${SEED}`).toBeGreaterThan(given.right);
  expect(wrongM / drivenM, `SEED=${SEED}`).toBeLessThan(given.wrong);
});

test('bridges no gap of more than ten minutes: what was driven meanwhile is nobody knows where', () => {
  const long = measure(
    {},
    (_, sinceStartMs) => (sinceStartMs + EVERY_20_MIN) % (2 * EVERY_20_MIN) >= 12 * MINUTE_MS,
  );
  expect(long.rightShare).toBeLessThan(0.9);
  expect(long.wrongShare).toBeLessThan(0.01);
});

test('marks what was driven off the known roads, and puts it on none of them', () => {
  const reference = madeReference();
  const [road] = reference.segments;
  if (road === undefined) throw new Error('The made-up map has no road.');
  const driven = drive({
    route: [road],
    startAt: at('08:00'),
    random: seededRandom(SEED),
    noiseM: 0,
  });
  const beside = driven.positions.map((position) => ({ ...position, lat: position.lat + 0.003 }));
  const last = beside.at(-1);
  if (last === undefined) throw new Error('The drive took no position.');
  // A stand of more than half an hour ends the trip, and so tells it.
  const stands = Array.from({ length: 70 }, (_, n) => {
    const eventTime = last.eventTime + (n + 1) * 30_000;
    return { ...last, id: `stand:${n}`, eventTime, speedKmh: 0 };
  });
  const { traversals, trip: ended } = statedOf(
    { ...driven, positions: [...beside, ...stands] },
    reference,
  );
  expect(traversals).toEqual([]);
  expect(ended?.endAt).not.toBeNull();
  expect(ended?.distanceM).toBe(0);
  expect(ended?.offRoadM).toBeGreaterThan(road.lengthM * 0.7);
});

test('says nothing of a truck that drives where no road is known', () => {
  const [road] = madeReference().segments;
  if (road === undefined) throw new Error('The made-up map has no road.');
  const driven = drive({ route: [road], startAt: at('08:00'), random: seededRandom(SEED) });
  expect(statedOf(driven, madeReference({ segments: [] })).traversals).toEqual([]);
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
  const stated = statedOf({ ...driven, positions }, reference).traversals;
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
  const stated = statedOf({ ...driven, positions }, reference).traversals;
  expect(stated.map(({ segment }) => segment)).not.toContain('fork-branch');
  expect(stated.map(({ segment }) => segment).slice(0, 2)).toEqual(['gate-fork', 'fork-middle']);
});
