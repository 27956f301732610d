import { type Log, loadReference } from '@landbridge/infra';
import { inMemoryLog, type MemoryDisk, manualClock, memoryDisk } from '@landbridge/infra/testing';
import { deadLetters, defineDerivedTopic, type Header, type Topic } from '@landbridge/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Topology, topologyOf } from '../engine/index.ts';
import { defineProcessor, type Processor } from '../processor.ts';
import {
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  pages,
} from '../testing/ledger-processor.ts';
import {
  appendEvents,
  type DoomedLog,
  doomedLog,
  recordsOf,
  type TopicRow,
  tableOf,
} from '../testing/rebuilt-log.ts';
import { type RebuildOptions, rebuild } from './rebuild.ts';
import { openTasks } from './run-tasks.ts';

const TIMEOUT_MS = 120_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const context = { reference: loadReference() };
const START = Date.UTC(2026, 2, 1);
const clock = manualClock(START + 86_400_000);
/** Small, so that a rebuild has many commits and several passes. */
const limits = { commitRecordsMax: 12 };
const passBytesMax = 1_500;

type Peak = Header & { account: string; peak: number; lines: number };
/** A second hop: reads rows of several emitters and rows of one. */
const peaks = defineDerivedTopic<Peak>({
  about: 'Highest balance of an account so far.',
  name: 'test.peaks',
  key: ({ account }) => account,
  keyField: 'account',
  schemas: [
    {
      type: 'record',
      name: 'Peak',
      fields: [
        { name: 'id', type: 'string' },
        { name: 'revision', type: 'long', default: 0 },
        { name: 'retracted', type: 'boolean', default: false },
        { name: 'eventTime', type: { type: 'long', logicalType: 'timestamp-millis' } },
        { name: 'account', type: 'string' },
        { name: 'peak', type: 'long' },
        { name: 'lines', type: 'long' },
      ],
    },
  ],
  placing: ['account', 'eventTime'],
  spanMs: 1_000_000_000,
});
const peakProcessor = defineProcessor({
  name: 'test-peaks',
  version: 1,
  inputs: { line: lines, page: pages },
  outputs: { peak: peaks },
  state: {
    type: 'record',
    name: 'PeakState',
    fields: [
      { name: 'peak', type: 'long' },
      { name: 'lines', type: 'long' },
    ],
  },
  initial: () => ({ peak: 0, lines: 0 }),
  on: {
    line: ({ peak, lines: count }, { eventTime, account, before }, emit) => {
      const next = { peak: Math.max(peak, before), lines: count + 1 };
      emit.peak({ id: `${account}/${next.peak}`, eventTime, account, ...next });
      return next;
    },
    page: (state, { total }) => (total > state.peak ? { ...state, peak: total } : state),
  },
});

/** The ledger with other logic: other sums, rows that come, go and move in time. */
function changedLedger(version = 2): Processor {
  const ledger = ledgerOf(entries);
  return {
    ...ledger,
    version,
    inputs: ledger.inputs.map((input) => ({
      ...input,
      on: (state, event, emit, given) => {
        const entry = event as Entry;
        if (entry.amount === 3) return state;
        const eventTime = entry.amount === 5 ? entry.eventTime + 1_000 : entry.eventTime;
        const page = entry.page === 'x' ? 'w' : entry.page;
        const amount =
          entry.amount === 2 ? 10 + version + 1 : entry.amount === 13 ? 4 : entry.amount;
        return input.on(state, { ...entry, eventTime, page, amount } as Entry, emit, given);
      },
    })),
  };
}

const topics = [entries, balances, lines, pages, peaks] as unknown as readonly Topic[];
const tables = [...topics, deadLetters as unknown as Topic];
const of = (ledger: Processor): Topology =>
  topologyOf({ processors: [ledger, peakProcessor], topics, referenceHash: '' });
const before = of(ledgerOf(entries));
const after = of(changedLedger());
const third = of(changedLedger(3));

