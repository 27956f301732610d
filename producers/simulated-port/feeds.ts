import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import { heap } from './heap.ts';

/** The feed in which plants tell of their orders. */
export const ORDERS_FEED = 'plants';

/** Bytes as they arrive from outside: one file or message of one feed. */
export type SimulatedDelivery = {
  /** When it arrives, epoch milliseconds. */
  readonly atMs: number;
  readonly feed: string;
  readonly source: 'dcsa' | 'edifact' | 'jsonl';
  /** File name. */
  readonly name: string;
  readonly bytes: Buffer;
};

/** Collects statements by feed and time of arrival, and hands them out as deliveries, oldest first. */
export type Feeds = {
  /** Statements that wait for their delivery. */
  readonly held: number;
  put(statement: { feed: string; arriveMs: number; text: string }): void;
  /** Deliveries that are complete once nothing arrives before a time any more. */
  until(atMs: number): Iterable<SimulatedDelivery>;
};

type Open = { feed: string; number: number; endMs: number; texts: string[] };

/** Least number of milliseconds that a feed gathers statements before it delivers them. */
const INTERVALS_MS: readonly (readonly [prefix: string, intervalMs: number])[] = [
  ['gps', 20 * SECOND_MS],
  ['traffic', 20 * SECOND_MS],
  ['gate', MINUTE_MS],
  ['carrier', 30 * MINUTE_MS],
  ['edi', 10 * MINUTE_MS],
  ['', 5 * MINUTE_MS],
];

export function openFeeds({ batched }: { batched: (atMs: number) => boolean }): Feeds {
  const open = new Map<string, { intervalMs: number; byEnd: Map<number, Open> }>();
  const due = heap<Open>();
  let deliveries = 0;
  let deliveredMs = 0;
  let held = 0;
  return {
    get held() {
      return held;
    },
    put({ feed, arriveMs: wishedMs, text }) {
      held += 1;
      // What is told after the event may be due already: it comes with the next delivery.
      const arriveMs = Math.max(wishedMs, deliveredMs);
      let there = open.get(feed);
      if (there === undefined) {
        there = { intervalMs: intervalOf(feed), byEnd: new Map() };
        open.set(feed, there);
      }
      // History is delivered by the hour: nobody waits for it.
      const intervalMs = batched(arriveMs) ? HOUR_MS : there.intervalMs;
      const endMs = (Math.floor(arriveMs / intervalMs) + 1) * intervalMs;
      const found = there.byEnd.get(endMs);
      if (found !== undefined) {
        found.texts.push(text);
        return;
      }
      deliveries += 1;
      const fresh = { feed, number: deliveries, endMs, texts: [text] };
      there.byEnd.set(endMs, fresh);
      due.put(endMs, fresh);
    },
    *until(atMs) {
      deliveredMs = Math.max(deliveredMs, atMs);
      while (due.firstAt() <= atMs) {
        const next = due.take();
        if (next === undefined) return;
        held -= next.texts.length;
        open.get(next.feed)?.byEnd.delete(next.endMs);
        yield deliveryOf(next);
      }
    },
  };
}

function intervalOf(feed: string): number {
  return INTERVALS_MS.find(([prefix]) => feed.startsWith(prefix))?.[1] ?? MINUTE_MS;
}

/** Which format a feed speaks: its name says so. */
export function sourceOf(feed: string): SimulatedDelivery['source'] {
  if (feed.startsWith('carrier-')) return 'dcsa';
  return feed.startsWith('edi-') ? 'edifact' : 'jsonl';
}

const ENDINGS = { dcsa: 'json', edifact: 'edi', jsonl: 'jsonl' } as const;

function deliveryOf({ feed, number, endMs, texts }: Open): SimulatedDelivery {
  const source = sourceOf(feed);
  const name = `${feed}-${String(number).padStart(6, '0')}.${ENDINGS[source]}`;
  const text = source === 'dcsa' ? `[${texts.join(',\n')}]\n` : `${texts.join('\n')}\n`;
  return { atMs: endMs, feed, source, name, bytes: Buffer.from(text) };
}
