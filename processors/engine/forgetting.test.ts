import { loadReference } from '@landbridge/infra';
import type { Header, Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
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
const TOPICS: readonly Topic[] = [balances, lines, pages, entries as Topic];
const LATENESS_MS = timedEntries.allowedLatenessMs;

test('looking at keys that still wait and forgetting others leaves nothing of them in memory', () => {
  const waits = {
    ...ledgerOf(timedEntries),
    forgetAfterMs: LATENESS_MS,
    closed: (state: unknown) => (state as { balance: number }).balance !== 2,
  };
  const limits = { cacheBytesMax: 0 };
  const driver = engineDriver({ processors: [waits], context, topics: TOPICS, limits });
  const DAY = 86_400_000;
  const first = Array.from({ length: 100 }, (_, i) =>
    anEntry({ account: `a${i}`, eventTime: DAY, amount: 1 + (i % 2) }),
  );
  driver.feed(timedEntries, first);
  driver.commit();
  for (let day = 2; day < 120; day += 2) {
    driver.feed(timedEntries, [anEntry({ account: 'later', eventTime: day * DAY })]);
    driver.commit();
  }
  const stored = [...driver.state.entries.keys()].join('|');
  expect(stored).toContain('a1');
  expect(stored).not.toContain('a20');
  expect(driver.task.cachedBytes()).toBe(0);
});

test('a key whose only event came to mean nothing is forgotten like others', () => {
  const ledger = ledgerOf(entries);
  const picky = {
    ...ledger,
    inputs: ledger.inputs.map((input) => ({
      ...input,
      only: (event: Header) => (event as Entry).amount < 5,
    })),
    forgetAfterMs: LATENESS_MS,
    closed: (state: unknown) => (state as { balance: number }).balance >= 0,
  };
  const processors = [settlingOf(entries as Topic), picky];
  const driver = engineDriver({ processors, context, topics: TOPICS });
  const received = entries.received as unknown as Topic;
  const DAY = 86_400_000;
  const told = anEntry({ account: 'gone', eventTime: DAY });
  driver.feed(received, [told]);
  driver.commit();
  const corrected: Entry = { ...told, revision: told.revision + 1, amount: 7 };
  driver.feed(received, [corrected]);
  driver.commit();
  // Nothing of it is in memory any more when it is looked at.
  driver.abort();
  for (let day = 2; day < 12; day++) {
    driver.feed(received, [anEntry({ account: 'later', eventTime: day * DAY })]);
    driver.commit();
    driver.commit();
  }
  const ledgers = [...driver.state.entries.keys()].filter((key) => key.startsWith('\0\x01'));
  expect(ledgers.join('|')).toContain('later');
  expect(ledgers.join('|')).not.toContain('gone');
});
