import type { Point } from '@landbridge/infra';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import type { Box, BoxMaker } from './boxes.ts';
import type { Dispatch } from './dispatch.ts';
import type { Harbour } from './harbour.ts';
import { driveTo, stayAt } from './journey.ts';
import type { Trade } from './moving.ts';
import { sayCarrierPlan } from './say-carrier.ts';
import { sayDepotGate, sayGate, sayPlantMove } from './say-moves.ts';
import { type Appointment, book, nameTruck, newOrder, type Order, sayOrder } from './say-plans.ts';
import type { Announced } from './stowage.ts';
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
  /** Where the carrier wants the empty boxes back: a depot, or the terminal. */
  readonly returnTo: string;
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
/** At every so many visits the gate does not note the appointment. */
const UNNAMED_EVERY = 20;
/** Plants that let the truck go and unload the box later. */
const DROPPED_SHARE = 0.2;
/** Empty boxes that are brought to another depot than the carrier had planned. */
const WRONG_DEPOT_SHARE = 0.06;
/** Empty boxes that the plant stuffs again at once. */
const STREET_TURN_SHARE = 0.07;
/** Exports in a hurry: planned for the next call when the box is fetched, and loaded if they come before it closes. */
const HURRIED_SHARE = 0.3;
const RETURN_AFTER_MS = 4 * DAY_MS;

/** Terminal, plant, and the empty box back: or the box is dropped, and fetched another day. */
export function* importTrip(world: World, places: Places, truck: Truck, job: Importing): Story {
  const { random } = world;
  const { terminal, plant, boxes, orders, appointment } = job;
  if (appointment !== null) nameTruck(world, appointment, truck);
  yield* driveTo(world, truck, `${terminal}.in`);
  const leaves = boxes.map((box) => ({ box, trade: 'IMPORT' as const, empty: false }));
  yield* visit(world, truck, { terminal, comes: [], leaves, appointment });
  const expectedAt = world.now() + RETURN_AFTER_MS;
  for (const box of boxes) {
    const back = { code: 'GTIN', facility: job.returnTo, vessel: null, empty: true } as const;
    sayCarrierPlan(world, box, { ...back, expectedAt });
  }
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
  if (random.chance(STREET_TURN_SHARE)) yield* turnOnStreet(world, places, truck, job);
  else yield* returnEmpties(world, places, truck, job);
}

/** The plant has an export of its own for the empty boxes: they go to the terminal without having been to a depot. */
function* turnOnStreet(world: World, places: Places, truck: Truck, job: Importing): Story {
  const { terminal, plant, boxes } = job;
  const booking = `BX${String(world.number('export booking')).padStart(7, '0')}`;
  const orders = boxes.map(() => newOrder(world, { plant, direction: 'OUTBOUND' }));
  for (const order of orders) {
    const said = { atMs: world.now(), booking };
    sayOrder(world, order, { ...said, milestone: 'RELEASED' });
    sayOrder(world, order, { ...said, milestone: 'SHIPMENT_READY', cargoReadyAt: world.now() });
  }
  rebook(world, boxes, booking);
  const exporting = { terminal, plant, booking, orders, boxes, appointment: null };
  yield* stuffAndDeliver(world, places, truck, exporting);
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
  const isAstray = random.chance(WRONG_DEPOT_SHARE);
  const depot = isAstray ? random.pick(places.depots) : job.returnTo;
  if (depot === terminal) {
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
  if (appointment !== null) nameTruck(world, appointment, truck);
  yield* driveTo(world, truck, `${depot}.gate`);
  yield* depotStay(world, truck, depot);
  const boxes = Array.from({ length: job.count }, () => takeEmpty(world, places, job));
  rebook(world, boxes, booking);
  truck.boxes = boxes;
  const atMs = world.now();
  const out = boxes.map((box) => ({ box, trade: 'EXPORT' as const, empty: true, atMs }));
  sayDepotGate(world, { facility: depot, direction: 'OUT', atMs, boxes: out });
  const { stowage } = places.harbour;
  const planned = random.chance(HURRIED_SHARE) ? stowage.nextCall(terminal) : undefined;
  if (planned !== undefined) for (const box of boxes) stowage.plan(terminal, box, planned);
  yield* driveTo(world, truck, `${plant}.gate`);
  const exporting = { terminal, plant, booking, orders, boxes, appointment, planned };
  yield* stuffAndDeliver(world, places, truck, exporting);
}

/** Stuffed at the plant where the truck is, brought to the terminal. */
function* stuffAndDeliver(
  world: World,
  places: Places,
  truck: Truck,
  job: Pick<Exporting, 'terminal' | 'plant' | 'booking' | 'orders' | 'appointment'> & {
    boxes: readonly Box[];
    planned?: Announced | undefined;
  },
): Story {
  const { random } = world;
  const { terminal, plant, booking, orders, boxes, appointment, planned } = job;
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
    const waitsMs =
      planned === undefined ? Math.max(12 * HOUR_MS, random.around(2.6 * DAY_MS, 0.4)) : 0;
    const readyAt = world.now() + waitsMs;
    places.harbour.put(terminal, { box, trade: 'EXPORT', empty: false, readyAt, planned });
  }
}

function rebook(world: World, boxes: readonly Box[], booking: string): void {
  for (const box of boxes) {
    box.booking = booking;
    box.seal = `S${world.number('seal')}`;
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
  const isKeyedIn = world.number('visit') % UNNAMED_EVERY !== 0;
  const appointmentId = isKeyedIn ? (stay.appointment?.id ?? null) : null;
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
