import { loadReference } from '@landbridge/infra';
import { deadLetters, type Header, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { defineProcessor, type Processor } from '../processor.ts';
import { engineDriver, naiveFold } from '../testing/index.ts';
import {
  anEntry,
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  pages,
  rated,
  ratesTopic,
  timedEntries,
} from '../testing/ledger-processor.ts';

const context = { reference: loadReference() };
const settled = entries as Topic;
const TOPICS: readonly Topic[] = [
  balances,
  lines,
  pages,
  settled,
  timedEntries,
  ratesTopic,
] as Topic[];
const MINUTE_MS = 60_000;

function minutely(count: number, given: Partial<Entry> = {}): Entry[] {
  return Array.from({ length: count }, (_, i) =>
    anEntry({ eventTime: (i + 1) * MINUTE_MS, ...given }),
  );
}

/** A ledger that sees only small amounts. */
function picky(): Processor {
  const ledger = ledgerOf(entries);
  const only = (event: Header) => (event as Entry).amount < 5;
  return { ...ledger, inputs: ledger.inputs.map((input) => ({ ...input, only })) };
}

test('where the only event of the last chunk comes to mean nothing, the one before it is the last, after a restart too', () => {
  const driver = engineDriver({ processors: [picky()], context, topics: TOPICS });
  const first = minutely(17);
  driver.feed(settled, first);
  driver.commit();
  const corrected: Entry = { ...anEntry({ eventTime: 17 * MINUTE_MS }), revision: 1, amount: 6 };
  driver.feed(settled, [corrected]);
  driver.commit();
  driver.abort();
  driver.feed(settled, [anEntry({ eventTime: 30 * MINUTE_MS })]);
  driver.commit();
  expect(driver.rows(deadLetters)).toEqual([]);
  expect(driver.rows(balances).map(({ balance }) => balance)).toEqual([17]);
});

test('a version that means nothing does not take out the withdrawal that came after it', () => {
  const driver = engineDriver({ processors: [picky()], context, topics: TOPICS });
  const told = anEntry({ eventTime: 5 * MINUTE_MS });
  const versions: Entry[] = [
    { ...told, revision: 1, amount: 6 },
    { ...told, revision: 2 },
    { ...told, revision: 3, retracted: true },
  ];
  driver.feed(settled, versions);
  driver.commit();
  expect(driver.rows(lines)).toEqual([]);
  expect(driver.rows(balances)).toEqual([]);
});

test('a withdrawal that means nothing holds against older versions behind it', () => {
  const driver = engineDriver({ processors: [picky()], context, topics: TOPICS });
  const told = anEntry({ id: 't:1', eventTime: 4 * MINUTE_MS });
  const versions: Entry[] = [
    { ...told, revision: 1 },
    { ...told, revision: 2, amount: 6 },
    { ...told, revision: 3, amount: 6, retracted: true },
    { ...told, revision: 4, eventTime: 2 * MINUTE_MS },
  ];
  driver.feed(settled, versions);
  driver.commit();
  expect(driver.rows(lines).map(({ eventTime }) => eventTime)).toEqual([2 * MINUTE_MS]);
});

for (const restarts of [false, true]) {
  test(`a chunk that corrections have emptied is gone${restarts ? ', after a restart too' : ''}`, () => {
    const driver = engineDriver({ processors: [rated], context, topics: TOPICS });
    const first = minutely(17, { amount: 2 });
    driver.feed(timedEntries as Topic, first);
    driver.commit();
    for (const entry of first.slice(0, 16).reverse()) {
      driver.feed(timedEntries as Topic, [{ ...entry, revision: 1 }]);
      driver.commit();
    }
    if (restarts) driver.abort();
    const withdrawn = { ...anEntry({ eventTime: MINUTE_MS }), revision: 2, retracted: true };
    driver.feed(timedEntries as Topic, [withdrawn]);
    driver.commit();
    expect(driver.rows(lines)).toHaveLength(16);
    driver.feed(ratesTopic as Topic, [anEntry({ eventTime: MINUTE_MS / 2, amount: 7 })]);
    driver.commit();
    expect(driver.rows(lines)).toHaveLength(16);
  });
}

test('a letter about an event that emitted rows before its reducer threw is withdrawn like others', () => {
  const throws = defineProcessor({
    name: 'test-throws',
    version: 1,
    inputs: { entry: timedEntries },
    outputs: { line: lines },
    emits: 'once',
    state: { type: 'record', name: 'ThrowsState', fields: [{ name: 'n', type: 'long' }] },
    initial: () => ({ n: 0 }),
    on: {
      entry(state, { id, eventTime, account, amount }, emit) {
        for (let i = 0; i < 5; i++)
          emit.line({ id: `${account}/${id}/${i}`, eventTime, account, before: i });
        if (amount === 13) throw new Error('thirteen');
        return state;
      },
    },
  });
  const driver = engineDriver({ processors: [throws], context, topics: TOPICS });
  const told: Entry = anEntry({ eventTime: MINUTE_MS, amount: 13 });
  driver.feed(timedEntries as Topic, [told]);
  driver.commit();
  expect(driver.rows(deadLetters)).toHaveLength(1);
  const corrected: Entry = { ...told, revision: 1, amount: 1 };
  driver.feed(timedEntries as Topic, [corrected]);
  driver.commit();
  expect(driver.rows(deadLetters)).toEqual([]);
  expect(driver.rows(lines)).toHaveLength(5);
});

const [NOTHING, BEGINS, FOLLOWS] = [0, 1, 2];
type StaysState = { begun: string | null };

/** The first event that follows a beginning emits the row of that beginning, which bears the beginning's id. */
const stays = defineProcessor({
  name: 'test-stays',
  version: 1,
  inputs: { entry: entries },
  outputs: { page: pages },
  emits: 'once',
  state: {
    type: 'record',
    name: 'StaysState',
    fields: [{ name: 'begun', type: ['null', 'string'] }],
  },
  initial: (): StaysState => ({ begun: null }),
  on: {
    entry(state, { id, account, amount }, emit) {
      if (amount === NOTHING) return state;
      if (amount === BEGINS) return { begun: id };
      if (state.begun === null) return state;
      emit.page({ id: `${account}/${state.begun}`, eventTime: 0, account, page: 'x', total: 1 });
      return { begun: null };
    },
  },
});

function at(minute: number, amount: number, id = `t:${minute}`): Entry {
  return anEntry({ id, eventTime: minute * MINUTE_MS, amount });
}

/** Ids of what stands after commits of these events, and of what one fold of them gives. */
function stayRows(...commits: readonly (readonly Entry[])[]) {
  const driver = engineDriver({ processors: [stays], context, topics: [settled, pages as Topic] });
  for (const events of commits) {
    driver.feed(settled, events);
    driver.commit();
  }
  const given = commits.flat().map((event) => ({ input: 'entry', event }));
  const expected = naiveFold(stays, given, context).map(({ row }) => row['id']);
  return { rows: driver.rows(pages).map(({ id }) => id), expected };
}

test('a beginning that moves behind the end that had its row leaves the row to the next end', () => {
  const begin = at(1, BEGINS, 't:b');
  const first = [
    begin,
    ...[2, 3, 4, 5, 6, 7].map((minute) => at(minute, NOTHING)),
    at(8, FOLLOWS),
    ...[9, 10, 11, 12, 13, 14, 15, 16, 17].map((minute) => at(minute, NOTHING)),
  ];
  const second = [
    { ...begin, revision: 1, retracted: true },
    { ...begin, revision: 2, eventTime: 20 * MINUTE_MS },
    at(21, FOLLOWS),
  ];
  expect(stayRows(first, second)).toEqual({ rows: ['a/t:b'], expected: ['a/t:b'] });
});

test('two corrections at the seam of two chunks leave a row that neither touches', () => {
  const follower = at(15, FOLLOWS, 't:1');
  const begin = at(15, BEGINS, 't:2');
  const before = Array.from({ length: 14 }, (_, i) => at(i + 1, NOTHING));
  const first = [...before, follower, begin, at(16, FOLLOWS)];
  const second = [begin, follower].map((entry) => ({ ...entry, revision: 1, page: 'y' }));
  expect(stayRows(first, second)).toEqual({ rows: ['a/t:2'], expected: ['a/t:2'] });
});

test('of thousands of events of one instant each is found, corrected and withdrawn', () => {
  const driver = engineDriver({ processors: [ledgerOf(timedEntries)], context, topics: TOPICS });
  const ids = Array.from({ length: 3_000 }, (_, i) => `t:${(i * 1_009) % 3_000}`);
  const told = (given: Partial<Entry>, every: number): Entry[] =>
    ids.filter((_, i) => i % every === 0).map((id) => anEntry({ id, eventTime: 1, ...given }));
  const rounds = [
    told({}, 1),
    told({ revision: 1, amount: 3 }, 3),
    told({}, 5),
    told({ revision: 2, retracted: true }, 2),
  ];
  for (const events of rounds) {
    driver.feed(timedEntries as Topic, events);
    driver.commit();
  }
  expect(driver.rows(balances).map(({ balance }) => balance)).toEqual([1_000 + 500 * 3]);
  expect(driver.rows(lines)).toHaveLength(1_500);
  expect(driver.task.verdicts.duplicate).toBe(600);
});
