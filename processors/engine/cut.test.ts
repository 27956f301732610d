import { loadReference } from '@landbridge/infra';
import { DAY_MS, deadLetters, HOUR_MS, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { defineProcessor } from '../processor.ts';
import { engineDriver } from '../testing/index.ts';
import {
  anEntry,
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  pages,
  timedEntries,
} from '../testing/ledger-processor.ts';
import { settlingOf } from './settling.ts';

const context = { reference: loadReference() };
const timed = timedEntries as Topic;
const TOPICS: readonly Topic[] = [balances, lines, pages, timed, entries] as Topic[];
const MINUTE_MS = 60_000;

function fullLedger(maxEvents: number) {
  const processors = [{ ...ledgerOf(timedEntries), maxEvents }];
  return engineDriver({ processors, context, topics: TOPICS });
}

test('a duplicate of an event that was cut off is not counted again, though its instant was cut in two', () => {
  const driver = fullLedger(36);
  const same = Array.from({ length: 40 }, (_, i) =>
    anEntry({ id: `t:${100 + i}`, eventTime: MINUTE_MS }),
  );
  driver.feed(timed, same);
  driver.commit();
  driver.feed(timed, same.slice(0, 1));
  driver.commit();
  expect(driver.rows(balances).map(({ balance }) => balance)).toEqual([40]);
  expect(driver.rows(deadLetters).map(({ code }) => code)).toEqual(['late-overload']);
});

test('the first event behind the cut can be corrected', () => {
  const driver = fullLedger(36);
  const all = Array.from({ length: 40 }, (_, i) => anEntry({ eventTime: (i + 1) * MINUTE_MS }));
  driver.feed(timed, all);
  driver.commit();
  driver.feed(timed, [{ ...anEntry({ eventTime: 33 * MINUTE_MS, amount: 2 }), revision: 1 }]);
  driver.commit();
  driver.feed(timed, [anEntry({ eventTime: 60 * MINUTE_MS })]);
  driver.commit();
  expect(driver.rows(deadLetters)).toEqual([]);
  expect(driver.rows(balances).map(({ balance }) => balance)).toEqual([42]);
});

test('what is kept of a full key does not grow with its events', () => {
  const [few = 0, many = 0] = [800, 4_000].map((count) => {
    const driver = fullLedger(32);
    for (let at = 0; at < count; at += 100) {
      driver.feed(
        timed,
        Array.from({ length: 100 }, (_, i) => anEntry({ eventTime: (at + i + 1) * 1_000 })),
      );
      driver.commit();
    }
    return [...driver.state.entries.values()].reduce((sum, { value }) => sum + value.length, 0);
  });
  expect(many).toBeLessThan(few * 1.2);
});

for (const restarts of [false, true]) {
  test(`rows of an instant that is let go fall back to its last emission${restarts ? ', after a restart too' : ''}`, () => {
    const processors = [{ ...ledgerOf(timedEntries), forgetAfterMs: 400 * DAY_MS }];
    const driver = engineDriver({ processors, context, topics: TOPICS });
    const same = Array.from({ length: 32 }, (_, i) =>
      anEntry({ id: `t:${100 + i}`, eventTime: MINUTE_MS }),
    );
    const last: Entry = anEntry({ eventTime: 3 * DAY_MS, amount: 2 });
    const commits: Entry[][] = [
      same,
      [anEntry({ eventTime: DAY_MS, page: 'y' })],
      [last],
      [anEntry({ eventTime: 3 * DAY_MS + 1, page: 'z' })],
    ];
    for (const events of commits) {
      driver.feed(timed, events);
      driver.commit();
    }
    if (restarts) driver.abort();
    driver.feed(timed, [{ ...last, revision: 1, retracted: true }]);
    driver.commit();
    const rows = driver.rows(pages).map(({ id, total }) => `${id} ${total}`);
    expect(rows).toEqual(['a/x 32', 'a/y 1', 'a/z 1']);
  });
}

test('a correction of what lies behind the line of lateness is told as late', () => {
  const processors = [settlingOf(entries as Topic)];
  const driver = engineDriver({ processors, context, topics: TOPICS });
  const received = entries.received as Topic;
  const old: Entry = anEntry({ id: 't:1', eventTime: HOUR_MS });
  const corrected: Entry = { ...old, revision: 1, eventTime: 9 * HOUR_MS };
  for (const event of [old, anEntry({ id: 't:2', eventTime: 10 * HOUR_MS }), corrected]) {
    driver.feed(received, [event]);
    driver.commit();
  }
  expect(driver.rows(deadLetters).map(({ code }) => code)).toEqual(['late']);
});

test('a letter about a row that was handed on says when it was, by the row', () => {
  const reader = defineProcessor({
    name: 'test-reader',
    version: 1,
    inputs: { page: pages },
    outputs: { line: lines },
    emits: 'once',
    maxEvents: 1,
    state: { type: 'record', name: 'ReaderState', fields: [{ name: 'n', type: 'long' }] },
    initial: () => ({ n: 0 }),
    on: { page: (state) => state },
  });
  const processors = [
    { ...ledgerOf(timedEntries), outputs: ledgerOf(timedEntries).outputs },
    reader,
  ];
  const driver = engineDriver({ processors, context, topics: TOPICS });
  for (let minute = 80; minute > 0; minute--) {
    driver.feed(timed, [anEntry({ eventTime: minute * MINUTE_MS, page: `p${minute}` })]);
    driver.commit();
  }
  const letters = driver.rows(deadLetters);
  expect(letters.length).toBeGreaterThan(0);
  for (const { ingestedAt, eventTime } of letters) expect(ingestedAt).toBe(eventTime);
});
