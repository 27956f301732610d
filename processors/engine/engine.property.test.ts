import { loadReference } from '@landbridge/infra';
import { deadLetters, type Header, type Topic } from '@landbridge/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Processor } from '../processor.ts';
import { engineDriver, naiveFold } from '../testing/index.ts';
import {
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  pages,
  timedEntries,
} from '../testing/ledger-processor.ts';
import { settlingOf } from './settling.ts';

const TIMEOUT_MS = 60_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const context = { reference: loadReference() };
const OUTPUTS = [balances, lines, pages];
const TOPICS: readonly Topic[] = [...OUTPUTS, entries as Topic];

/** Statements of a few facts about two accounts: versions of one fact may move it in time and to another account. */
const statement = fc.record({
  fact: fc.oneof(fc.nat(30), fc.nat(300)),
  revision: fc.nat(4),
  retracted: fc.boolean().map((b) => b),
  minute: fc.nat(25),
  account: fc.constantFrom('a', 'b'),
  amount: fc.constantFrom(0, 0, 1, 2, 3, 5, 7, 13),
  page: fc.constantFrom('x', 'y', 'z'),
});
type Statement = typeof statement extends fc.Arbitrary<infer T> ? T : never;
const ANY_STATEMENT: Statement = {
  ...{ fact: 0, revision: 0, retracted: false, minute: 0, account: 'a', amount: 1, page: 'x' },
};

function revisable({ fact, revision, retracted, minute, account, amount, page }: Statement): Entry {
  return {
    id: `t:${fact}`,
    revision,
    retracted: retracted && revision % 3 === 2,
    eventTime: minute * 60_000,
    source: 't',
    recordedAt: 0,
    ingestedAt: 0,
    account,
    amount,
    page,
  };
}

function timed(given: Statement): Entry {
  const entry = revisable(given);
  const eventTime = (given.fact % 25) * 60_000;
  return { ...entry, id: `t:${given.fact}`, eventTime, account: given.fact % 2 === 0 ? 'a' : 'b' };
}

/** How a run is disturbed: cut into batches and commits, which may overlap, aborted, its cache emptied. */
const disturbance = fc.record({
  cuts: fc.array(
    fc.record({
      size: fc.integer({ min: 1, max: 9 }),
      act: fc.constantFrom('commit', 'abort', 'go'),
    }),
    {
      minLength: 1,
    },
  ),
  cacheBytesMax: fc.constantFrom(0, 4_000, 1 << 20),
  chunkBytesMax: fc.integer({ min: 1, max: 4_080 }),
  handsOn: fc.boolean(),
  overlapping: fc.boolean(),
  /** Whether the reducer sees only some of the events. */
  picks: fc.boolean(),
});
type Disturbance = typeof disturbance extends fc.Arbitrary<infer T> ? T : never;

/** One version of a fact counts: highest revision, then withdrawn, then by content. Same rule, said once more. */
function newestOf(topic: Topic, events: readonly Entry[]): Entry[] {
  const newest = new Map<string, Entry>();
  for (const event of events) {
    const known = newest.get(event.id);
    if (known === undefined || isNewer(topic, event, known)) newest.set(event.id, event);
  }
  return [...newest.values()];
}

function isNewer(topic: Topic, a: Entry, b: Entry): boolean {
  if (a.revision !== b.revision) return a.revision > b.revision;
  if (a.retracted !== b.retracted) return a.retracted;
  const digest = (event: Header) => {
    const bytes = topic.codec.toBytes(event);
    return topic.codec.digest(bytes, 0, bytes.length);
  };
  return digest(a) > digest(b);
}

/** Facts from outside are seen whole; of settled ones a reducer may pick. */
function ledgerFor(topic: typeof entries, picks: boolean): Processor {
  const ledger = ledgerOf(topic);
  if (topic !== entries || !picks) return ledger;
  const only = (event: Header) => (event as Entry).amount < 5;
  return { ...ledger, inputs: ledger.inputs.map((input) => ({ ...input, only })) };
}

