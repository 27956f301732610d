import { loadReference } from '@landbridge/infra';
import type { Header, Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { type EngineDriverOptions, engineDriver, naiveFold } from '../testing/index.ts';
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
const TOPICS: readonly Topic[] = [balances, lines, pages, entries as Topic];
const LATENESS_MS = timedEntries.allowedLatenessMs;

function timedDriver(options: Partial<EngineDriverOptions> = {}) {
  return engineDriver({
    processors: [ledgerOf(timedEntries)],
    context,
    topics: TOPICS,
    ...options,
  });
}

function settledDriver() {
  const processors = [settlingOf(entries as Topic), ledgerOf(entries)];
  return engineDriver({ processors, context, topics: TOPICS });
}

function plain(rows: readonly Header[]) {
  return rows.map(({ revision: _r, retracted: _w, ...row }) => row);
}

test('20,000 events of one key in reverse order, a commit every hundred, cost no quadratic work', () => {
  const driver = timedDriver();
  const count = 20_000;
  for (let i = count; i > 0; i -= 100) {
    const batch = Array.from({ length: 100 }, (_, k) => anEntry({ eventTime: i - k, amount: 0 }));
    driver.feed(timedEntries, batch);
    driver.commit();
  }
  expect(driver.rows(lines)).toHaveLength(count);
  // Amount 0 leaves the state as it is: each event is folded once, and nothing after it again.
  expect(driver.task.counters().folded + driver.task.counters().refolded).toBe(count);
});

test('reverse order within one commit folds each event once, even where each changes the state', () => {
  const driver = timedDriver();
  const count = 5_000;
  const events = Array.from({ length: count }, (_, i) =>
    anEntry({ eventTime: count - i, amount: 2 }),
  );
  for (let at = 0; at < count; at += 50) driver.feed(timedEntries, events.slice(at, at + 50));
  driver.commit();
  expect(driver.rows(balances)[0]?.['balance']).toBe(2 * count);
  const { folded, refolded } = driver.task.counters();
  // Once to see that the state changes, once at commit, and the halves of split chunks.
  expect(folded + refolded).toBeLessThan(3 * count);
});

test('a late event that changes nothing after it refolds nothing else', () => {
  const driver = timedDriver();
  driver.feed(
    timedEntries,
    Array.from({ length: 200 }, (_, i) => anEntry({ eventTime: 10 * i + 1 })),
  );
  driver.commit();
  const before = driver.task.counters().refolded;
  driver.feed(timedEntries, [anEntry({ eventTime: 5, amount: 0 })]);
  expect(driver.commit().map(({ row }) => row.id)).toEqual(['a/t:a:5']);
  expect(driver.task.counters().refolded - before).toBe(1);
});

test('a refold stops where the state is as it was', () => {
  const driver = timedDriver();
  const filled = Array.from({ length: 320 }, (_, i) => anEntry({ eventTime: 10 * i + 1 }));
  driver.feed(timedEntries, filled);
  driver.commit();
  const before = driver.task.counters().refolded;
  // One more and one less: the balance is the same again three events later.
  driver.feed(timedEntries, [
    anEntry({ eventTime: 5, amount: 4 }),
    anEntry({ eventTime: 25, amount: -4 }),
  ]);
  driver.commit();
  expect(driver.task.counters().refolded - before).toBeLessThan(110);
  expect(driver.rows(balances)[0]?.['balance']).toBe(320);
});

test('rows of one commit are coalesced: a row goes out once, as it stands at the end', () => {
  const driver = timedDriver();
  driver.feed(
    timedEntries,
    [1, 2, 3].map((eventTime) => anEntry({ eventTime })),
  );
  const published = driver.commit().filter(({ topic }) => topic === 'test.balances');
  expect(published.map(({ row }) => row['balance'])).toEqual([3]);
});

test('a row whose placing field changes is withdrawn in full before it is stated anew', () => {
  const driver = timedDriver();
  driver.feed(timedEntries, [anEntry({ eventTime: 100 })]);
  driver.commit();
  driver.feed(timedEntries, [anEntry({ eventTime: 50 })]);
  const published = driver.commit().filter(({ topic }) => topic === 'test.balances');
  expect(published.map(({ row }) => [row.retracted, row.eventTime, row['balance']])).toEqual([
    [true, 100, 1],
    [false, 50, 2],
  ]);
});

test('an event on which the reducer throws changes nothing, leaves a letter, and is tried at every refold', () => {
  const driver = timedDriver();
  driver.feed(timedEntries, [anEntry({ eventTime: 1 }), anEntry({ eventTime: 2, amount: 13 })]);
  driver.commit();
  expect(driver.rows(balances)[0]?.['balance']).toBe(1);
  const [letter] = driver.rows(driver.letters);
  expect(letter).toMatchObject({ code: 'unprocessable', factId: 't:a:2', stage: 'test-ledger' });
  expect(String(letter?.['reason'])).toContain('thirteen');
  driver.feed(timedEntries, [anEntry({ eventTime: 2, amount: 5, revision: 1 })]);
  driver.commit();
  expect(driver.rows(driver.letters)).toEqual([]);
  expect(driver.rows(balances)[0]?.['balance']).toBe(6);
});

test('a fact behind the allowed lateness of its own input is set aside, once, however often it comes', () => {
  const driver = timedDriver();
  driver.feed(timedEntries, [
    anEntry({ eventTime: LATENESS_MS + 1_000 }),
    anEntry({ eventTime: 999 }),
  ]);
  driver.commit();
  driver.feed(timedEntries, [anEntry({ eventTime: 999 }), anEntry({ eventTime: 1_000 })]);
  driver.commit();
  expect(driver.rows(driver.letters).map(({ id, ['code']: code }) => [id, code])).toEqual([
    ['test-ledger/t:a:999/0', 'late'],
  ]);
  expect(driver.rows(balances)[0]?.['balance']).toBe(2);
});

test('what is known and not newer is a duplicate, never late', () => {
  const driver = timedDriver();
  driver.feed(timedEntries, [anEntry({ eventTime: 5 })]);
  driver.feed(timedEntries, [
    anEntry({ eventTime: LATENESS_MS + 1_000 }),
    anEntry({ eventTime: 5 }),
  ]);
  driver.commit();
  expect(driver.task.verdicts).toMatchObject({ duplicate: 1, late: 0 });
});

test('a fact more than fifteen minutes ahead of the log is set aside and moves no front', () => {
  const driver = timedDriver();
  const stamp = 1_000_000;
  driver.feed(timedEntries, [anEntry({ eventTime: stamp + 15 * 60_000 + 1 })], stamp);
  driver.feed(timedEntries, [anEntry({ eventTime: stamp + 15 * 60_000 })], stamp);
  driver.commit();
  expect(driver.rows(driver.letters).map((letter) => letter['code'])).toEqual(['future']);
  expect(driver.rows(balances)[0]?.['balance']).toBe(1);
});

test('two contents under one revision count as a conflict and the same one wins in either order', () => {
  const one = anEntry({ eventTime: 1, amount: 3 });
  const other = anEntry({ eventTime: 1, amount: 5 });
  const outcomes = [
    [one, other],
    [other, one],
  ].map((order) => {
    const driver = timedDriver();
    driver.feed(timedEntries, order);
    driver.commit();
    expect(driver.task.verdicts.conflict).toBe(1);
    return plain(driver.rows(balances));
  });
  expect(outcomes[0]).toEqual(outcomes[1]);
});

test('a corrected key takes the fact from one account to the other', () => {
  const driver = settledDriver();
  const { received } = entries;
  if (received === undefined) throw new Error('Entries are revisable.');
  driver.feed(received, [anEntry({ id: 't:1', eventTime: 1, account: 'a' })]);
  driver.commit();
  driver.commit();
  driver.feed(received, [anEntry({ id: 't:1', eventTime: 1, account: 'b', revision: 1 })]);
  driver.commit();
  driver.commit();
  expect(driver.rows(entries as Topic).map(({ id }) => id)).toEqual(['t:1@b']);
  expect(driver.rows(balances).map(({ id }) => id)).toEqual(['b']);
});

test('a withdrawal that names only the id takes away, in full, what stood', () => {
  const driver = settledDriver();
  const { received } = entries;
  if (received === undefined) throw new Error('Entries are revisable.');
  driver.feed(received, [anEntry({ id: 't:1', eventTime: 7, page: 'y' })]);
  driver.commit();
  const bare = {
    ...anEntry({ id: 't:1', eventTime: 9, revision: 3, retracted: true }),
    account: '',
    page: '',
    amount: 0,
  };
  driver.feed(received, [bare]);
  const published = driver
    .commit()
    .find(({ topic, row }) => topic === entries.name && row.retracted);
  expect(published?.row).toMatchObject({
    id: 't:1@a',
    eventTime: 7,
    account: 'a',
    page: 'y',
    amount: 1,
  });
  driver.commit();
  expect(driver.rows(balances)).toEqual([]);
});

test('a record whose key or schema is wrong is set aside and its neighbours go on', () => {
  const driver = timedDriver();
  const wrongKey = { ...timedEntries, key: () => 'b' };
  driver.feed(wrongKey, [anEntry({ eventTime: 1 })]);
  driver.feed(lines as Topic, []);
  driver.feed({ ...timedEntries, codec: balances.codec } as unknown as Topic, [
    { ...anEntry({ eventTime: 2 }), balance: 1 } as unknown as Entry,
  ]);
  driver.feed(timedEntries, [anEntry({ eventTime: 3 })]);
  driver.commit();
  expect(driver.rows(driver.letters).map((letter) => letter['code'])).toEqual([
    'malformed',
    'malformed',
  ]);
  expect(driver.rows(balances)[0]?.['balance']).toBe(1);
});

test.each([
  ['key', { account: 'x'.repeat(513) }],
  ['key', { account: '波'.repeat(171) }],
  ['id', { id: '波'.repeat(171) }],
  ['value', { page: 'x'.repeat(1 << 20) }],
])(
  'a record of outside whose %s is too long for the state is set aside, and its neighbours go on',
  (_, set) => {
    const driver = timedDriver();
    driver.feed(timedEntries, [anEntry({ eventTime: 1, ...set }), anEntry({ eventTime: 2 })]);
    driver.commit();
    expect(driver.rows(driver.letters)).toMatchObject([{ code: 'malformed' }]);
    expect(driver.rows(balances)).toMatchObject([{ balance: 1 }]);
  },
);

test('whole chunks behind the bound are dropped, and the rows stay those of one fold', () => {
  const driver = timedDriver();
  const step = LATENESS_MS / 50;
  const all = Array.from({ length: 400 }, (_, i) =>
    anEntry({ eventTime: i * step, page: `p${i % 3}` }),
  );
  for (let at = 0; at < all.length; at += 40) {
    driver.feed(timedEntries, all.slice(at, at + 40));
    driver.commit();
  }
  const kept = [...driver.state.entries.values()].reduce((sum, { value }) => sum + value.length, 0);
  const given = all.map((event) => ({ input: 'entry', event }));
  const rows = naiveFold(ledgerOf(timedEntries), given, context);
  for (const [name, topic] of [
    ['balance', balances],
    ['line', lines],
    ['page', pages],
  ] as const) {
    const expected = rows.filter(({ output }) => output === name).map(({ row }) => row);
    expect(plain(driver.rows(topic))).toEqual(
      expected.sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)),
    );
  }
  const perEvent = kept / all.length;
  expect(perEvent).toBeLessThan(250);
});

