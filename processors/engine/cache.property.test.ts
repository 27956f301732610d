import { loadReference } from '@landbridge/infra';
import type { Topic } from '@landbridge/schemas';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { defineProcessor, type Processor } from '../processor.ts';
import { engineDriver } from '../testing/index.ts';
import {
  anEntry,
  balances,
  type Entry,
  ledgerOf,
  lines,
  pages,
  timedEntries,
} from '../testing/ledger-processor.ts';
import { slotBytes } from './slots.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const context = { reference: loadReference() };
const TOPICS: readonly Topic[] = [balances, lines, pages];
const MINUTE_MS = 60_000;
const LATENESS_MS = timedEntries.allowedLatenessMs;

/** Rows of one emitter alone: no history of rows is kept. */
const counted = defineProcessor({
  name: 'test-counted',
  version: 1,
  inputs: { entry: timedEntries },
  outputs: { line: lines },
  emits: 'once',
  state: { type: 'record', name: 'CountedState', fields: [{ name: 'before', type: 'long' }] },
  initial: () => ({ before: 0 }),
  on: {
    entry({ before }, { id, eventTime, account, amount }, emit) {
      emit.line({ id: `${account}/${id}`, eventTime, account, before });
      return amount === 0 ? { before } : { before: before + amount };
    },
  },
});

/** Two accounts, told about in the order of time but for what is late, corrected, withdrawn or told again. */
const statement = fc.record({
  account: fc.constantFrom('a', 'a', 'b'),
  lateMinutes: fc.constantFrom(0, 0, 0, 0, 1, 3, 20, 100, 170),
  amount: fc.constantFrom(0, 0, 1, 2, 3, 5, 7, 13),
  page: fc.constantFrom('x', 'y', 'z'),
  revision: fc.nat(2),
  retracted: fc.constantFrom(false, false, false, true),
  ends: fc.constantFrom('', '', '', 'commit', 'abort'),
});
type Statement = typeof statement extends fc.Arbitrary<infer T> ? T : never;

function told(given: readonly Statement[], minutesEach: number): Entry[] {
  return given.map(({ lateMinutes, ends: _, ...rest }, i) => {
    const minute = Math.max(0, Math.floor(i * minutesEach) - lateMinutes);
    return anEntry({ ...rest, eventTime: minute * MINUTE_MS });
  });
}

/** All that is published, by topic, letters included, where memory is kept, emptied at each commit, or lost all the time. */
function publishedWith(
  processor: Processor,
  events: readonly Entry[],
  { given, memory }: { given: readonly Statement[]; memory: 'kept' | 'emptied' | 'lost' },
) {
  const chunkBytesMax = 1_500;
  const limits = memory === 'emptied' ? { cacheBytesMax: 0, chunkBytesMax } : { chunkBytesMax };
  const driver = engineDriver({ processors: [processor], context, topics: TOPICS, limits });
  for (const [i, event] of events.entries()) {
    driver.feed(timedEntries, [event]);
    if (given[i]?.ends === 'commit') driver.commit();
    if (given[i]?.ends === 'abort' || memory === 'lost') driver.abort();
  }
  driver.commit();
  return Object.groupBy(driver.published, ({ topic }) => topic);
}

for (const [name, processor] of [
  ['rows of several emitters', ledgerOf(timedEntries)],
  ['rows of one emitter', counted],
] as const) {
  test(`what is published of ${name} does not hang on what memory holds`, () => {
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 150, size: 'max' }),
        fc.constantFrom(0.2, 1, 30),
        fc.constantFrom(20, 60, 200_000),
        fc.constantFrom(LATENESS_MS, 100 * LATENESS_MS),
        (given, minutesEach, maxEvents, forgetAfterMs) => {
          const limited = { ...processor, maxEvents, forgetAfterMs };
          const events = told(given, minutesEach);
          const kept = publishedWith(limited, events, { given, memory: 'kept' });
          expect(publishedWith(limited, events, { given, memory: 'emptied' })).toEqual(kept);
          expect(publishedWith(limited, events, { given, memory: 'lost' })).toEqual(kept);
        },
      ),
      { seed, numRuns: 30 },
    );
  });
}

test('an event behind all others reads one chunk of a timeline that is not in memory, however long it is', () => {
  const driver = engineDriver({ processors: [counted], context, topics: TOPICS });
  const reads = vi.spyOn(driver.state.entries, 'get');
  const costs = Array.from({ length: 500 }, (_, i) => {
    driver.feed(timedEntries, [anEntry({ eventTime: i, amount: 1 })]);
    driver.commit();
    driver.abort();
    const cost = reads.mock.calls.length;
    reads.mockClear();
    return cost;
  });
  expect(Math.max(...costs.slice(-100))).toBe(Math.max(...costs.slice(0, 100)));
});

test('what duplicates bring back into memory is counted', () => {
  const limits = { cacheBytesMax: 600_000 };
  const driver = engineDriver({ processors: [counted], context, topics: TOPICS, limits });
  const used = (): number => slotBytes().made - slotBytes().free;
  const told = Array.from({ length: 64 }, (_, i) =>
    Array.from({ length: 200 }, (_, k) => anEntry({ account: `k${k}`, eventTime: i + 1 })),
  );
  driver.feed(timedEntries, told.flat());
  driver.commit();
  for (const again of told) {
    driver.feed(timedEntries, again);
    driver.commit();
  }
  expect(driver.task.verdicts.duplicate).toBe(64 * 200);
  expect(used()).toBeLessThan(driver.task.cachedBytes() * 1.5);
});