const statement = fc.record({
  fact: fc.nat(25),
  revision: fc.nat(4),
  retracted: fc.boolean(),
  minute: fc.oneof({ weight: 12, arbitrary: fc.nat(25) }, { weight: 1, arbitrary: fc.nat(900) }),
  account: fc.constantFrom('a', 'b', 'c'),
  amount: fc.constantFrom(0, 1, 2, 3, 5, 7, 13),
  page: fc.constantFrom('x', 'y', 'z'),
});
type Statement = typeof statement extends fc.Arbitrary<infer T> ? T : never;

function entryOf({ fact, retracted, minute, ...rest }: Statement): Entry {
  return {
    ...rest,
    id: `t:${fact}`,
    retracted: retracted && rest.revision % 3 === 2,
    eventTime: START + minute * 60_000,
    source: 't',
    recordedAt: 0,
    ingestedAt: 0,
  };
}

const received = entries.received as unknown as Topic<Entry>;

function logOn(disk: MemoryDisk, partitions: number): Log {
  return inMemoryLog({ partitions, clock, disk });
}

async function fold(log: Log, topology: Topology, batches: readonly (readonly Entry[])[]) {
  const tasks = await openTasks({ log, topology, context, clock });
  for (const batch of batches) {
    await appendEvents(log, received, batch);
    await tasks.idle();
  }
  await tasks.stop();
}

function rebuildOptions(log: Log, topology: Topology): RebuildOptions {
  return { log, topology, context, clock, limits, passBytesMax };
}

/** What tables show; revisions differ from run to run. */
async function shown(log: Log): Promise<Record<string, unknown[]>> {
  const rows = await Promise.all(
    tables.map(async (topic) => {
      const table = tableOf(topic, await recordsOf(log, topic));
      return [topic.name, table.map(content)] as const;
    }),
  );
  return Object.fromEntries(rows);
}

function content({ revision: _r, retracted: _w, ...row }: TopicRow): object {
  return row;
}

function inBatches(given: readonly Statement[]): Entry[][] {
  const batches: Entry[][] = [];
  for (let at = 0; at < given.length; at += 17) batches.push(given.slice(at, at + 17).map(entryOf));
  return batches;
}

async function afresh(partitions: number, topology: Topology, batches: readonly Entry[][]) {
  const log = logOn(memoryDisk(), partitions);
  await fold(log, topology, batches);
  return await shown(log);
}

const cases = {
  given: fc.array(statement, { maxLength: 150, size: 'max' }),
  partitions: fc.constantFrom(1, 3),
};

test(
  'with changed logic a rebuild gives the tables of a run with the new logic, now and later',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        cases.given,
        cases.given,
        cases.partitions,
        async (given, later, partitions) => {
          const [first, second] = [inBatches(given), inBatches(later)];
          const log = logOn(memoryDisk(), partitions);
          await fold(log, before, first);
          await rebuild(rebuildOptions(log, after));
          expect(await shown(log)).toEqual(await afresh(partitions, after, first));
          await fold(log, after, second);
          expect(await shown(log)).toEqual(await afresh(partitions, after, [...first, ...second]));
        },
      ),
      { seed, numRuns: 40 },
    );
  },
  TIMEOUT_MS,
);

test(
  'with unchanged logic a rebuild publishes nothing',
  async () => {
    await fc.assert(
      fc.asyncProperty(cases.given, cases.partitions, async (given, partitions) => {
        const log = logOn(memoryDisk(), partitions);
        await fold(log, before, inBatches(given));
        const records = await Promise.all(tables.map((topic) => recordsOf(log, topic)));
        const processors = before.processors.map(({ name }) => name);
        const { rebuilt, topics: outcomes } = await rebuild(rebuildOptions(log, before), {
          processors,
        });
        expect([...rebuilt].sort()).toEqual(given.length === 0 ? [] : [...processors].sort());
        expect(await Promise.all(tables.map((topic) => recordsOf(log, topic)))).toEqual(records);
        for (const { added, changed, withdrawn } of outcomes) {
          expect(added + changed + withdrawn).toBe(0);
        }
      }),
      { seed, numRuns: 40 },
    );
  },
  TIMEOUT_MS,
);

