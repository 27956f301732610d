import { loadReference } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { disturber } from './disturb.ts';
import { ORDERS_FEED } from './feeds.ts';
import { type SimulationOptions, settingsOf } from './options.ts';
import type { Statement, Truth, Wording } from './statement.ts';

const reference = loadReference();
const T0 = Date.parse('2026-03-11T08:00:00+08:00');

/** Says a thousand statements of a feed and tells what was put into the feeds, and which truths were lost. */
function said(
  disturb: SimulationOptions['disturb'],
  set: Partial<Statement> = {},
  seed = 1,
): { put: { arriveMs: number; text: string }[]; lost: boolean[] } {
  const put: { arriveMs: number; text: string }[] = [];
  const lost: boolean[] = [];
  const settings = settingsOf({ reference, seed, ...(disturb === undefined ? {} : { disturb }) });
  const feeds = { put: (text: (typeof put)[number]) => put.push(text) };
  const { say } = disturber(settings, { feeds, heard: (_, isLost) => lost.push(isLost) });
  for (let number = 0; number < 1_000; number += 1) say({ ...aStatement(number), ...set });
  return { put, lost };
}

function aStatement(number: number): Statement {
  const atMs = T0 + number * 1_000;
  const truth: Truth = { topic: 'traffic.incidents', feed: 'calls', ref: String(number), atMs };
  return {
    feed: 'calls',
    atMs,
    recordedAt: atMs + 90_000,
    arriveMs: atMs + 100_000,
    correctable: true,
    withdrawable: true,
    shadow: null,
    truth: () => [truth],
    write: ({ as, recordedAt }: Wording) => `${number} ${as} ${recordedAt - atMs}`,
  };
}

const worded = (put: readonly { text: string; arriveMs: number }[], as: string) =>
  put.filter(({ text }) => text.split(' ')[1] === as);

test('without disturbances each statement is said once, when it should come', () => {
  const { put, lost } = said('none');
  expect(put).toHaveLength(1_000);
  expect(worded(put, 'right')).toHaveLength(1_000);
  expect(put.every(({ arriveMs }, number) => arriveMs === T0 + number * 1_000 + 100_000)).toBe(
    true,
  );
  expect(lost.some((each) => each)).toBe(false);
});

test('what was before the history is not told, and of plants nothing before its last ten days', () => {
  const daysBefore = (days: number) => ({ atMs: T0 - days * 86_400_000 });
  expect(said('none', daysBefore(29)).put).toHaveLength(1_000);
  expect(said('none', daysBefore(31)).put).toHaveLength(0);
  expect(said('none', { ...daysBefore(9), feed: ORDERS_FEED }).put).toHaveLength(1_000);
  expect(said('none', { ...daysBefore(11), feed: ORDERS_FEED }).put).toHaveLength(0);
});

test('a wrong statement is recorded a minute before the right one, which comes later', () => {
  const { put } = said({ corrections: 0.2 });
  const wrong = worded(put, 'wrong');
  const fixes = worded(put, 'replacing');
  expect(wrong.length).toBeGreaterThan(130);
  expect(fixes.length).toBe(wrong.length);
  for (const [index, { text, arriveMs }] of wrong.entries()) {
    expect(text.split(' ')[2]).toBe('30000');
    expect(fixes[index]?.text.split(' ')[2]).toBe('90000');
    expect((fixes[index]?.arriveMs ?? 0) - arriveMs).toBeGreaterThanOrEqual(5 * 60_000);
  }
});

test('what cannot be corrected or withdrawn never is', () => {
  const { put } = said(
    { corrections: 1, retractions: 1 },
    { correctable: false, withdrawable: false },
  );
  expect(worded(put, 'right')).toHaveLength(1_000);
  expect(put).toHaveLength(1_000);
});

test('every ghost is withdrawn, now and then before it is seen', () => {
  const { put } = said({ retractions: 0.3 });
  const ghosts = worded(put, 'ghost');
  const withdrawals = worded(put, 'withdrawn');
  expect(ghosts.length).toBeGreaterThan(200);
  expect(withdrawals.length).toBe(ghosts.length);
  const overtaking = ghosts.filter(
    (ghost, index) => (withdrawals[index]?.arriveMs ?? 0) < ghost.arriveMs,
  );
  expect(overtaking.length).toBeGreaterThan(5);
  expect(overtaking.length).toBeLessThan(ghosts.length / 3);
  expect(worded(put, 'right')).toHaveLength(1_000);
});

test('nothing arrives before it was recorded', () => {
  const rates = { disorder: 0.3, duplicates: 0.3, corrections: 0.3, retractions: 0.3 };
  for (const { arriveMs, text } of said(rates).put) {
    const [number, , recordedAfterMs] = text.split(' ').map(Number);
    const recordedAt = T0 + (number ?? 0) * 1_000 + (recordedAfterMs ?? 0);
    expect(arriveMs).toBeGreaterThanOrEqual(recordedAt);
  }
});

test('duplicates say the same text again, at most ten minutes later', () => {
  const { put } = said({ duplicates: 0.2 });
  const byText = Map.groupBy(put, ({ text }) => text);
  expect(byText.size).toBe(1_000);
  expect(put.length).toBeGreaterThan(1_130);
  for (const [first, second] of byText.values()) {
    const laterMs = (second?.arriveMs ?? first?.arriveMs ?? 0) - (first?.arriveMs ?? 0);
    expect(laterMs).toBeLessThanOrEqual(10 * 60_000);
  }
});

test('disorder delays by seconds to minutes', () => {
  const { put } = said({ disorder: 1 });
  const delays = put.map(({ arriveMs }, number) => arriveMs - (T0 + number * 1_000 + 100_000));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(2_000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(20 * 60_000 + 2_000);
  expect(Math.max(...delays)).toBeGreaterThan(5 * 60_000);
});

test('positions of a shadowed hour come together after it', () => {
  const { put } = said({ backfill: 0.1 }, { shadow: 0.05 });
  expect(new Set(put.map(({ arriveMs }) => arriveMs))).toEqual(new Set([T0 + 64 * 60_000]));
  expect(said({ backfill: 0.1 }, { shadow: 0.15 }).put[0]?.arriveMs).toBe(T0 + 100_000);
});

test('an outage loses one stretch of time', () => {
  const { put, lost } = said({ outages: 1 }, { recordedAt: T0 });
  expect(new Set(lost).size).toBe(1);
  expect(put.length === 0).toBe(lost[0]);
  // Of the four spans of the day each has an outage of 20 to 60 minutes.
  let silent = 0;
  for (let minute = 0; minute < 24 * 60; minute += 5) {
    const recordedAt = Date.parse('2026-03-11T00:00:00+08:00') + minute * 60_000;
    if (said({ outages: 1 }, { recordedAt }).lost[0] === true) silent += 5;
  }
  expect(silent).toBeGreaterThan(60);
  expect(silent).toBeLessThan(300);
});

test('broken text loses its facts', () => {
  const { put, lost } = said({ broken: 0.1 });
  const count = lost.filter((each) => each).length;
  expect(count).toBeGreaterThan(60);
  expect(count).toBeLessThan(140);
  expect(put.filter(({ text }) => text.split(' ').length < 3).length).toBe(count);
});

test('the decisions are those of the seed', () => {
  expect(said('all')).toEqual(said('all'));
  expect(said('all', {}, 2)).not.toEqual(said('all'));
});
