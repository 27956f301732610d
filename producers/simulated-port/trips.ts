import type { Point } from '@landbridge/infra';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import type { Box, BoxMaker } from './boxes.ts';
import type { Dispatch } from './dispatch.ts';
import type { Harbour } from './harbour.ts';
import { driveTo, stayAt } from './journey.ts';
import type { Trade } from './moving.ts';
import { sayDepotGate, sayGate, sayPlantMove } from './say-moves.ts';
import { type Appointment, book, nameTruck, type Order, sayOrder } from './say-plans.ts';
import type { Truck } from './truck.ts';
import type { Story, World } from './world.ts';

export type Places = {
  readonly harbour: Harbour;
  readonly dispatch: Dispatch;
  /** Empty boxes by depot, and from when on they may be used again. */
  readonly empties: Map<string, { box: Box; readyAt: number }[]>;
  readonly depots: readonly string[];
  readonly makeBox: BoxMaker;
};

export type Importing = {
  readonly terminal: string;
  readonly plant: string;
  readonly boxes: readonly Box[];
  readonly orders: readonly (Order | null)[];
  readonly appointment: Appointment | null;
};

export type Exporting = {
  readonly terminal: string;
  readonly plant: string;
  readonly depot: string;
  readonly count: number;
  readonly booking: string;
  /** One order for each box. */
  readonly orders: readonly Order[];
  readonly appointment: Appointment | null;
};

/** Median time between the gates of a terminal. */
const TURN_MEDIAN_MS = 31 * MINUTE_MS;
const TROUBLE_SHARE = 0.03;
/** Plants that let the truck go and unload the box later. */
const DROPPED_SHARE = 0.2;
/** Empty boxes that go back to the terminal, not to a depot. */
const TO_TERMINAL_SHARE = 0.25;

/** Terminal, plant, and the empty box back: or the box is dropped, and fetched another day. */
export function* importTrip(world: World, places: Places, truck: Truck, job: Importing): Story {
  const { random } = world;
  const { terminal, plant, boxes, orders, appointment } = job;
  if (appointment !== null) nameTruck(world, appointment, truck.plateKey);
  yield* driveTo(world, truck, `${terminal}.in`);
  const leaves = boxes.map((box) => ({ box, trade: 'IMPORT' as const, empty: false }));
  yield* visit(world, truck, { terminal, comes: [], leaves, appointment });
  yield* driveTo(world, truck, `${plant}.gate`);
  for (const [index, box] of boxes.entries()) {
    const order = orders[index];
    if (!order) continue;
    const atMs = world.now() + random.between(0, 3) * MINUTE_MS;
    sayOrder(world, order, {
      milestone: 'ARRIVED',
      atMs,
      container: box.container,
      booking: box.booking,
    });
  }
  if (random.chance(DROPPED_SHARE)) {
    yield* dock(world, truck, plant, random.between(10, 18) * MINUTE_MS);
    truck.boxes = [];
    world.live(stripLater(world, places, job));
    return;
  }
  yield* dock(world, truck, plant, random.around(85 * MINUTE_MS, 0.3));
  strip(world, job);
  yield* returnEmpties(world, places, truck, job);
}

/** The plant unloads the dropped boxes in its own time and has the empty ones fetched. */
function* stripLater(world: World, places: Places, job: Importing): Story {
  const { random } = world;
  yield world.now() + random.between(3, 18) * HOUR_MS;
  strip(world, job);
  const fetchAt = world.now() + random.between(1, 20) * HOUR_MS;
  places.dispatch.job(fetchAt, (truck) => fetchTrip(world, places, truck, job));
}

function* fetchTrip(world: World, places: Places, truck: Truck, job: Importing): Story {
  yield* driveTo(world, truck, `${job.plant}.gate`);
  yield* dock(world, truck, job.plant, world.random.between(10, 20) * MINUTE_MS);
  yield* returnEmpties(world, places, truck, job);
}

function strip(world: World, { boxes, plant }: Importing): void {
  for (const box of boxes) {
    sayPlantMove(world, { box, code: 'STRP', atMs: world.now(), plant, trade: 'IMPORT' });
  }
}

function* returnEmpties(world: World, places: Places, truck: Truck, job: Importing): Story {
  const { random } = world;
  const { terminal, boxes } = job;
  truck.boxes = [...boxes];
  for (const box of boxes) box.seal = null;
  if (random.chance(TO_TERMINAL_SHARE)) {
    const container = boxes[0]?.container ?? null;
    const wish = { facility: terminal, moveType: 'RETURN_EMPTY', container } as const;
    const appointment = book(world, { ...wish, atMs: world.now() + 90 * MINUTE_MS });
    yield* driveTo(world, truck, `${terminal}.in`);
    const comes = boxes.map((box) => ({ box, trade: 'IMPORT' as const, empty: true }));
    yield* visit(world, truck, { terminal, comes, leaves: [], appointment });
    for (const box of boxes) {
      const readyAt = world.now() + random.around(6 * DAY_MS, 0.4);
      places.harbour.put(terminal, { box, trade: 'EXPORT', empty: true, readyAt });
    }
    return;
  }
  const depot = random.pick(places.depots);
  yield* driveTo(world, truck, `${depot}.gate`);
  const atMs = world.now();
  const back = boxes.map((box) => ({ box, trade: 'IMPORT' as const, empty: true, atMs }));
  sayDepotGate(world, { facility: depot, direction: 'IN', atMs, boxes: back });
  yield* depotStay(world, truck, depot);
  truck.boxes = [];
  const readyAt = world.now() + random.around(5 * DAY_MS, 0.5);
  const stored = boxes.map((box) => ({ box, readyAt }));
  const empties = places.empties.get(depot);
  if (empties === undefined) places.empties.set(depot, stored);
  else empties.push(...stored);
}

