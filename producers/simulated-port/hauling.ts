import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { type Box, type BoxMaker, weighted } from './boxes.ts';
import { openDispatch } from './dispatch.ts';
import type { Harbour } from './harbour.ts';
import { plannedMs } from './journey.ts';
import { book, newOrder, type Order, sayOrder } from './say-plans.ts';
import { localDayOf } from './times.ts';
import { type Exporting, exportTrip, type Importing, importTrip, type Places } from './trips.ts';
import type { World } from './world.ts';

/** What brings boxes to the plants and back. */
export type Hauling = { takeImports(terminal: string, boxes: readonly Box[]): void };

/** Export boxes in a day at scale 1. */
const EXPORTS_PER_DAY = 430;
/** Share of small boxes that travel two on a chassis. */
const PAIRED_SHARE = 0.6;
const IMPORT_DWELL_MS = 3.2 * DAY_MS;
const ORDERED_SHARE = 0.85;
const WALK_IN_SHARE = 0.04;
/** Empty boxes that are to go back to the terminal, not to a depot. */
const TO_TERMINAL_SHARE = 0.25;
/** Truck arrivals over the day, of each hour, per cent: flatter at night than in ports that close. */
const HOURS = [
  2.2, 2, 1.9, 2, 2.3, 3.2, 4, 4.3, 4.8, 5.6, 6.2, 6.2, 6, 6.3, 6.2, 5.6, 5.5, 4.8, 4.2, 3.6, 3.4,
  3.1, 2.8, 2.5,
];
/** Where the boxes go to and come from, made up after the clusters' weight. */
const PLANT_SHARES: readonly (readonly [cluster: string, share: number])[] = [
  ['Cixi', 0.24],
  ['Yuyao', 0.18],
  ['Beilun', 0.25],
  ['Zhenhai', 0.17],
  ['Hangzhou Bay', 0.08],
  ['Ninghai', 0.05],
  ['Xiangshan', 0.03],
];

export function openHauling(
  world: World,
  { harbour, makeBox }: { harbour: Harbour; makeBox: BoxMaker },
): Hauling {
  const { random, reference } = world;
  const dispatch = openDispatch(world);
  const places: Places = {
    harbour,
    dispatch,
    empties: new Map(),
    depots: reference.facilities.filter(({ kind }) => kind === 'DEPOT').map(({ id }) => id),
    makeBox,
  };
  const terminals = reference.facilities
    .filter(({ kind, validUntil }) => kind === 'TERMINAL' && validUntil === null)
    .map(({ id }) => [id, harbour.shareOf(id)] as const);
  const plantsOf = Map.groupBy(reference.plants, ({ cluster }) => cluster);
  const pickPlant = (): string => {
    const cluster = weighted(random, PLANT_SHARES)?.[0] ?? '';
    return random.pick(plantsOf.get(cluster) ?? reference.plants).id;
  };

  const planExports = (): void => {
    const midnight = localDayOf(world.now()) + 2 * DAY_MS;
    let boxes = world.countOf(EXPORTS_PER_DAY * world.settings.scale);
    while (boxes > 0) {
      const paired = boxes > 1 && random.chance(0.2);
      boxes -= paired ? 2 : 1;
      const terminal = weighted(random, terminals)?.[0] ?? 'BLTCT';
      const startAt = midnight + hourOfDay(world) - 3 * HOUR_MS;
      planExport(world, places, { terminal, plant: pickPlant(), startAt, count: paired ? 2 : 1 });
    }
    world.at(world.now() + DAY_MS, planExports);
  };
  world.at(localDayOf(world.settings.historyFromMs) + MINUTE_MS, planExports);

  return {
    takeImports(terminal, boxes) {
      for (const load of loadsOf(world, boxes)) {
        planImport(world, places, { terminal, plant: pickPlant(), boxes: load });
      }
    },
  };
}

/** Boxes as they travel: most small ones in pairs. */
function loadsOf({ random }: World, boxes: readonly Box[]): Box[][] {
  const loads: Box[][] = [];
  let single: Box | undefined;
  for (const box of boxes) {
    if (box.teu !== 1 || !random.chance(PAIRED_SHARE)) loads.push([box]);
    else if (single === undefined) single = box;
    else {
      loads.push([single, box]);
      single = undefined;
    }
  }
  if (single !== undefined) loads.push([single]);
  return loads;
}

