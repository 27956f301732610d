import { loadReference } from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import { deadLetters, type Topic } from '@landbridge/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topologyOf } from '../engine/index.ts';
import {
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  pages,
} from '../testing/ledger-processor.ts';
import { naiveFold } from '../testing/naive-fold.ts';
import { appendEvents, recordsOf, type TopicRow, tableOf } from '../testing/rebuilt-log.ts';
import { rebuild } from './rebuild.ts';
import { openTasks } from './run-tasks.ts';

const TIMEOUT_MS = 120_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const context = { reference: loadReference() };
const START = Date.UTC(2026, 2, 1);
const HOUR = 3_600_000;
const clock = manualClock(START + 86_400_000);
const OUTPUTS = [
  ['balance', balances],
  ['line', lines],
  ['page', pages],
] as unknown as readonly [string, Topic][];
const letters = deadLetters as unknown as Topic;
const topics = [entries, balances, lines, pages] as unknown as readonly Topic[];
const topology = topologyOf({ processors: [ledgerOf(entries)], topics, referenceHash: '' });
const received = entries.received as unknown as Topic<Entry>;

/** The topic takes what is up to 10,000 s late: of these hours much is later. */
const statement = fc.record({
  fact: fc.nat(20),
  hour: fc.nat(12),
  account: fc.constantFrom('a', 'b'),
  amount: fc.constantFrom(0, 1, 2, 3, 5, 7, 13),
  page: fc.constantFrom('x', 'y'),
  redriven: fc.boolean(),
});

test(
  'late letters that are driven again are withdrawn, and the rows are those of a fold with their facts',
  async () => {
    let driven = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(statement, { maxLength: 80, size: 'max' }),
        fc.constantFrom(1, 2),
        async (given, partitions) => {
          const facts = given.map(({ fact, hour, redriven: _, ...rest }, revision) => ({
            ...{ ...rest, revision, id: `t:${fact}`, eventTime: START + hour * HOUR },
            ...{ retracted: false, source: 't', recordedAt: 0, ingestedAt: 0 },
          }));
          const log = inMemoryLog({ partitions, clock });
          const options = { log, topology, context, clock };
          const tasks = await openTasks(options);
          await appendEvents(log, received, facts);
          await tasks.idle();
          await tasks.stop();
          const late = (await lettersIn(log)).filter(isLate);
          const idOf = ({ id, revision }: Entry) => `settle-test-entries/${id}/${revision}`;
          const chosen = new Set(facts.filter((_, i) => given[i]?.redriven).map(idOf));
          const redriven = late.filter(({ id }) => chosen.has(id));
          driven += redriven.length;
          await rebuild(options, {
            redriven: redriven as unknown as { id: string; stage: string }[],
          });

          const left = new Set(late.map(({ id }) => id).filter((id) => !chosen.has(id)));
          const now = (await lettersIn(log)).filter(isLate);
          expect(new Set(now.map(({ id }) => id))).toEqual(left);
          const folded = facts.filter((fact) => !left.has(idOf(fact)));
          for (const [output, topic] of OUTPUTS) {
            const table = tableOf(topic, await recordsOf(log, topic)).map(content);
            expect(table).toEqual(foldOf(folded, output));
          }
          // A later rebuild judges them as this one did.
          const processors = topology.processors.map(({ name }) => name);
          const { topics: outcomes } = await rebuild(options, { processors });
          for (const { added, changed, withdrawn } of outcomes) {
            expect(added + changed + withdrawn).toBe(0);
          }
        },
      ),
      { seed, numRuns: 40 },
    );
    expect(driven).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

async function lettersIn(log: Parameters<typeof recordsOf>[0]): Promise<TopicRow[]> {
  return tableOf(letters, await recordsOf(log, letters));
}

function isLate({ code }: TopicRow): boolean {
  return String(code).startsWith('late');
}

function content({ revision: _r, retracted: _w, ...row }: TopicRow): object {
  return row;
}

function foldOf(facts: readonly Entry[], output: string): unknown[] {
  const newest = new Map(facts.map((fact) => [fact.id, fact]));
  const settled = [...newest.values()].map((fact) => ({
    input: 'entry',
    event: { ...fact, id: `${fact.id}@${fact.account}` },
  }));
  return naiveFold(ledgerOf(entries), settled, context)
    .filter((each) => each.output === output)
    .map(({ row }) => row)
    .sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
}

test('the seed of this run is told', () => {
  process.stderr.write(`SEED=${seed} npm test\n`);
  expect(Number.isInteger(seed)).toBe(true);
});
