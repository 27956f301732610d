import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { type BoxMaker, imoOf } from './boxes.ts';
import type { Hauling } from './hauling.ts';
import type { Trade, Vessel } from './moving.ts';
import { sayQuayMoves } from './say-moves.ts';
import { sayCall } from './say-plans.ts';
import { openStowage, type Stowage, type Waiting } from './stowage.ts';
import type { Story, World } from './world.ts';

/** What waits in the yards: boxes for a vessel, by terminal. */
export type Yards = {
  /** A box may be loaded from a time on. */
  put(terminal: string, waiting: Waiting): void;
};

/** Share of the port's boxes, made up: only that Chuanshan and Meishan are the largest is published. */
const TERMINAL_SHARES: Readonly<Record<string, number>> = {
  BLTCT: 0.28,
  BLCT6: 0.25,
  BLCT2: 0.15,
  BLCT1: 0.12,
  BLCT5: 0.12,
  YZCT7: 0.08,
};
const CALLS_PER_DAY = 1.4;
/** Boxes off the vessels in a day at scale 1: a fortieth of the port. */
const IMPORTS_PER_DAY = 430;
const TRANSSHIPMENTS_PER_DAY = 350;
/** Cranes report so often. */
const REPORT_MS = 30 * MINUTE_MS;
const NAMES = ['EAST STAR', 'JADE RIVER', 'SILK WIND', 'BLUE CRANE', 'LOTUS BAY', 'FAIR TIDE'];

export type Harbour = Yards & {
  readonly stowage: Stowage;
  shareOf(terminal: string): number;
};

export function openHarbour(
  world: World,
  { makeBox, hauling }: { makeBox: BoxMaker; hauling: () => Hauling },
): Harbour {
  const yards = new Map<string, Waiting[]>();
  const stowage = openStowage(world);
  const harbour: Harbour = {
    stowage,
    shareOf: (terminal) => TERMINAL_SHARES[terminal] ?? 0.05,
    put(terminal, waiting) {
      const yard = yards.get(terminal);
      if (yard === undefined) yards.set(terminal, [waiting]);
      else yard.push(waiting);
      stowage.take(terminal, waiting);
    },
  };
  const terminals = world.reference.facilities.filter(
    ({ kind, validUntil }) => kind === 'TERMINAL' && validUntil === null,
  );
  for (const { id } of terminals) {
    const first = world.settings.historyFromMs + world.random.between(0, DAY_MS / CALLS_PER_DAY);
    const nextCall = (): void => {
      world.live(callAt(world, { terminal: id, harbour, yards, makeBox, hauling: hauling() }));
      world.at(world.now() + world.random.between(0.6, 1.4) * (DAY_MS / CALLS_PER_DAY), nextCall);
    };
    world.at(first, nextCall);
  }
  return harbour;
}

type Call = {
  terminal: string;
  harbour: Harbour;
  yards: Map<string, Waiting[]>;
  makeBox: BoxMaker;
  hauling: Hauling;
};