function planImport(
  world: World,
  places: Places,
  { terminal, plant, boxes }: { terminal: string; plant: string; boxes: Box[] },
): void {
  const { random } = world;
  const earliest = world.now() + 3 * HOUR_MS;
  const leaves = world.now() + random.around(IMPORT_DWELL_MS, 0.42);
  let pickUpAt = localDayOf(leaves) + hourOfDay(world);
  if (pickUpAt < earliest) pickUpAt += DAY_MS;
  const orders = boxes.map((box) => orderFor(world, { box, plant, pickUpAt }));
  const walksIn = random.chance(WALK_IN_SHARE);
  const container = boxes[0]?.container ?? null;
  const appointment = walksIn
    ? null
    : book(world, { facility: terminal, moveType: 'PICKUP_FULL', container, atMs: pickUpAt });
  const returnTo = random.chance(TO_TERMINAL_SHARE) ? terminal : random.pick(places.depots);
  const importing: Importing = { terminal, plant, boxes, orders, appointment, returnTo };
  const wayMs = plannedMs(world, { from: `${places.depots[0]}.gate`, to: `${terminal}.in` });
  const slotAt = (appointment?.slotStart ?? pickUpAt) + random.between(0, HOUR_MS);
  const startAt = slotAt - wayMs - 25 * MINUTE_MS;
  places.dispatch.job(startAt, (truck) => importTrip(world, places, truck, importing));
}

/** Most imports are ordered: the plant says which box it needs by when, and sometimes changes its mind. */
function orderFor(
  world: World,
  { box, plant, pickUpAt }: { box: Box; plant: string; pickUpAt: number },
): Order | null {
  const { random } = world;
  if (!random.chance(ORDERED_SHARE)) return null;
  const order = newOrder(world, { plant, direction: 'INBOUND' });
  const { container, booking } = box;
  const neededBy = pickUpAt + random.between(2, 40) * HOUR_MS;
  const milestone = 'INBOUND_NEEDED_BY';
  const saidAt = world.now() + random.between(0.1, 8) * HOUR_MS;
  sayOrder(world, order, { milestone, atMs: saidAt, container, booking, neededBy });
  if (random.chance(0.15)) {
    const changedAt = saidAt + random.between(2, 30) * HOUR_MS;
    const changed = neededBy + random.between(-10, 20) * HOUR_MS;
    sayOrder(world, order, { milestone, atMs: changedAt, container, booking, neededBy: changed });
  }
  return order;
}

function planExport(
  world: World,
  places: Places,
  plan: { terminal: string; plant: string; startAt: number; count: number },
): void {
  const { terminal, plant, startAt, count } = plan;
  const { random } = world;
  const booking = `BX${String(world.number('export booking')).padStart(7, '0')}`;
  const readyAt = startAt - random.between(1, 8) * HOUR_MS;
  const orders = Array.from({ length: count }, () =>
    exportOrder(world, { plant, booking, readyAt }),
  );
  const depot = random.pick(places.depots);
  const atTerminal =
    startAt +
    plannedMs(world, { from: `${depot}.gate`, to: `${plant}.gate` }) +
    plannedMs(world, { from: `${plant}.gate`, to: `${terminal}.in` }) +
    150 * MINUTE_MS;
  const appointment = random.chance(WALK_IN_SHARE)
    ? null
    : book(world, { facility: terminal, moveType: 'DROP_FULL', container: null, atMs: atTerminal });
  const exporting: Exporting = { terminal, plant, depot, count, booking, orders, appointment };
  places.dispatch.job(startAt, (truck) => exportTrip(world, places, truck, exporting));
}

/** What a plant tells of an order before the box is there: released, started, completed, ready. */
function exportOrder(
  world: World,
  { plant, booking, readyAt }: { plant: string; booking: string; readyAt: number },
): Order {
  const { random } = world;
  const order = newOrder(world, { plant, direction: 'OUTBOUND' });
  const quantity = random.whole(100, 4_000);
  const releasedAt = world.now() + random.between(0.1, 5) * HOUR_MS;
  const tell = (milestone: string, share: number) => {
    const atMs = releasedAt + (readyAt - releasedAt) * share;
    sayOrder(world, order, { milestone, atMs, booking, quantity, cargoReadyAt: readyAt });
  };
  tell('RELEASED', 0);
  tell('STARTED', random.between(0.1, 0.4));
  tell('COMPLETED', random.between(0.6, 0.95));
  tell('SHIPMENT_READY', 1);
  return order;
}

function hourOfDay({ random }: World): number {
  const rows = HOURS.map((share, hour) => [hour, share / 98.7] as const);
  const hour = weighted(random, rows)?.[0] ?? 12;
  return hour * HOUR_MS + random.between(0, HOUR_MS);
}
