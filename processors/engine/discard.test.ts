import { loadReference } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { engineDriver } from '../testing/index.ts';
import {
  anEntry,
  balances,
  ledgerOf,
  lines,
  pages,
  timedEntries,
} from '../testing/ledger-processor.ts';
import { slotBytes } from './slots.ts';

const ACCOUNTS = 1_000;
const EVENTS = 20;

test('tasks that are thrown away with a commit on its way leave their memory to the next ones', () => {
  const driver = engineDriver({
    processors: [ledgerOf(timedEntries)],
    context: { reference: loadReference() },
    topics: [balances, lines, pages],
    overlapping: true,
  });
  const feed = (eventTime: number): void =>
    driver.feed(
      timedEntries,
      Array.from({ length: ACCOUNTS }, (_, i) => anEntry({ account: `a${i}`, eventTime })),
    );
  for (let time = 1; time <= EVENTS; time++) feed(time);
  const made: number[] = [];
  for (let round = 0; round < 5; round++) {
    driver.commit();
    // Changes what the commit on its way shows.
    driver.task.foldNext();
    driver.abort();
    made.push(slotBytes().made);
  }
  expect(made.at(-1)).toBe(made[1]);
  driver.commit();
  driver.land();
  expect(driver.rows(lines)).toHaveLength(ACCOUNTS * EVENTS);
});
