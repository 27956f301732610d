import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import type { Feeds } from './feeds.ts';
import { ORDERS_FEED, sourceOf } from './feeds.ts';
import type { Disturbance, DisturbanceRates, Settings } from './options.ts';
import { hashOf, randomOf, shareOf } from './random.ts';
import type { Statement, Truth } from './statement.ts';
import { garbledMessage } from './wire-edifact.ts';

/** How many statements met each disturbance. */
export type DisturbanceCounts = Record<Disturbance, number>;

/** A wrong statement is that much older than the right one: EDIFACT tells versions apart by the minute. */
export const WRONG_LEAD_MS: number = MINUTE_MS;
/** An outage falls into a span of this length. */
const OUTAGE_SPAN_MS = 6 * HOUR_MS;
const NO_COUNTS: DisturbanceCounts = {
  disorder: 0,
  duplicates: 0,
  corrections: 0,
  retractions: 0,
  backfill: 0,
  outages: 0,
  broken: 0,
};

/**
 * Says statements to the feeds, some of them disturbed. Whether one is disturbed depends on the seed, its feed and its
 * number there, never on the world's chance: with the same seed the undisturbed facts are the same at any rates.
 */
export function disturber(
  settings: Settings,
  to: { feeds: Pick<Feeds, 'put'>; heard: ((truth: Truth, lost: boolean) => void) | undefined },
): { say(statement: Statement): void; counts: DisturbanceCounts } {
  const { rates, historyFromMs, ordersFromMs, untilMs } = settings;
  const counts: DisturbanceCounts = { ...NO_COUNTS };
  const voices = new Map<string, Voice>();
  return {
    counts,
    say(statement) {
      let voice = voices.get(statement.feed);
      if (voice === undefined) {
        voice = openVoice(settings, statement.feed);
        voices.set(statement.feed, voice);
      }
      voice.number += 1;
      const fromMs = statement.feed === ORDERS_FEED ? ordersFromMs : historyFromMs;
      if (statement.atMs < fromMs || statement.atMs >= untilMs) return;
      const disturbance = lossOf(statement, { voice, rates });
      if (disturbance !== null) counts[disturbance] += 1;
      if (disturbance === 'broken') sayBroken(statement, to.feeds);
      if (disturbance === null) deliver(statement, { voice, rates, counts, feeds: to.feeds });
      if (to.heard === undefined) return;
      for (const truth of statement.truth()) to.heard(truth, disturbance !== null);
    },
  };
}

/** A feed as the disturbances know it: its chance, and what it is just saying. */
type Voice = {
  /** Number of the statement, from 1. */
  number: number;
  /** Chance of this statement, 0 to 1, one for each use. */
  draw(use: Use): number;
  isSilentAt(atMs: number): boolean;
};

type Use = Disturbance | 'delay' | 'again' | 'fix' | 'overtaking';

function openVoice({ seed, rates }: Settings, feed: string): Voice {
  const salt = hashOf(seed, feed);
  const salts = new Map<Use, number>();
  let span = { number: Number.NaN, fromMs: 0, untilMs: 0 };
  const voice: Voice = {
    number: 0,
    draw(use) {
      let useSalt = salts.get(use);
      if (useSalt === undefined) {
        useSalt = hashOf(seed, use);
        salts.set(use, useSalt);
      }
      return shareOf(useSalt, salt, voice.number);
    },
    isSilentAt(atMs) {
      const number = Math.floor(atMs / OUTAGE_SPAN_MS);
      if (number !== span.number) span = outageIn(number);
      return atMs >= span.fromMs && atMs < span.untilMs;
    },
  };
  const outageIn = (number: number) => {
    const random = randomOf(seed, `outage ${feed} ${number}`);
    const happens = random.next() < rates.outages;
    const fromMs = number * OUTAGE_SPAN_MS + random.between(0, 5) * HOUR_MS;
    const lastsMs = happens ? random.between(20, 60) * MINUTE_MS : 0;
    return { number, fromMs, untilMs: fromMs + lastsMs };
  };
  return voice;
}