test('a correction and a withdrawal of what was forgotten are late, and the row stays', () => {
  const driver = timedDriver();
  const step = LATENESS_MS / 50;
  const all = Array.from({ length: 200 }, (_, i) => anEntry({ eventTime: i * step }));
  driver.feed(timedEntries, all);
  driver.commit();
  driver.commit();
  const before = plain(driver.rows(lines));
  driver.feed(timedEntries, [
    anEntry({ eventTime: 0, revision: 5, amount: 99 }),
    anEntry({ eventTime: step, revision: 5, retracted: true }),
  ]);
  driver.commit();
  expect(driver.task.verdicts.late).toBe(2);
  expect(plain(driver.rows(lines))).toEqual(before);
});

test('a key whose time is over is forgotten whole, and one that still waits is not', () => {
  const waits = {
    ...ledgerOf(timedEntries),
    forgetAfterMs: LATENESS_MS,
    closed: (state: unknown) => (state as { balance: number }).balance !== 2,
  };
  const driver = engineDriver({ processors: [waits], context, topics: TOPICS });
  const DAY = 86_400_000;
  driver.feed(timedEntries, [
    anEntry({ account: 'gone', eventTime: DAY }),
    anEntry({ account: 'open', eventTime: DAY, amount: 2 }),
  ]);
  driver.commit();
  for (let day = 2; day < 8; day++) {
    driver.feed(timedEntries, [anEntry({ account: 'later', eventTime: day * DAY })]);
    driver.commit();
  }
  const stored = [...driver.state.entries.keys()].join('|');
  expect(stored).not.toContain('gone');
  expect(stored).toContain('open');
});

