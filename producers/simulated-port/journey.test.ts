import { loadReference, ringHolds } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { driveTo, stayAt } from './journey.ts';
import { settingsOf } from './options.ts';
import type { PathTruth, Statement } from './statement.ts';
import { fleetOf, type Truck } from './truck.ts';
import { openWorld, type Story, type World } from './world.ts';

const reference = loadReference();
const settings = settingsOf({ reference, historyDays: 0, disturb: 'none' });

type Position = {
  eventTime: number;
  lat: number;
  lon: number;
  speedKmh: number;
  fixValid: boolean;
};

/** Lives through one truck's story on an otherwise empty day. */
function lived(story: (world: World, truck: Truck) => Story) {
  const positions: Position[] = [];
  const paths: PathTruth[] = [];
  const world = openWorld(settings, {
    say: (statement: Statement) => {
      positions.push(
        JSON.parse(statement.write({ as: 'right', recordedAt: statement.recordedAt })),
      );
    },
    drove: (path) => paths.push(path),
  });
  const [truck] = fleetOf(settings);
  if (truck === undefined) throw new Error('The fleet is empty.');
  world.live(story(world, truck));
  while (world.step());
  return { positions: positions.filter(({ fixValid }) => fixValid), paths, truck };
}

test('a journey leaves a position every half minute on its way', () => {
  const { positions, paths, truck } = lived(function* (world, driver) {
    yield* driveTo(world, driver, 'BLCT6.in');
  });
  const [path] = paths;
  expect(truck.node).toBe('BLCT6.in');
  expect(path?.hops.at(-1)?.leftAt).toBe(path?.arriveAt);
  const minutes = ((path?.arriveAt ?? 0) - (path?.departAt ?? 0)) / 60_000;
  expect(positions.length).toBeGreaterThan(minutes * 1.9);
  expect(positions.length).toBeLessThan(minutes * 2 + 2);
  for (const { lat, lon } of positions) {
    expect(reference.segmentsNear([lon, lat], 150).length).toBeGreaterThan(0);
  }
});

test('hops follow one another without a gap', () => {
  const { paths } = lived(function* (world, driver) {
    yield* driveTo(world, driver, 'CX01.gate');
    yield* driveTo(world, driver, 'BLCT1.in');
  });
  for (const { hops } of paths) {
    for (const [index, hop] of hops.slice(1).entries()) {
      expect(hop.enteredAt).toBe(hops[index]?.leftAt);
      expect(hop.leftAt).toBeGreaterThan(hop.enteredAt);
    }
  }
  expect(paths[1]?.departAt).toBe(paths[0]?.arriveAt);
});

test('before a gate the truck queues slowly inside the queue geofence', () => {
  const { positions } = lived(function* (world, driver) {
    yield* driveTo(world, driver, 'BLTCT.in');
  });
  const queue = reference.facility('BLTCT')?.queueGeofence ?? [];
  const inside = positions.filter(({ lon, lat }) => ringHolds(queue, [lon, lat]));
  expect(inside.length).toBeGreaterThanOrEqual(2);
  expect(inside.at(-1)?.speedKmh).toBe(0);
});

test('a truck that stands sends positions of the place where it stands', () => {
  const plant = reference.plant('YY01');
  const { positions } = lived(function* (world, driver) {
    yield* driveTo(world, driver, 'YY01.gate');
    const untilMs = world.now() + 20 * 60_000;
    yield* stayAt(world, driver, { point: plant?.point ?? [0, 0], untilMs });
  });
  const last = positions.slice(-20);
  expect(last.every(({ speedKmh }) => speedKmh === 0)).toBe(true);
  expect(last.every(({ lon, lat }) => reference.placesAt([lon, lat])[0]?.id === 'YY01')).toBe(true);
});

test('going where one is takes no time', () => {
  const { paths } = lived(function* (world, driver) {
    yield* driveTo(world, driver, driver.node);
  });
  expect(paths).toEqual([]);
});
