import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../clock.ts';
import { BatchBuilder } from '../batch-builder.ts';
import type { Log } from '../log.ts';
import { openEmbeddedLog } from './embedded-log.ts';

const KEY_BYTES = 12;
/** About what a truck position takes in Avro. */
const VALUE_BYTES = 120;
const BATCH_RECORDS = 5000;
const COMMITS = 20;
/** A commit of 15 MB: what the engine writes for some ten thousand events. */
const COMMIT_PUTS = 5000;
const STATE_KEYS = 20_000;
const STATE_VALUE_BYTES = 3000;
const READ_BYTES_MAX = 4 << 20;

type Figure = {
  readonly eventsPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly cpuSecondsPerMillion: number;
};

export type LogBench = {
  readonly name: 'log';
  /** Records appended and then read, per second of both together. */
  readonly eventsPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  /** Peak memory of the process, the mapped pages of the log included. */
  readonly peakRssMb: number;
  readonly durable: boolean;
  readonly records: number;
  readonly batchRecords: number;
  readonly recordBytes: number;
  readonly append: Figure;
  readonly read: Figure;
  readonly commit: {
    readonly megabytes: number;
    readonly medianMs: number;
    readonly slowestMs: number;
    readonly cpuMs: number;
  };
  readonly get: { readonly microseconds: number };
};

/** Measures the embedded log in a folder of its own, which it removes: appends, reads, commits, look-ups. */
export async function benchLog(
  options: { records?: number; durable?: boolean; folder?: string } = {},
): Promise<LogBench> {
  const { records = 2_000_000, durable = true } = options;
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'landbridge-bench-'));
  const log = await openEmbeddedLog({ folder, clock: systemClock, durable });
  try {
    const appended = await measure(() => appendAll(log, records));
    const read = await measure(() => readAll(log));
    const { commit, get } = await benchState(log);
    const both = { ms: appended.ms + read.ms, cpuMs: appended.cpuMs + read.cpuMs };
    const { eventsPerSecond, cpuSecondsPerMillion } = figureOf(both, records);
    return {
      name: 'log',
      eventsPerSecond,
      cpuSecondsPerMillion,
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      durable,
      records,
      batchRecords: BATCH_RECORDS,
      recordBytes: KEY_BYTES + VALUE_BYTES,
      append: figureOf(appended, records),
      read: figureOf(read, records),
      commit,
      get,
    };
  } finally {
    await log.close();
    rmSync(folder, { recursive: true });
  }
}

async function appendAll(log: Log, records: number): Promise<void> {
  const builder = new BatchBuilder('bench.records', 0);
  const value = Buffer.alloc(VALUE_BYTES, 1);
  const key = Buffer.alloc(KEY_BYTES, 2);
  for (let left = records; left > 0; left -= BATCH_RECORDS) {
    builder.clear();
    for (let index = Math.min(left, BATCH_RECORDS); index > 0; index--) builder.push(key, value);
    await log.append([builder.seal()]);
  }
}

async function readAll(log: Log): Promise<void> {
  for (let at = 0; ; ) {
    const batch = await log.read('bench.records', 0, at, READ_BYTES_MAX);
    if (!batch) return;
    at += batch.count;
  }
}

async function benchState(log: Log): Promise<Pick<LogBench, 'commit' | 'get'>> {
  const task = await log.openTask(0);
  const value = Buffer.alloc(STATE_VALUE_BYTES, 3);
  const puts = Array.from({ length: STATE_KEYS }, (_, index) => ({
    key: Buffer.from(`key-${String(index).padStart(8, '0')}`),
    value,
  }));
  const rounds = STATE_KEYS / COMMIT_PUTS;
  const spans: Span[] = [];
  for (let commit = 0; commit < COMMITS; commit++) {
    const round = {
      appends: [],
      puts: puts.filter((_, index) => index % rounds === commit % rounds),
      removes: [],
      checkpoint: Buffer.alloc(1000),
      positions: new Map([['bench.records', commit]]),
    };
    spans.push(await measure(() => task.commit(round)));
  }
  const gets = await measure(async () => {
    for (const { key } of puts) task.get(key);
  });
  // The first rounds fill the tree; the others overwrite it.
  const sorted = spans.slice(rounds).toSorted((a, b) => a.ms - b.ms);
  const median = sorted[sorted.length >> 1] ?? { ms: 0, cpuMs: 0 };
  return {
    commit: {
      megabytes: (COMMIT_PUTS * STATE_VALUE_BYTES) / 1e6,
      medianMs: Math.round(median.ms),
      slowestMs: Math.round(sorted.at(-1)?.ms ?? 0),
      cpuMs: Math.round(median.cpuMs),
    },
    get: { microseconds: Number(((gets.ms * 1000) / puts.length).toFixed(1)) },
  };
}

type Span = { readonly ms: number; readonly cpuMs: number };

async function measure(work: () => Promise<void>): Promise<Span> {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(startCpu);
  return { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 };
}

function figureOf(span: Span, records: number): Figure {
  const perSecond = records / (span.ms / 1000);
  return {
    eventsPerSecond: Math.round(perSecond),
    megabytesPerSecond: Math.round((perSecond * (KEY_BYTES + VALUE_BYTES)) / 1e6),
    cpuSecondsPerMillion: Number((span.cpuMs / 1000 / (records / 1e6)).toFixed(3)),
  };
}
