import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadReference } from '@landbridge/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { againstOracle, COMPARED } from './day/against-oracle.ts';
import { differencesOf } from './day/compare.ts';
import { type Outcome, outcomeOf, type Plan } from './day/lives.ts';
import { HARMLESS, LOSSES, smallDay } from './day/small-day.ts';
import { delaysAsOf } from './oracle/delays.ts';
import { remaining } from './oracle/facts.ts';
import { oracleOf } from './oracle/oracle.ts';
import { judgeMatching } from './oracle/paths.ts';

const seed = Number(process.env['SEED'] ?? 1);
const KILLS = 20;
const reference = loadReference();
const lossyDay = { seed, disturb: { ...HARMLESS, ...LOSSES } };

const PLANS = {
  undisturbed: { disturb: 'none', withRows: true },
  disturbed: { disturb: HARMLESS },
  killed: { disturb: HARMLESS, kills: KILLS },
  lossy: { disturb: lossyDay.disturb, withRows: true },
  'feed by feed': { disturb: HARMLESS, feedByFeed: true },
  'in three partitions': { disturb: HARMLESS, partitions: 3 },
} satisfies Record<string, Omit<Plan, 'name' | 'seed'>>;
type Name = keyof typeof PLANS;
/** Tables whose facts the simulated port does not make; without a disturbance nothing is set aside. */
const EMPTY = ['dead_letters'];

const stop = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'landbridge-day-'));
const outcomes = new Map<Name, Outcome>();

beforeAll(async () => {
  const run = async (name: Name) => {
    outcomes.set(
      name,
      await outcomeOf({ ...PLANS[name], name, seed }, { under: folder, stop: stop.signal }),
    );
  };
  const inTurn = async (names: readonly Name[]) => {
    for (const name of names) await run(name);
  };
  // Two at a time: the one that dies again and again takes as long as all the others.
  await Promise.all([
    run('killed'),
    inTurn(['undisturbed', 'disturbed', 'lossy', 'feed by feed', 'in three partitions']),
  ]);
  process.stderr.write(`SEED=${seed} npm test repeats this day.\n`);
}, 280_000);

afterAll(() => {
  stop.abort();
  rmSync(folder, { recursive: true, force: true });
});

function outcome(name: Name): Outcome {
  const found = outcomes.get(name);
  if (found === undefined) throw new Error(`The run ${name} has not ended.`);
  return found;
}

function rowsOf<Row>(name: Name, topic: string): readonly Row[] {
  return (outcome(name).rows[topic] ?? []) as unknown as readonly Row[];
}

test('the undisturbed day fills every table but those that it has nothing for', () => {
  const empty = outcome('undisturbed').tables.filter(({ rows }) => rows.length === 0);
  expect(empty.map(({ table }) => table)).toEqual(EMPTY);
});

test.each(['disturbed', 'killed', 'feed by feed', 'in three partitions'] as const)(
  `the tables of the day %s are those of the undisturbed one (SEED=${seed})`,
  (name) => {
    expect(differencesOf(outcome('undisturbed').tables, outcome(name).tables)).toEqual([]);
  },
);

test(`${KILLS} processes died, most of them with much of the day still to be told`, () => {
  const { kills, killsWhileTelling } = outcome('killed');
  expect(kills).toBe(KILLS);
  expect(killsWhileTelling).toBeGreaterThan(KILLS / 4);
});

test('all that is set aside of a lossy day is the broken text, each once', () => {
  const letters = rowsOf<{ stage: string; code: string }>('lossy', 'dead.letters');
  const port = smallDay(lossyDay, reference);
  for (const _ of port.deliveries);
  expect(port.absorbed.broken).toBeGreaterThan(100);
  expect(letters.filter(({ stage }) => !stage.startsWith('source:'))).toEqual([]);
  expect(letters).toHaveLength(port.absorbed.broken);
});

const facts = {
  undisturbed: remaining(smallDay({ seed, disturb: 'none' }, reference).truth),
  lossy: remaining(smallDay(lossyDay, reference).truth),
};
const expected = {
  undisturbed: oracleOf(facts.undisturbed, reference),
  lossy: oracleOf(facts.lossy, reference),
};
const DAYS = ['undisturbed', 'lossy'] as const;
const COMPARISONS = DAYS.flatMap((day) => COMPARED.map((name) => [name, day] as const));

test.each(COMPARISONS)(
  `the landed %s of the %s day equal the oracle (SEED=${seed})`,
  (name, day) => {
    const { missing, unexpected, compared } = againstOracle(name, {
      rows: outcome(day).rows,
      expected: expected[day],
    });
    expect({ missing, unexpected }).toEqual({ missing: [], unexpected: [] });
    expect(compared).toBeGreaterThan(10);
  },
);

test('the lossy day lost facts of each kind', () => {
  // Of facts, not of rows: a stay whose end was lost may show as two.
  for (const kind of ['moves', 'gates', 'orders'] as const) {
    expect(facts.lossy[kind].length, kind).toBeLessThan(facts.undisturbed[kind].length);
  }
});

test.each(DAYS)('delays of the %s day are an as-of look-up over its traversals', (day) => {
  const expectedDelays = delaysAsOf(
    rowsOf(day, 'truck.traversals'),
    rowsOf(day, 'traffic.conditions'),
    reference,
  );
  const { missing, unexpected } = againstOracle('delays', {
    rows: outcome(day).rows,
    expected: { ...expected[day], delays: expectedDelays },
  });
  expect({ missing, unexpected }).toEqual({ missing: [], unexpected: [] });
  expect(
    expectedDelays.filter(({ trafficDelayMs }) => (trafficDelayMs ?? 0) > 0).length,
  ).toBeGreaterThan(100);
});

test('map matching puts 97 % of the way on the right segment, half of it within 5 s', () => {
  const port = smallDay({ seed, disturb: 'none' }, reference);
  const traversals = rowsOf<Parameters<typeof judgeMatching>[1][number]>(
    'undisturbed',
    'truck.traversals',
  );
  const quality = judgeMatching(
    { paths: facts.undisturbed.paths, fromMs: port.fromMs, untilMs: port.untilMs },
    traversals,
    reference,
  );
  expect(quality.drivenM).toBeGreaterThan(500_000);
  expect(quality.rightShare).toBeGreaterThanOrEqual(0.97);
  expect(quality.wrongShare).toBeLessThanOrEqual(0.01);
  expect(quality.medianEntryErrorMs).toBeLessThanOrEqual(5_000);
});
