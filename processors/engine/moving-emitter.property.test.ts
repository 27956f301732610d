import { loadReference } from '@landbridge/infra';
import type { Topic } from '@landbridge/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineProcessor } from '../processor.ts';
import { engineDriver, naiveFold } from '../testing/index.ts';
import { type Entry, pages, timedEntries } from '../testing/ledger-processor.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const context = { reference: loadReference() };

type State = { begun: number | null; skips: number };
const [BEGINS, FOLLOWS, SKIPS] = [0, 1, 2];

/**
 * The first event that follows a beginning emits the row of that beginning, unless it is told to skip. One event emits
 * each row, but which one hangs on what else has come, while the row stays the same: it changes hands.
 */
const followers = defineProcessor({
  name: 'test-followers',
  version: 1,
  inputs: { entry: timedEntries },
  outputs: { page: pages },
  emits: 'once',
  state: {
    type: 'record',
    name: 'FollowersState',
    fields: [
      { name: 'begun', type: ['null', 'long'] },
      { name: 'skips', type: 'long' },
    ],
  },
  initial: (): State => ({ begun: null, skips: 0 }),
  on: {
    entry({ begun, skips }, { account, amount, eventTime }, emit) {
      if (amount === BEGINS) return { begun: eventTime, skips: 0 };
      if (amount === SKIPS) return { begun, skips: skips + 1 };
      if (skips > 0) return { begun, skips: skips - 1 };
      if (begun !== null) {
        emit.page({ id: `a/${begun}`, eventTime: begun, account, page: 'x', total: 1 });
      }
      return { begun: null, skips: 0 };
    },
  },
});

function anEntry(minute: number, given: Partial<Entry> = {}): Entry {
  const [header, stamps] = [
    { id: `t:${minute}`, revision: 0, retracted: false, eventTime: minute * 60_000 },
    { source: 't', recordedAt: 0, ingestedAt: 0 },
  ];
  return { ...header, ...stamps, account: 'a', amount: FOLLOWS, page: 'x', ...given };
}

/** What stands after batches of events, each list of batches in a commit of its own. */
function rowsAfter(...commits: readonly (readonly Entry[])[]) {
  const driver = engineDriver({
    processors: [followers],
    context,
    topics: [timedEntries as Topic, pages as Topic],
  });
  for (const events of commits) {
    for (const event of events) driver.feed(timedEntries as Topic, [event]);
    driver.commit();
  }
  return driver
    .rows(pages as Topic)
    .map(({ revision: _r, retracted: _w, ...row }) => row)
    .sort((a, b) => a.eventTime - b.eventTime);
}

function expectedAfter(...commits: readonly (readonly Entry[])[]) {
  const given = commits.flat().map((event) => ({ input: 'entry', event }));
  return naiveFold(followers, given, context)
    .map(({ row }) => row)
    .sort((a, b) => Number(a['eventTime']) - Number(b['eventTime']));
}

test('a row that goes from one emitter to another within a commit is published', () => {
  const commits = [
    [anEntry(2), anEntry(3)],
    // Now the event at 2 emits the row of 0; then it skips, and the one at 3 emits the very same row.
    [anEntry(0, { amount: BEGINS }), anEntry(1, { amount: SKIPS })],
  ];
  expect(expectedAfter(...commits)).toHaveLength(1);
  expect(rowsAfter(...commits)).toEqual(expectedAfter(...commits));
});

test('rows that change hands are those of one fold, however they come', () => {
  const event = fc.record({
    minute: fc.nat(15),
    amount: fc.constantFrom(BEGINS, FOLLOWS, FOLLOWS, SKIPS),
    revision: fc.nat(2),
    retracted: fc.constantFrom(false, false, true),
  });
  fc.assert(
    fc.property(fc.array(fc.array(event, { maxLength: 9 }), { maxLength: 4 }), (given) => {
      const known = new Set<string>();
      // One content for each revision: what conflicts is another test's.
      const commits = given.map((events) =>
        events
          .map(({ minute, ...rest }) => anEntry(minute, rest))
          .filter(({ id, revision }) => {
            const isNew = !known.has(`${id} ${revision}`);
            known.add(`${id} ${revision}`);
            return isNew;
          }),
      );
      expect(rowsAfter(...commits)).toEqual(expectedAfter(...commits));
    }),
    { seed, numRuns: 1_000 },
  );
});