/** An empty box from a depot, stuffed at the plant, brought to the terminal. */
export function* exportTrip(world: World, places: Places, truck: Truck, job: Exporting): Story {
  const { random } = world;
  const { terminal, plant, depot, booking, orders, appointment } = job;
  if (appointment !== null) nameTruck(world, appointment, truck.plateKey);
  yield* driveTo(world, truck, `${depot}.gate`);
  yield* depotStay(world, truck, depot);
  const boxes = Array.from({ length: job.count }, () => takeEmpty(world, places, job));
  for (const box of boxes) {
    box.booking = booking;
    box.seal = `S${world.number('seal')}`;
  }
  truck.boxes = boxes;
  const atMs = world.now();
  const out = boxes.map((box) => ({ box, trade: 'EXPORT' as const, empty: true, atMs }));
  sayDepotGate(world, { facility: depot, direction: 'OUT', atMs, boxes: out });
  yield* driveTo(world, truck, `${plant}.gate`);
  const tell = (milestone: string) => {
    for (const [index, { container }] of boxes.entries()) {
      const order = orders[index];
      if (order) sayOrder(world, order, { milestone, atMs: world.now(), container, booking });
    }
  };
  tell('STUFFING_STARTED');
  yield* dock(world, truck, plant, random.around(95 * MINUTE_MS, 0.3));
  tell('STUFFING_COMPLETED');
  for (const box of boxes) {
    sayPlantMove(world, { box, code: 'STUF', atMs: world.now(), plant, trade: 'EXPORT' });
  }
  yield* driveTo(world, truck, `${terminal}.in`);
  const comes = boxes.map((box) => ({ box, trade: 'EXPORT' as const, empty: false }));
  yield* visit(world, truck, { terminal, comes, leaves: [], appointment });
  for (const box of boxes) {
    const readyAt = world.now() + Math.max(12 * HOUR_MS, random.around(2.6 * DAY_MS, 0.4));
    places.harbour.put(terminal, { box, trade: 'EXPORT', empty: false, readyAt });
  }
}

function takeEmpty(world: World, places: Places, { depot, count }: Exporting): Box {
  const empties = places.empties.get(depot) ?? [];
  const at = empties.findIndex(
    ({ box, readyAt }) => readyAt <= world.now() && (count === 1 || box.teu === 1),
  );
  const found = at < 0 ? undefined : empties.splice(at, 1)[0];
  return found?.box ?? places.makeBox(count === 1 ? undefined : { small: true });
}

/** Through the gate, to the stacks, and out by the other gate. */
function* visit(
  world: World,
  truck: Truck,
  stay: {
    terminal: string;
    comes: readonly { box: Box; trade: Trade; empty: boolean }[];
    leaves: readonly { box: Box; trade: Trade; empty: boolean }[];
    appointment: Appointment | null;
  },
): Story {
  const { random } = world;
  const { terminal: facility, comes, leaves } = stay;
  const appointmentId = stay.appointment?.id ?? null;
  const trouble = random.chance(TROUBLE_SHARE);
  const about = { truck, facility, appointmentId, trouble };
  const at = (atMs: number, boxes: typeof comes) => ({
    atMs,
    boxes: boxes.map((each) => ({ ...each, atMs })),
  });
  sayGate(world, { ...about, direction: 'IN', ...at(world.now(), comes) });
  const turnMs = Math.max(9 * MINUTE_MS, random.around(TURN_MEDIAN_MS, 0.42) * (trouble ? 2 : 1));
  const gateOutAt = Math.round(world.now() + turnMs);
  const fence = world.reference.facility(facility)?.geofence ?? [];
  const stack = inside(world, fence);
  yield* stayAt(world, truck, { point: stack, untilMs: gateOutAt - 2 * MINUTE_MS });
  const exit = world.route(`${facility}.out`, `${facility}.in`).segments[0]?.line[0];
  yield* stayAt(world, truck, { point: exit ?? truck.spot, untilMs: gateOutAt });
  truck.boxes = leaves.map(({ box }) => box);
  truck.node = `${facility}.out`;
  sayGate(world, { ...about, direction: 'OUT', ...at(gateOutAt, leaves) });
}

function* dock(world: World, truck: Truck, plant: string, forMs: number): Story {
  const fence = world.reference.plant(plant)?.geofence ?? [];
  const untilMs = Math.round(world.now() + forMs);
  yield* stayAt(world, truck, { point: inside(world, fence), untilMs });
}

function* depotStay(world: World, truck: Truck, depot: string): Story {
  const fence = world.reference.facility(depot)?.geofence ?? [];
  const untilMs = Math.round(world.now() + world.random.between(10, 22) * MINUTE_MS);
  yield* stayAt(world, truck, { point: inside(world, fence), untilMs });
}

/** A point well inside a fence, which is a box: between its middle and half way to its edge. */
function inside({ random }: World, fence: readonly Point[]): Point {
  const [first, , third] = fence;
  if (first === undefined || third === undefined) return [0, 0];
  const share = () => 0.5 + random.between(-0.25, 0.25);
  return [first[0] + (third[0] - first[0]) * share(), first[1] + (third[1] - first[1]) * share()];
}