test('a timeline holds no more than its maximum, and what belongs before is set aside as overload', () => {
  const small = { ...ledgerOf(timedEntries), maxEvents: 100 };
  const driver = engineDriver({ processors: [small], context, topics: TOPICS });
  driver.feed(
    timedEntries,
    Array.from({ length: 300 }, (_, i) => anEntry({ eventTime: 1_000 + i })),
  );
  driver.commit();
  driver.feed(timedEntries, [anEntry({ eventTime: 999 })]);
  driver.commit();
  expect(driver.rows(driver.letters).map((letter) => letter['code'])).toEqual(['late-overload']);
  expect(driver.rows(balances)[0]?.['balance']).toBe(300);
});

test('a processor tells its bound, less the span, in a mark behind the rows of the commit', () => {
  const driver = timedDriver();
  driver.feed(timedEntries, [anEntry({ eventTime: LATENESS_MS * 3 })]);
  driver.commit();
  expect(driver.marks(lines as Topic)).toEqual([LATENESS_MS * 2]);
  expect(driver.marks(balances as Topic)).toEqual([LATENESS_MS * 2 - balances.spanMs]);
  driver.feed(timedEntries, [anEntry({ eventTime: LATENESS_MS * 3 + 30_000 })]);
  driver.commit();
  expect(driver.marks(lines as Topic)).toHaveLength(1);
});

test('a commit without a bound tells no mark', () => {
  const driver = settledDriver();
  driver.commit();
  expect(driver.marks(entries as Topic)).toEqual([]);
});