/** A vessel is announced, comes, is discharged, loaded, and leaves. */
function* callAt(world: World, call: Call): Story {
  const { random } = world;
  const { terminal, harbour } = call;
  const number = world.number('call');
  const vessel: Vessel = {
    imo: imoOf(number * 17),
    name: `NB ${random.pick(NAMES)}`,
    voyage: `${String(number % 900).padStart(3, '0')}${random.pick(['E', 'W', 'N'])}${26}`,
    callId: `CALL${number}`,
  };
  const about = { callId: vessel.callId, facility: terminal, vessel };
  const tell = (milestone: string, expectedAt: number | null = null) =>
    sayCall(world, { ...about, milestone, atMs: world.now(), expectedAt });
  const arrivesAt = world.now() + random.between(20, 44) * HOUR_MS;
  tell('ARRIVED', arrivesAt + random.between(-2, 2) * HOUR_MS);
  const closesAt = arrivesAt - 4 * HOUR_MS;
  tell('CARGO_CLOSING', closesAt);
  const announced = { vessel, arrivesAt, closesAt };
  harbour.stowage.announce(terminal, announced, call.yards.get(terminal) ?? []);
  yield arrivesAt;
  tell('ARRIVED');
  yield world.now() + random.between(1, 5) * HOUR_MS;
  tell('BERTHED');
  yield world.now() + random.between(30, 60) * MINUTE_MS;
  tell('DISCHARGE_STARTED');
  const share = harbour.shareOf(terminal) / CALLS_PER_DAY;
  const boxes = world.countOf(
    (IMPORTS_PER_DAY + TRANSSHIPMENTS_PER_DAY) *
      share *
      world.settings.scale *
      random.between(0.7, 1.3),
  );
  const reports = random.whole(10, 24);
  for (let report = 1; report <= reports; report += 1) {
    const fromMs = world.now();
    yield fromMs + REPORT_MS;
    const count =
      Math.floor((boxes * report) / reports) - Math.floor((boxes * (report - 1)) / reports);
    discharge(world, call, { vessel, count, fromMs });
  }
  tell('DISCHARGE_COMPLETED');
  // What may be loaded was agreed at cargo closing; what comes later waits for the next vessel.
  for (let report = 1; report <= reports; report += 1) {
    const fromMs = world.now();
    yield fromMs + REPORT_MS;
    load(world, call, { vessel, count: Math.ceil((boxes * 1.5) / reports), fromMs });
  }
  yield world.now() + random.between(30, 90) * MINUTE_MS;
  tell('DEPARTED');
  harbour.stowage.depart(terminal, announced, call.yards.get(terminal) ?? []);
}

function discharge(
  world: World,
  call: Call,
  { vessel, count, fromMs }: { vessel: Vessel; count: number; fromMs: number },
): void {
  const { random } = world;
  const moves = Array.from({ length: count }, () => {
    const isImport = random.chance(IMPORTS_PER_DAY / (IMPORTS_PER_DAY + TRANSSHIPMENTS_PER_DAY));
    const trade: Trade = isImport ? 'IMPORT' : 'TRANSSHIPMENT';
    const box = call.makeBox();
    box.seal = `S${world.number('seal')}`;
    box.booking = `BK${String(world.number('booking')).padStart(7, '0')}`;
    return { box, atMs: fromMs + random.between(0, REPORT_MS), trade, empty: false };
  });
  moves.sort((one, other) => one.atMs - other.atMs);
  const { terminal: facility } = call;
  sayQuayMoves(world, { facility, move: 'DISC', vessel, untilMs: world.now(), boxes: moves });
  const imports = moves.filter(({ trade }) => trade === 'IMPORT').map(({ box }) => box);
  call.hauling.takeImports(facility, imports);
  for (const { box, trade, atMs } of moves) {
    if (trade !== 'TRANSSHIPMENT') continue;
    // Not back onto the vessel it came with: that would be a restow.
    const readyAt = atMs + Math.max(30 * HOUR_MS, random.around(2.8 * DAY_MS, 0.45));
    call.harbour.put(facility, { box, trade, empty: false, readyAt });
  }
}

function load(
  world: World,
  call: Call,
  { vessel, count, fromMs }: { vessel: Vessel; count: number; fromMs: number },
): void {
  const yard = call.yards.get(call.terminal) ?? [];
  const ready: typeof yard = [];
  const staying: typeof yard = [];
  for (const waiting of yard) {
    // What is planned for another call stays, and what came after the closing.
    const isOfCall = waiting.planned === undefined || waiting.planned.vessel === vessel;
    const isThere = waiting.late !== true && waiting.readyAt <= fromMs;
    const goes = isOfCall && isThere && ready.length < count;
    (goes ? ready : staying).push(waiting);
  }
  if (ready.length === 0) return;
  call.yards.set(call.terminal, staying);
  const moves = ready.map(({ box, trade, empty }) => ({
    box,
    atMs: fromMs + world.random.between(0, REPORT_MS),
    trade,
    empty,
  }));
  moves.sort((one, other) => one.atMs - other.atMs);
  const { terminal: facility } = call;
  sayQuayMoves(world, { facility, move: 'LOAD', vessel, untilMs: world.now(), boxes: moves });
}