test(
  'a crash at any commit of a rebuild leaves what the next one brings to the same end',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(statement, { minLength: 1, maxLength: 60, size: 'max' }),
        cases.partitions,
        fc.boolean(),
        async (given, partitions, durable) => {
          const batches = inBatches(given);
          const expected = await afresh(partitions, after, batches);
          for (let at = 1, crashed = true; crashed; at++) {
            const disk = memoryDisk();
            await fold(logOn(disk, partitions), before, batches);
            crashed = await diesAt(disk, { at, durable, partitions });
            if (crashed) await expectRefused(logOn(disk, partitions));
            await rebuild(rebuildOptions(logOn(disk, partitions), after));
            const log = logOn(disk, partitions);
            expect(await shown(log)).toEqual(expected);
            await fold(log, after, []);
            expect(await shown(log)).toEqual(expected);
          }
        },
      ),
      { seed, numRuns: 6 },
    );
  },
  TIMEOUT_MS,
);

test(
  'a rebuild that died gives way to one with yet other logic, whenever that dies too',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(statement, { minLength: 1, maxLength: 80, size: 'max' }),
        cases.partitions,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        async (given, partitions, at, later) => {
          const batches = inBatches(given);
          const disk = memoryDisk();
          await fold(logOn(disk, partitions), before, batches);
          await diesAt(disk, { at, durable: true, partitions });
          await diesAt(disk, { at: later, durable: false, partitions, topology: third });
          const log = logOn(disk, partitions);
          await rebuild(rebuildOptions(log, third));
          expect(await shown(log)).toEqual(await afresh(partitions, third, batches));
          await fold(log, third, batches);
          expect(await shown(log)).toEqual(
            await afresh(partitions, third, [...batches, ...batches]),
          );
        },
      ),
      { seed, numRuns: 40 },
    );
  },
  TIMEOUT_MS,
);

async function diesAt(
  disk: MemoryDisk,
  {
    at,
    durable,
    partitions,
    topology = after,
  }: { at: number; durable: boolean; partitions: number; topology?: Topology },
): Promise<boolean> {
  const doomed: DoomedLog = doomedLog(logOn(disk, partitions), { at, durable });
  try {
    await rebuild(rebuildOptions(doomed, topology));
  } catch {
    // It died, as it had to.
  }
  return doomed.commits >= at;
}

/** Between the rebuilds nothing else takes the state up, except where all was as before, or done. */
async function expectRefused(log: Log): Promise<void> {
  const error = await openTasks({ log, topology: before, context, clock }).then(
    (tasks) => tasks.stop(),
    (refused: Error) => refused,
  );
  if (error !== undefined) expect(error.message).toContain('landbridge rebuild');
}

test(
  'whoever reads a topic at any commit of a rebuild sees each row once, as it was or as it is then',
  async () => {
    await fc.assert(
      fc.asyncProperty(cases.given, cases.partitions, async (given, partitions) => {
        const inside = logOn(memoryDisk(), partitions);
        await fold(inside, before, inBatches(given));
        const seen: Promise<TopicRow[][]>[] = [];
        const read = () => Promise.all(tables.map((topic) => recordsOf(inside, topic)));
        seen.push(read());
        const log = doomedLog(inside, undefined, () => seen.push(read()));
        await rebuild(rebuildOptions(log, after));
        const states = (await Promise.all(seen)).map((records) =>
          tables.map((topic, t) => tableOf(topic, records[t] ?? [])),
        );
        const [first, last] = [states[0] ?? [], states.at(-1) ?? []];
        for (const state of states) {
          for (const [t, rows] of state.entries()) {
            const ids = rows.map(({ id }) => id);
            expect(new Set(ids).size).toBe(ids.length);
            const [was, is] = [byId(first[t]), byId(last[t])];
            for (const id of was.keys()) if (is.has(id)) expect(ids).toContain(id);
            for (const row of rows)
              expect([was.get(row.id), is.get(row.id)]).toContainEqual(content(row));
          }
        }
      }),
      { seed, numRuns: 15 },
    );
  },
  TIMEOUT_MS,
);

function byId(rows: readonly TopicRow[] = []): Map<string, object> {
  return new Map(rows.map((row) => [row.id, content(row)]));
}

test('the seed of this run is told', () => {
  process.stderr.write(`SEED=${seed} npm test\n`);
  expect(Number.isInteger(seed)).toBe(true);
});
