import { loadReference } from '@landbridge/infra';
import { DAY_MS, HOUR_MS, type Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { engineDriver, naiveFold } from '../testing/index.ts';
import { type Entry, lines, rated, ratesTopic, timedEntries } from '../testing/ledger-processor.ts';

const START = Date.UTC(2026, 1, 1);
const context = { reference: loadReference() };

function aMonth(prefix: string, everyMs: number): Entry[] {
  return Array.from({ length: Math.floor((30 * DAY_MS) / everyMs) }, (_, i) => {
    const eventTime = START + i * everyMs;
    return {
      id: `${prefix}:a:${eventTime}`,
      revision: 0,
      retracted: false,
      eventTime,
      source: prefix,
      recordedAt: 0,
      ingestedAt: 0,
      account: 'a',
      amount: 1 + (i % 5),
      page: 'x',
    };
  });
}

function ingest(order: readonly (readonly [Topic, readonly Entry[]])[], holdMs: number) {
  const driver = engineDriver({
    processors: [rated],
    context,
    topics: [lines as Topic],
    limits: { holdMs },
  });
  for (const [topic, events] of order) {
    for (let at = 0; at < events.length; at += 50) {
      driver.setAtEnd(timedEntries as Topic, true);
      driver.setAtEnd(ratesTopic as Topic, true);
      driver.feed(topic, events.slice(at, at + 50));
      driver.commit();
    }
  }
  return driver;
}

const entries = [timedEntries as Topic, aMonth('entry', HOUR_MS)] as const;
const rates = [ratesTopic as Topic, aMonth('rate', 5 * HOUR_MS)] as const;

test.each([
  ['rates first', [rates, entries]],
  ['entries first', [entries, rates]],
] as const)('a month ingested source by source, %s, gives the rows of one fold', (_name, order) => {
  const driver = ingest(order, 40 * DAY_MS);
  const given = [
    ...rates[1].map((event) => ({ input: 'rate', event })),
    ...entries[1].map((event) => ({ input: 'entry', event })),
  ];
  const expected = naiveFold(rated, given, context).map(({ row }) => row);
  const rows = driver.rows(lines as Topic).map(({ revision: _r, retracted: _w, ...row }) => row);
  expect(rows).toEqual(expected.sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)));
  expect(driver.rows(driver.letters)).toEqual([]);
});

test('with a hold shorter than the month the second source is refused, loudly and under its own code', () => {
  const driver = ingest([entries, rates], 7 * DAY_MS);
  const codes = new Set(driver.rows(driver.letters).map((letter) => letter['code']));
  expect([...codes]).toEqual(['late-behind-bound']);
});
