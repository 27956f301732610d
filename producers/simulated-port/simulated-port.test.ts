import { createHash } from 'node:crypto';
import { loadReference } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { settledFacts } from '../testing/settled-facts.ts';
import { DISTURBANCES, type SimulationOptions, settingsOf } from './options.ts';
import { openRun, simulatedPort } from './simulated-port.ts';
import type { GateTruth, Truth } from './statement.ts';

const seed = Number(process.env['SEED'] ?? 1);
const reference = loadReference();
const NONE = { disturb: 'none' } as const;

/** A small port with a few days of history and a slow traffic feed. */
function aPort(options: Partial<SimulationOptions> = {}) {
  const small = { scale: 0.04, historyDays: 5, trafficIntervalMs: 3_600_000 };
  return simulatedPort({ reference, seed, ...small, ...options });
}

function digestOf(port: ReturnType<typeof aPort>): string {
  const hash = createHash('sha256');
  for (const { atMs, feed, name, bytes } of port.deliveries) {
    hash.update(`${atMs} ${feed} ${name} ${bytes.length}`).update(bytes);
  }
  return hash.digest('hex');
}

function truthOf(port: ReturnType<typeof aPort>): string[] {
  return [...port.truth].map(({ truth }) => JSON.stringify(truth)).sort();
}

function settledOf(options: Partial<SimulationOptions>): string[] {
  const { facts } = settledFacts(aPort(options).deliveries, reference);
  return [...facts.values()]
    .flat()
    .map((fact) => JSON.stringify(fact))
    .sort();
}

let clean: string[] | undefined;

