import { MINUTE_MS } from '@landbridge/schemas';
import { driveTo, stayAt } from './journey.ts';
import { fleetOf, isOnShift, type Truck } from './truck.ts';
import type { Story, World } from './world.ts';

/** Gives jobs to trucks. */
export type Dispatch = {
  /** A job that should begin at a time; it waits where no truck is free. */
  job(startAt: number, trip: (truck: Truck) => Story): void;
};

export function openDispatch(world: World): Dispatch {
  const idle = fleetOf(world.settings);
  const waiting: ((truck: Truck) => Story)[] = [];

  const start = (truck: Truck, trip: (truck: Truck) => Story): void => {
    world.live(work(truck, trip));
  };
  function* work(truck: Truck, trip: (truck: Truck) => Story): Story {
    yield* trip(truck);
    const next = isOnShift(truck, world.now()) ? waiting.shift() : undefined;
    if (next !== undefined) return start(truck, next);
    yield* park(world, truck);
    const late = isOnShift(truck, world.now()) ? waiting.shift() : undefined;
    if (late !== undefined) return start(truck, late);
    idle.push(truck);
  }
  /** The truck on shift that has stood longest. */
  const takeIdle = (): Truck | undefined => {
    const at = idle.findIndex((truck) => isOnShift(truck, world.now()));
    return at < 0 ? undefined : idle.splice(at, 1)[0];
  };
  const beginShifts = (): void => {
    while (waiting.length > 0) {
      const truck = takeIdle();
      if (truck === undefined) break;
      const trip = waiting.shift();
      if (trip !== undefined) start(truck, trip);
    }
    world.at(world.now() + 15 * MINUTE_MS, beginShifts);
  };
  world.at(world.settings.historyFromMs, beginShifts);

  return {
    job(startAt, trip) {
      world.at(startAt, () => {
        const truck = waiting.length === 0 ? takeIdle() : undefined;
        if (truck === undefined) waiting.push(trip);
        else start(truck, trip);
      });
    },
  };
}

/** Goes to the nearest depot and waits there with the engine off, silent. */
function* park(world: World, truck: Truck): Story {
  const depots = world.reference.facilities.filter(({ kind }) => kind === 'DEPOT');
  const wayMs = (id: string) =>
    truck.node === `${id}.gate` ? 0 : world.route(truck.node, `${id}.gate`).freeFlowMs;
  const [nearest] = depots.toSorted((one, other) => wayMs(one.id) - wayMs(other.id));
  if (nearest === undefined) return;
  yield* driveTo(world, truck, `${nearest.id}.gate`);
  yield* stayAt(world, truck, { point: nearest.point, untilMs: world.now() + 6 * MINUTE_MS });
}
