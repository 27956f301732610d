import { loadReference } from '@landbridge/infra';
import { simulatedPort } from '@landbridge/producers';
import { settledFacts } from '@landbridge/producers/testing';
import { beforeAll, expect, test } from 'vitest';
import { againstOracle } from './day/against-oracle.ts';
import { type FoldedRow, foldAll } from './fold-facts.ts';
import { expectedOutcomes } from './oracle/appointments.ts';
import { delaysAsOf } from './oracle/delays.ts';
import { remaining } from './oracle/facts.ts';
import { oracleOf } from './oracle/oracle.ts';
import { judgeMatching } from './oracle/paths.ts';
import { expectedExposures, expectedTripDelays } from './oracle/trips.ts';

const seed = Number(process.env['SEED'] ?? 1);
const reference = loadReference();
const CHAIN = [
  'gate-boxes',
  'container-moves',
  'call-boxes',
  'departures',
  'yard-dwells',
  'quay-moves',
  'container-cycles',
  'empty-returns',
  'order-boxes',
  'box-references',
  'order-references',
  'order-links',
  'appointment-plates',
  'truck-movements',
  'truck-visits',
  'appointment-outcomes',
  'segment-delays',
  'trip-delays',
  'incident-validities',
  'incident-exposures',
  'hinterland-deliveries',
  'box-progress',
  'supply-risks',
];

/** A small day, with history long enough for what leaves today to have come. */
function aPort(disturb: 'none' | 'all' | { outages: number; broken: number }) {
  return simulatedPort({
    reference,
    seed,
    scale: 0.08,
    historyDays: 9,
    trafficIntervalMs: 600_000,
    disturb,
  });
}

type Rows = ReadonlyMap<string, readonly FoldedRow[]>;
type Run = {
  rows: Rows;
  expected: ReturnType<typeof oracleOf>;
  facts: ReturnType<typeof remaining>;
};

function run(port: ReturnType<typeof aPort>): Run {
  const { facts: settled } = settledFacts(port.deliveries, reference);
  const facts = remaining(port.truth);
  const rows = foldAll(CHAIN, settled, reference);
  return { rows, expected: oracleOf(facts, reference), facts };
}

let whole: Run;
let lossy: Run;

beforeAll(() => {
  whole = run(aPort('none'));
  lossy = run(aPort({ outages: 0.1, broken: 0.02 }));
}, 180_000);

/** Rows with only the fields that the oracle tells of, in an order that both sides share. */
function comparable(rows: readonly object[], fields: readonly string[]): string[] {
  const pick = (row: object) => fields.map((field) => (row as Record<string, unknown>)[field]);
  return rows.map((row) => JSON.stringify(pick(row))).sort();
}

function fieldsOf(rows: readonly object[]): string[] {
  return Object.keys(rows[0] ?? {});
}

const COMPARED = [
  ['gate.boxes', 'gateBoxes'],
  ['container.moves', 'moves'],
  ['yard.dwells', 'stays'],
  ['order.boxes', 'orderBoxes'],
] as const;

test.each(COMPARED)(`%s of an undisturbed day equals the oracle (SEED=${seed})`, (topic, name) => {
  const expected = whole.expected[name];
  const fields = fieldsOf(expected);
  expect(expected.length).toBeGreaterThan(50);
  expect(comparable(whole.rows.get(topic) ?? [], fields)).toEqual(comparable(expected, fields));
});

test.each(COMPARED)(
  `%s after losses equals the oracle of what remained (SEED=${seed})`,
  (topic, name) => {
    const expected = lossy.expected[name];
    const fields = fieldsOf(expected);
    expect(expected.length).toBeLessThan(whole.expected[name].length);
    expect(comparable(lossy.rows.get(topic) ?? [], fields)).toEqual(comparable(expected, fields));
  },
);

test.each([
  ['whole', 'container.cycles', 'cycles'],
  ['whole', 'empty.returns', 'returns'],
  ['lossy', 'container.cycles', 'cycles'],
  ['lossy', 'empty.returns', 'returns'],
] as const)(`of a %s day %s equals the oracle (SEED=${seed})`, (which, topic, name) => {
  const run = which === 'whole' ? whole : lossy;
  const expected = run.expected[name];
  const fields = fieldsOf(expected);
  expect(expected.length).toBeGreaterThan(50);
  expect(comparable(run.rows.get(topic) ?? [], fields)).toEqual(comparable(expected, fields));
});

/** Values of a field that rows of a topic should be seen with on a day in the port. */
const SEEN = [
  ['container.cycles', 'endedBy', ['EMPTY_IN', 'LOADED', 'STREET_TURN', null]],
  ['empty.returns', 'outcome', ['RETURNED', 'STREET_TURN', null]],
  ['empty.returns', 'wrongDepot', [true, false]],
  ['export.leads', 'startBy', ['STUFFED', 'PLANT_STATED']],
  ['call.boxes', 'status', ['PLANNED', 'LOADED']],
  ['box.departures', 'milestone', ['PLANNED', 'DEPARTED']],
  ['yard.dwells', 'rolled', [true, false]],
  ['yard.dwells', 'dwellClass', ['IMPORT', 'EXPORT', 'TRANSSHIPMENT', 'EMPTY']],
  ['order.links', 'direction', ['OUTBOUND']],
  ['box.progress', 'stage', ['IN_YARD', 'ON_ROAD', 'ARRIVED', 'PICKED_UP', 'STUFFED', 'GATED_IN']],
  ['supply.risks', 'level', ['OK', 'AT_RISK', 'LATE', 'UNKNOWN']],
  ['supply.risks', 'outcome', ['ON_TIME', 'LATE', 'ROLLED', null]],
] as const;