/** The facts of the undisturbed port, settled once for all that compare with them. */
function cleanFacts(): string[] {
  clean ??= settledOf(NONE);
  return clean;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

test(`the same options give the same bytes, read as often as one likes (SEED=${seed})`, () => {
  const port = aPort();
  const digest = digestOf(port);
  expect(digestOf(port)).toBe(digest);
  expect(digestOf(aPort())).toBe(digest);
  expect(digestOf(aPort({ seed: seed + 1 }))).not.toBe(digest);
});

test('deliveries come in order of arrival, and every format is among them', () => {
  let last = 0;
  const sources = new Set<string>();
  for (const { atMs, source, bytes } of aPort().deliveries) {
    expect(atMs).toBeGreaterThanOrEqual(last);
    expect(bytes.length).toBeGreaterThan(0);
    last = atMs;
    sources.add(source);
  }
  expect([...sources].sort()).toEqual(['dcsa', 'edifact', 'jsonl']);
});

test(`the facts are the same whatever the disturbances (SEED=${seed})`, () => {
  expect(truthOf(aPort())).toEqual(truthOf(aPort(NONE)));
});

test('without disturbances every statement is read, and each true fact once', () => {
  const port = aPort(NONE);
  const { facts, refused } = settledFacts(port.deliveries, reference);
  expect([...refused]).toEqual([]);
  const told = Map.groupBy([...port.truth], ({ truth }) => truth.topic);
  // Incidents are told twice under one id: when they become known, and when they are over.
  for (const [topic, known] of told) {
    if (topic === 'path' || topic === 'traffic.incidents') continue;
    expect(facts.get(topic)?.length, topic).toBe(known.length);
  }
  expect(Object.values(port.absorbed).every((count) => count === 0)).toBe(true);
});

test.each(['disorder', 'duplicates', 'corrections', 'retractions', 'backfill'] as const)(
  `%s leave the same facts in the end (SEED=${seed})`,
  (name) => {
    expect(settledOf({ disturb: { [name]: 0.3 } })).toEqual(cleanFacts());
  },
);

test(`all harmless disturbances together leave the same facts (SEED=${seed})`, () => {
  const disturb = {
    disorder: 0.3,
    duplicates: 0.2,
    corrections: 0.2,
    retractions: 0.2,
    backfill: 0.2,
  };
  expect(settledOf({ disturb })).toEqual(cleanFacts());
});

test.each(['outages', 'broken'] as const)('%s lose the facts that the truth calls lost', (name) => {
  const port = aPort({ disturb: { [name]: 0.4 } });
  const { facts, refused } = settledFacts(port.deliveries, reference);
  const kept = Map.groupBy(
    [...port.truth].filter(({ lost }) => !lost),
    ({ truth }) => truth.topic,
  );
  for (const topic of ['gate.transactions', 'container.events', 'truck.positions'] as const) {
    expect(facts.get(topic)?.length, topic).toBe(kept.get(topic)?.length);
  }
  expect([...port.truth].filter(({ lost }) => lost).length).toBeGreaterThan(50);
  expect(refused.size > 0).toBe(name === 'broken');
});

test.each(DISTURBANCES)('a higher rate of %s disturbs more', (name) => {
  const absorbed = (rate: number) => {
    const port = aPort({ disturb: { [name]: rate } });
    for (const _ of port.deliveries);
    return port.absorbed[name];
  };
  const little = absorbed(0.02);
  const much = absorbed(0.4);
  expect(little).toBeGreaterThan(0);
  expect(much).toBeGreaterThan(little * 4);
});

test('broken text is refused with a reason and spares its neighbours', () => {
  const port = aPort({ disturb: { broken: 0.2 } });
  const { refused } = settledFacts(port.deliveries, reference);
  expect([...refused.keys()].sort()).toEqual(['bad-time', 'malformed', 'segment-count']);
  const count = [...refused.values()].reduce((sum, each) => sum + each, 0);
  expect(count).toBe(port.absorbed.broken);
});

test('back-filled positions come an hour late at most, and are marked', () => {
  const late = (options: Partial<SimulationOptions>) => {
    let most = 0;
    for (const { feed, atMs, bytes } of aPort(options).deliveries) {
      if (!feed.startsWith('gps')) continue;
      for (const [, time] of bytes.toString().matchAll(/"eventTime":(\d+)/g)) {
        most = Math.max(most, atMs - Number(time));
      }
    }
    return most / 60_000;
  };
  expect(late(NONE)).toBeLessThan(2);
  expect(late({ disturb: { backfill: 0.2 } })).toBeGreaterThan(45);
  expect(late({ disturb: { backfill: 0.2 } })).toBeLessThan(66);
});

test('turn times and dwell are those of a port', () => {
  const port = aPort({ ...NONE, scale: 0.2, historyDays: 12 });
  const [turns, stays] = timesOf([...port.truth].map(({ truth }) => truth));
  const minutes = medianOf(turns) / 60_000;
  expect(minutes).toBeGreaterThan(25);
  expect(minutes).toBeLessThan(45);
  const days = medianOf(stays) / 86_400_000;
  expect(days).toBeGreaterThan(2.5);
  expect(days).toBeLessThan(4);
});

/** From gate to gate of trucks, and from quay to gate of import boxes, milliseconds. */
function timesOf(truths: readonly Truth[]): [turns: number[], stays: number[]] {
  const discharged = new Map<string, number>();
  const gates: GateTruth[] = [];
  for (const truth of truths) {
    if (truth.topic === 'gate.transactions') gates.push(truth);
    if (truth.topic !== 'container.events' || truth.move !== 'DISC') continue;
    if (truth.trade === 'IMPORT') discharged.set(truth.container, truth.atMs);
  }
  gates.sort((one, other) => one.atMs - other.atMs);
  const cameIn = new Map<string, number>();
  const turns: number[] = [];
  const stays: number[] = [];
  for (const { direction, plate, facility, atMs, boxes } of gates) {
    if (direction === 'IN') {
      cameIn.set(plate + facility, atMs);
      continue;
    }
    turns.push(atMs - (cameIn.get(plate + facility) ?? atMs));
    for (const { container } of boxes) stays.push(atMs - (discharged.get(container) ?? atMs));
  }
  return [turns.filter((each) => each > 0), stays.filter((each) => each > 0)];
}

test('an appointment whose truck is known names its haulier', () => {
  const { facts } = settledFacts(aPort(NONE).deliveries, reference);
  const stated = (facts.get('truck.appointments') ?? []) as unknown as {
    plate: string | null;
    haulier: string | null;
  }[];
  const known = stated.filter(({ plate }) => plate !== null);
  expect(known.length).toBeGreaterThan(10);
  expect(stated.every(({ plate, haulier }) => (plate === null) === (haulier === null))).toBe(true);
});

test('positions lie within some metres of the way that the truck really drove', () => {
  const port = aPort(NONE);
  const { facts } = settledFacts(port.deliveries, reference);
  const positions = (facts.get('truck.positions') ?? []) as unknown as {
    lat: number;
    lon: number;
    fixValid: boolean;
    speedKmh: number;
  }[];
  const moving = positions.filter(({ fixValid, speedKmh }) => fixValid && speedKmh > 20);
  const distances = moving.map(
    ({ lat, lon }) => reference.segmentsNear([lon, lat], 200)[0]?.distanceM ?? 999,
  );
  expect(distances.length).toBeGreaterThan(1_000);
  expect(medianOf(distances)).toBeLessThan(12);
  expect(distances.filter((each) => each > 60).length / distances.length).toBeLessThan(0.001);
});

test('what waits to be delivered does not grow with the days', () => {
  const mostHeld = (days: number): { held: number; said: number } => {
    const small = { ...NONE, days, scale: 0.1, historyDays: 6, trafficIntervalMs: 3_600_000 };
    const { world, feeds } = openRun(settingsOf({ reference, seed, ...small }));
    let [held, said] = [0, 0];
    while (world.step()) {
      for (const { bytes } of feeds.until(world.now())) said += bytes.length;
      held = Math.max(held, feeds.held);
    }
    return { held, said };
  };
  const [one, four] = [mostHeld(1), mostHeld(4)];
  expect(four.said).toBeGreaterThan(one.said * 2);
  expect(four.held).toBeLessThan(one.held * 1.6);
});