function run(
  topic: typeof entries,
  events: readonly Entry[],
  { cuts, cacheBytesMax, chunkBytesMax, handsOn, overlapping, picks }: Disturbance,
) {
  const settled = topic === entries;
  const processors = settled
    ? [settlingOf(entries as Topic), ledgerFor(entries, picks)]
    : [ledgerOf(topic)];
  const limits = { cacheBytesMax, chunkBytesMax };
  const how = { limits, handsOn, overlapping };
  const driver = engineDriver({ processors, context, topics: TOPICS, ...how });
  const fed = (topic.received ?? topic) as Topic;
  let at = 0;
  for (let c = 0; at < events.length; c++) {
    const cut = cuts[c % cuts.length] ?? { size: 1, act: 'go' };
    driver.feed(fed, events.slice(at, at + cut.size));
    at += cut.size;
    if (cut.act === 'commit') driver.commit();
    if (cut.act === 'abort') driver.abort();
  }
  do {
    while (driver.task.hasWork()) driver.commit();
    driver.land();
  } while (driver.task.hasWork());
  return driver;
}

function expected(
  ledger: Processor,
  topic: typeof entries,
  events: readonly Entry[],
  output: Topic,
) {
  const settled = topic === entries;
  const newest = newestOf((topic.received ?? topic) as Topic, events)
    .filter(({ retracted }) => !retracted)
    .map((event) => (settled ? { ...event, id: `${event.id}@${event.account}` } : event));
  const given = newest.map((event) => ({ input: 'entry', event }));
  const { name } = ledger.outputs.find(({ topic: { name } }) => name === output.name) ?? {};
  return naiveFold(ledger, given, context)
    .filter((row) => row.output === name)
    .map(({ row }) => row)
    .sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
}

function plain(rows: readonly Header[]) {
  return rows.map(({ revision: _r, retracted: _w, ...row }) => row);
}

for (const [name, topic, make] of [
  ['timed', timedEntries, timed],
  ['revisable', entries, revisable],
] as const) {
  test(
    `any order, split, duplicate, correction, withdrawal and abort of ${name} facts gives the rows of one fold`,
    () => {
      fc.assert(
        fc.property(
          fc.array(statement, { maxLength: 400, size: 'max' }),
          disturbance,
          (given, disturbed) => {
            const events = given.map(make);
            const driver = run(topic, events, disturbed);
            const ledger = ledgerFor(topic, disturbed.picks);
            for (const output of OUTPUTS) {
              expect(plain(driver.rows(output))).toEqual(expected(ledger, topic, events, output));
            }
            expect(driver.task.verdicts.late).toBe(0);
          },
        ),
        { seed, numRuns: 60 },
      );
    },
    TIMEOUT_MS,
  );

  test(
    `every version of a ${name} row has a higher revision, and retractions carry the former content`,
    () => {
      fc.assert(
        fc.property(fc.array(statement, { maxLength: 80 }), disturbance, (given, disturbed) => {
          const driver = run(topic, given.map(make), disturbed);
          const last = new Map<string, Header & Record<string, unknown>>();
          for (const { topic: of, row } of driver.published) {
            const before = last.get(`${of} ${row.id}`);
            if (before !== undefined) expect(row.revision).toBeGreaterThan(before.revision);
            if (row.retracted) {
              expect(before?.retracted).toBe(false);
              expect({ ...row, revision: 0, retracted: false }).toEqual({ ...before, revision: 0 });
            } else if (before !== undefined && !before.retracted) {
              expect(plain([row])).not.toEqual(plain([before]));
              // What places a row may only change behind a retraction.
              expect(row.eventTime).toBe(before.eventTime);
            }
            last.set(`${of} ${row.id}`, row);
          }
        }),
        { seed, numRuns: 100 },
      );
    },
    TIMEOUT_MS,
  );
}

test(
  'what is late hangs on the log alone, not on where it is cut into commits',
  () => {
    const hour = 3_600_000;
    const stated = fc.record({ fact: fc.nat(60), hours: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(stated, { maxLength: 120 }), disturbance, (given, disturbed) => {
        const events = given.map(({ fact, hours }) => ({
          ...timed({ ...ANY_STATEMENT, fact }),
          id: `t:${fact}:${hours}`,
          eventTime: hours * hour,
        }));
        const lateOf = (cut: Disturbance) =>
          run(timedEntries, events, cut)
            .rows(deadLetters)
            .map(({ id }) => id);
        const cuts = [{ size: 1_000, act: 'go' as const }];
        const whole = {
          cuts,
          cacheBytesMax: 0,
          chunkBytesMax: 1_500,
          overlapping: false,
          picks: false,
        };
        expect(lateOf(disturbed)).toEqual(lateOf({ ...whole, handsOn: true }));
      }),
      { seed, numRuns: 100 },
    );
  },
  TIMEOUT_MS,
);

test('the seed of this run is told', () => {
  process.stderr.write(`SEED=${seed} npm test\n`);
  expect(Number.isInteger(seed)).toBe(true);
});
