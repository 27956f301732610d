import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BatchBuilder } from '../batch-builder.ts';
import { catchUp, ownersPace, type Pace, usableOffset } from './catch-up.ts';
import { StateCache, VALUE_FORMAT } from './state-cache.ts';

const HOUR_MS = 3_600_000;
const PACE = ownersPace({ tasks: 1, goesOn: () => true, onProgress: () => undefined });
const changelog = { topic: 'changelog', partition: 0 };

/** A changelog of one record a chunk: `key=value` puts, a key alone removes. */
function aChangelog(...records: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-catch-up-'));
  const cache = new StateCache({ folder, identity: 'log-1', tasks: 1 });
  onTestFinished(async () => {
    await cache.close();
    rmSync(folder, { recursive: true });
  });
  const reader = {
    async readRecords(_place: unknown, from: number) {
      const [key = '', value] = records[from]?.split('=') ?? [];
      const framed = value === undefined ? '' : String.fromCharCode(VALUE_FORMAT) + value;
      const builder = new BatchBuilder('changelog', 0);
      builder.push(Buffer.from(key), Buffer.from(framed));
      return from < records.length ? { records: builder.seal(), next: from + 1 } : undefined;
    },
    peekRecords: async (place: unknown, from: number) =>
      (await reader.readRecords(place, from))?.records,
  };
  const extents = {
    of: () => ({ start: 0, stable: records.length, end: records.length }),
    refresh: async () => undefined,
  };
  return {
    cache,
    records,
    catchUp: (nowMs: number, pace: Partial<Pace> = {}) =>
      catchUp({ task: 0, changelog, cache, reader, extents, nowMs }, { ...PACE, ...pace }),
    state() {
      const found: string[] = [];
      cache.scan(0, Buffer.alloc(0), (key, value) => {
        found.push(`${key}=${value}`);
        return true;
      });
      return found;
    },
  };
}

/** Takes in so many records, one at a time, and is then told that nobody wants more. */
function atMost(steps: number): Partial<Pace> {
  let left = steps;
  return { applyBytes: 1, bucketsMax: 0, goesOn: () => left > 0, took: () => void left-- };
}

test('a cache is brought to the end, and from where it was', async () => {
  const log = aChangelog('a=1', 'b=2', 'a');
  const progress: number[] = [];
  await log.catchUp(5, { took: ({ done }) => void progress.push(done) });
  expect(log.state()).toEqual(['b=2']);
  expect(log.cache.positionOf(0)).toEqual({ offset: 3, stampMs: 5 });
  log.records.push('c=3', 'd=4');
  await log.catchUp(HOUR_MS, { took: ({ done }) => void progress.push(done) });
  expect(log.state()).toEqual(['b=2', 'c=3', 'd=4']);
  expect(progress).toEqual([3, 2]);
});

test('what nobody wants any more is left where it is, whole', async () => {
  const log = aChangelog('a=1', 'b=2', 'c=3');
  await log.catchUp(5, atMost(1));
  expect(log.state()).toEqual(['a=1']);
  expect(log.cache.positionOf(0).offset).toBe(1);
  await log.catchUp(6, atMost(0));
  expect(log.state()).toEqual(['a=1']);
  await log.catchUp(7);
  expect(log.state()).toEqual(['a=1', 'b=2', 'c=3']);
});

test('what is much is sorted first: the same in the end, and nothing of it before', async () => {
  const log = aChangelog('b=1', 'a=2', 'c=3', 'b', 'a=5', 'd=6');
  const much = { applyBytes: 2, bucketsMax: 9 };
  const told: number[] = [];
  await log.catchUp(5, {
    ...much,
    took: ({ done }) => void told.push(done),
    goesOn: () => told.length < 3,
  });
  expect(log.state()).toEqual([]);
  expect(log.cache.positionOf(0).offset, 'nobody wanted the rest').toBe(0);
  told.length = 0;
  await log.catchUp(5, { ...much, took: ({ done }) => void told.push(done) });
  expect(log.state()).toEqual(['a=5', 'c=3', 'd=6']);
  expect(log.cache.positionOf(0)).toEqual({ offset: 6, stampMs: 5 });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(6);
});

test('a cache that never comes to the end ages all the same, and is made anew', async () => {
  const log = aChangelog('a=1', 'b=2', 'a', 'c=3', 'd=4');
  await log.catchUp(0, atMost(2));
  // Others have long forgotten that there was a key: nothing says any more that it was removed.
  log.records[0] = 'gone';
  log.records[2] = 'gone';
  await log.catchUp(11 * HOUR_MS, atMost(1));
  expect(log.cache.positionOf(0)).toEqual({ offset: 3, stampMs: 0 });
  expect(usableOffset(log.cache, 0, 11 * HOUR_MS)).toBe(3);
  expect(usableOffset(log.cache, 0, 13 * HOUR_MS)).toBe(0);
  await log.catchUp(13 * HOUR_MS);
  expect(log.state()).toEqual(['b=2', 'c=3', 'd=4']);
});

test('a cache at the end of a quiet changelog does not age', async () => {
  const log = aChangelog('a=1', 'b=2');
  await log.catchUp(0);
  for (let hours = 10; hours < 100; hours += 10) await log.catchUp(hours * HOUR_MS);
  expect(log.cache.positionOf(0)).toEqual({ offset: 2, stampMs: 90 * HOUR_MS });
  log.records.push('c=3');
  const progress: number[] = [];
  await log.catchUp(100 * HOUR_MS, { took: ({ done }) => void progress.push(done) });
  expect(progress).toEqual([1]);
});

test('a cache that is ahead of its changelog is made anew', async () => {
  const log = aChangelog('a=1', 'b=2', 'c=3');
  await log.catchUp(0);
  log.records.length = 1;
  await log.catchUp(1);
  expect(log.state()).toEqual(['a=1']);
});

// A dead battery, a wrong time server: days ahead until it was set right, then off for longer than tombstones are kept.
test('a cache that was stamped by a clock ahead of time is made anew', async () => {
  const log = aChangelog('a=1', 'b=2');
  await log.catchUp(72 * HOUR_MS);
  expect(log.state()).toEqual(['a=1', 'b=2']);
  log.records[0] = 'gone';
  log.records.push('gone', 'c=3');
  expect(usableOffset(log.cache, 0, 30 * HOUR_MS)).toBe(0);
  await log.catchUp(30 * HOUR_MS);
  expect(log.state()).toEqual(['b=2', 'c=3']);
});

test('a clock that is some minutes behind makes no cache old', async () => {
  const log = aChangelog('a=1', 'b=2');
  await log.catchUp(10 * 60_000);
  log.records.push('c=3', 'd=4');
  expect(usableOffset(log.cache, 0, 5 * 60_000)).toBe(2);
  expect(usableOffset(log.cache, 0, 5 * 60_000 - 1)).toBe(0);
  const progress: number[] = [];
  await log.catchUp(5 * 60_000, { took: ({ done }) => void progress.push(done) });
  expect(progress).toEqual([2]);
});

test('a cache that holds all there is is stamped anew, if its stamp lies ahead', async () => {
  const log = aChangelog('a=1', 'b=2');
  await log.catchUp(72 * HOUR_MS);
  await log.catchUp(HOUR_MS);
  expect(log.cache.positionOf(0)).toEqual({ offset: 2, stampMs: HOUR_MS });
  expect(log.state()).toEqual(['a=1', 'b=2']);
});
