import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FactEncoder } from './fact-encoder.ts';
import { openSpool, type Spool } from './spool.ts';

/** An encoder that holds a record with this time and text. */
function holding(time: number, text: string, size = 0): FactEncoder {
  const value = Buffer.concat([Buffer.from(text), Buffer.alloc(size)]);
  return {
    encoded: {
      topic: `topic-${time % 3}`,
      partition: time % 2,
      eventTime: time,
      revision: 0,
      keyLength: 1,
      bytesMax: value.length + 1,
    },
    encode: () => undefined,
    write(target, at) {
      target.write('k', at);
      value.copy(target, at + 1);
      return at + 1 + value.length;
    },
  };
}

function contentOf(spool: Spool) {
  return Array.from(spool.sorted(), ({ time, serial, topic, partition, key, value }) => ({
    time,
    serial,
    topic,
    partition,
    text: `${key}${value.toString('utf8', 0, 3)}`,
  }));
}

test('gives records back by time, equal times in their order', () => {
  using spool = openSpool();
  const times = [5, 1, 5, 3, 1];
  times.forEach((time, i) => {
    spool.add(holding(time, `v-${i}`), i);
  });
  expect(contentOf(spool)).toEqual([
    { time: 1, serial: 1, topic: 'topic-1', partition: 1, text: 'kv-1' },
    { time: 1, serial: 4, topic: 'topic-1', partition: 1, text: 'kv-4' },
    { time: 3, serial: 3, topic: 'topic-0', partition: 1, text: 'kv-3' },
    { time: 5, serial: 0, topic: 'topic-2', partition: 1, text: 'kv-0' },
    { time: 5, serial: 2, topic: 'topic-2', partition: 1, text: 'kv-2' },
  ]);
});

test('sorts on disk what does not fit in memory, and leaves nothing behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spool-test-'));
  const seed = Number(process.env['SEED'] ?? 1);
  const times = fc.sample(fc.nat(1000), { numRuns: 300, seed });
  {
    using spool = openSpool({ bytesMax: 0, folder });
    times.forEach((time, i) => {
      spool.add(holding(time, `v${i}`, 40_000), i);
    });
    // 12 MB in runs of 2 MiB.
    expect(spool.runs).toBe(5);
    expect(readdirSync(folder)).toHaveLength(1);
    const expected = times
      .map((time, serial) => ({ time, serial }))
      .sort((a, b) => a.time - b.time || a.serial - b.serial);
    const sorted = contentOf(spool);
    expect(sorted.map(({ time, serial }) => ({ time, serial }))).toEqual(expected);
    expect(sorted.map(({ text }) => text)).toEqual(
      expected.map(({ serial }) => `kv${serial}`.padEnd(4, '\0').slice(0, 4)),
    );
  }
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
  expect(existsSync(folder)).toBe(false);
});

test('gives nothing back when nothing was added', () => {
  using spool = openSpool();
  expect(contentOf(spool)).toEqual([]);
});

test('says so when there is no room to sort', () => {
  using spool = openSpool({ bytesMax: 0, folder: '/nowhere/at/all' });
  const fill = () => {
    for (let i = 0; i < 50; i++) spool.add(holding(i, 'v', 200_000), i);
  };
  expect(fill).toThrow('Sorting in /nowhere/at/all');
});