test.each(SEEN)('a day in the port shows %s with every %s', (topic, field, values) => {
  const seen = new Set(whole.rows.get(topic)?.map((row) => row[field]));
  expect([...seen]).toEqual(expect.arrayContaining([...values]));
});

const ACROSS = ['callBoxes', 'departures', 'links', 'leads', 'progress', 'risks'] as const;
const DAYS_ACROSS = ACROSS.flatMap((name) => [[name, 'whole'] as const, [name, 'lossy'] as const]);

test.each(DAYS_ACROSS)('%s of a %s day equal the oracle', (name, which) => {
  const { rows, expected } = which === 'whole' ? whole : lossy;
  const found = againstOracle(name, { rows: Object.fromEntries(rows), expected });
  expect(found).toMatchObject({ missing: [], unexpected: [] });
  expect(found.compared).toBeGreaterThan(20);
});

test.each(['whole', 'lossy'] as const)('quay moves of a %s day equal the oracle', (which) => {
  const { rows, expected } = which === 'whole' ? whole : lossy;
  const fields = ['container', 'move', 'eventTime', 'facility', 'emptyIndicator', 'teu', 'voyage'];
  const moved = rows.get('quay.moves') ?? [];
  expect(comparable(moved, fields)).toEqual(comparable(expected.quayMoves, fields));
});

test.each(['whole', 'lossy'] as const)(
  'visits seen at both gates on a %s day equal the oracle',
  (which) => {
    const { rows, expected } = which === 'whole' ? whole : lossy;
    const fields = fieldsOf(expected.visits);
    const visits = (rows.get('truck.visits') ?? [])
      .filter(({ quality, endEventId, startEventId }) => {
        const byGate = (id: unknown) => /^(gate|edi)-/.test(String(id));
        return quality === 'COMPLETE' && byGate(startEventId) && byGate(endEventId);
      })
      .map((row) => ({
        ...row,
        boxesIn: (row['boxesIn'] as string[]).toSorted(),
        boxesOut: (row['boxesOut'] as string[]).toSorted(),
      }));
    expect(comparable(visits, fields)).toEqual(comparable(expected.visits, fields));
  },
);

test.each(['whole', 'lossy'] as const)('deliveries of a %s day equal the oracle', (which) => {
  const { rows, expected } = which === 'whole' ? whole : lossy;
  const fields = fieldsOf(expected.deliveries);
  const deliveries = (rows.get('hinterland.deliveries') ?? []).map((row) => ({
    ...row,
    orderPlant: row['orderId'] === null ? null : row['plant'],
  }));
  expect(expected.deliveries.length).toBeGreaterThan(20);
  expect(comparable(deliveries, fields)).toEqual(comparable(expected.deliveries, fields));
});

test('delays equal a plain as-of look-up over the published traversals', () => {
  const of = <Row>(topic: string) => (whole.rows.get(topic) ?? []) as unknown as readonly Row[];
  const expected = delaysAsOf(of('truck.traversals'), of('traffic.conditions'), reference);
  const fields = fieldsOf(expected);
  expect(expected.some(({ trafficDelayMs }) => (trafficDelayMs ?? 0) > 0)).toBe(true);
  expect(comparable(of('traversal.delays'), fields)).toEqual(comparable(expected, fields));
});

test.each(['whole', 'lossy'] as const)('outcomes of a %s day equal the oracle', (which) => {
  const { rows } = which === 'whole' ? whole : lossy;
  const of = <Row>(topic: string) => (rows.get(topic) ?? []) as unknown as readonly Row[];
  const expected = expectedOutcomes(of('truck.appointments'), of('appointment.arrivals'));
  const outcomes = new Set(expected.map(({ outcome }) => outcome));
  for (const outcome of ['EARLY', 'ON_TIME', 'LATE', 'OPEN', 'WALK_IN', 'CANCELLED_LATE']) {
    expect(outcomes).toContain(outcome);
  }
  const fields = fieldsOf(expected);
  expect(comparable(of('appointment.outcomes'), fields)).toEqual(comparable(expected, fields));
});

test('delays of trips equal the plain sums of their parts, and every trip that is over has one', () => {
  const of = <Row>(topic: string) => (whole.rows.get(topic) ?? []) as unknown as readonly Row[];
  const expected = expectedTripDelays(of('truck.trips'), of('traversal.delays'));
  const fields = fieldsOf(expected);
  expect(expected.length).toBeGreaterThan(50);
  expect(comparable(of('trip.delays'), fields)).toEqual(comparable(expected, fields));
  const emitting = of<{ id: string }>('trip.emissions').map(({ id }) => id);
  expect(emitting.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
});

test('exposures equal each incident against each traversal', () => {
  const of = <Row>(topic: string) => (whole.rows.get(topic) ?? []) as unknown as readonly Row[];
  const expected = expectedExposures(of('traffic.incidents'), of('truck.traversals'));
  const fields = fieldsOf(expected);
  expect(expected.length).toBeGreaterThan(0);
  expect(comparable(of('incident.exposures'), fields)).toEqual(comparable(expected, fields));
});

test('map matching puts 97 % of the way on the right segment, half of it within 5 s', () => {
  const port = aPort('none');
  const traversals = (whole.rows.get('truck.traversals') ?? []) as unknown as Parameters<
    typeof judgeMatching
  >[1];
  const { paths } = whole.facts;
  const quality = judgeMatching(
    { paths, fromMs: port.fromMs, untilMs: port.untilMs },
    traversals,
    reference,
  );
  expect(quality.drivenM).toBeGreaterThan(1_000_000);
  expect(quality.rightShare).toBeGreaterThanOrEqual(0.97);
  expect(quality.wrongShare).toBeLessThanOrEqual(0.01);
  expect(quality.medianEntryErrorMs).toBeLessThanOrEqual(5_000);
});