function lossOf(
  { recordedAt }: Statement,
  { voice, rates }: { voice: Voice; rates: DisturbanceRates },
): 'outages' | 'broken' | null {
  if (rates.outages > 0 && voice.isSilentAt(recordedAt)) return 'outages';
  return rates.broken > 0 && voice.draw('broken') < rates.broken ? 'broken' : null;
}

function sayBroken(statement: Statement, feeds: Pick<Feeds, 'put'>): void {
  const { feed, arriveMs, recordedAt } = statement;
  const text = statement.write({ as: 'right', recordedAt });
  feeds.put({ feed, arriveMs, text: garbled(feed, text) });
}

type Delivering = {
  readonly voice: Voice;
  readonly rates: DisturbanceRates;
  readonly counts: DisturbanceCounts;
  readonly feeds: Pick<Feeds, 'put'>;
};

function deliver(statement: Statement, delivering: Delivering): void {
  const { feed, recordedAt } = statement;
  const { voice, feeds } = delivering;
  let arriveMs = arrivalOf(statement, delivering);
  const isCorrected = statement.correctable && happens('corrections', delivering);
  if (isCorrected) {
    const wrong = statement.write({ as: 'wrong', recordedAt: recordedAt - WRONG_LEAD_MS });
    feeds.put({ feed, arriveMs, text: wrong });
    arriveMs += (5 + 55 * voice.draw('fix')) * MINUTE_MS;
  }
  const text = statement.write({ as: isCorrected ? 'replacing' : 'right', recordedAt });
  feeds.put({ feed, arriveMs, text });
  if (happens('duplicates', delivering)) {
    feeds.put({ feed, arriveMs: arriveMs + voice.draw('again') * 10 * MINUTE_MS, text });
  }
  if (statement.withdrawable && happens('retractions', delivering)) {
    sayGhost(statement, { arriveMs, voice, feeds });
  }
}

function happens(name: Disturbance, { voice, rates, counts }: Delivering): boolean {
  if (rates[name] === 0 || voice.draw(name) >= rates[name]) return false;
  counts[name] += 1;
  return true;
}

function arrivalOf(statement: Statement, delivering: Delivering): number {
  const { rates, counts, voice } = delivering;
  const { shadow, atMs } = statement;
  let { arriveMs } = statement;
  if (shadow !== null && shadow < rates.backfill) {
    counts.backfill += 1;
    // The whole hour comes at once, some minutes after it ended.
    const hourEndMs = (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS;
    arriveMs = Math.max(arriveMs, hourEndMs + 4 * MINUTE_MS);
  }
  if (!happens('disorder', delivering)) return arriveMs;
  const delayMs = -Math.log(1 - voice.draw('delay')) * 3 * MINUTE_MS;
  return arriveMs + 2 * SECOND_MS + Math.min(delayMs, 20 * MINUTE_MS);
}

/** States something that never happened, and withdraws it; one in ten withdrawals overtakes what it withdraws. */
function sayGhost(
  statement: Statement,
  { arriveMs, voice, feeds }: { arriveMs: number; voice: Voice; feeds: Pick<Feeds, 'put'> },
): void {
  const { feed, recordedAt } = statement;
  const laterMs = Math.round((2 + 88 * voice.draw('fix')) * MINUTE_MS);
  const ghost = statement.write({ as: 'ghost', recordedAt });
  const withdrawal = statement.write({ as: 'withdrawn', recordedAt: recordedAt + laterMs });
  // Never told before it was recorded: an overtaken ghost is late, its withdrawal is not early.
  const withdrawnMs = arriveMs + laterMs;
  const overtakes = voice.draw('overtaking') < 0.1;
  const ghostMs = overtakes ? withdrawnMs + laterMs : arriveMs;
  feeds.put({ feed, arriveMs: ghostMs, text: ghost });
  feeds.put({ feed, arriveMs: withdrawnMs, text: withdrawal });
}

/** Text that no source can read, but that spares its neighbours. */
function garbled(feed: string, text: string): string {
  const source = sourceOf(feed);
  if (source === 'edifact') return garbledMessage(text);
  if (source === 'dcsa') return text.replace(/"eventDateTime":"[^"]*"/, '"eventDateTime":"??:??"');
  return text.slice(0, Math.floor(text.length / 2));
}
