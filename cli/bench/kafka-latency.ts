import { assert, type Log, systemClock, systemPause } from '@landbridge/infra';
import type { Bench } from '../bench-contract.ts';
import { inDeployment } from './kafka-deployment.ts';
import { hops, passages, readingOf, readings } from './kafka-hops.ts';
import { writeEvents } from './kafka-input.ts';
import { readRows } from './kafka-rows.ts';
import { measure, ratesOf } from './measure.ts';

const EVENTS_PER_SECOND = 5_000;
const SECONDS = 30;
/** Of them: until the code is warm, nothing is counted. */
const WARM_UP = 1 / 3;
const TICK_MS = 10;
const PATIENCE_MS = 60_000;

/**
 * From when a source is due to append an event until the row of the second hop can be read under read-committed: events
 * come at an even pace, whether or not the one before was taken in, so that what stalls counts for all that wait.
 */
export const kafkaLatencyBench: Bench = {
  name: 'kafka-latency',
  about: 'source to result through two hops on Kafka at 5,000 events/s',
  run: ({ terminal, scale }) =>
    inDeployment({ terminal, processors: hops }, async (deployment) => {
      await using log = await deployment.openLog('here');
      // Another one, as somebody else's: what the tasks know of their own commits is not known to it.
      await using outside = await deployment.openLog('outside');
      await using joined = await deployment.joinGroup(log);
      await joined.tasks.own(joined.assigned());
      const total = Math.max(1, Math.round(EVENTS_PER_SECOND * SECONDS * scale));
      const arrivedMs = new Float64Array(total).fill(Number.NaN);
      const startMs = systemClock.nowMs();
      const span = await measure(async () => {
        await Promise.all([send(log, total, startMs), receive(outside, arrivedMs)]);
      });
      const delays = arrivedMs
        .map((at, number) => at - dueMs(number, startMs))
        .slice(Math.floor(total * WARM_UP))
        .sort();
      const at = (share: number) => Math.round(delays[Math.floor(delays.length * share)] ?? 0);
      const { commits, refolded } = joined.tasks.counters();
      const events = { events: total, counted: delays.length, commits, refolded };
      const figures = {
        p50Ms: at(0.5),
        p99Ms: at(0.99),
        slowestMs: Math.round(delays.at(-1) ?? 0),
      };
      return { name: 'kafka-latency', ...ratesOf(span, total), ...figures, ...events };
    }),
};

function dueMs(number: number, startMs: number): number {
  return startMs + (number * 1000) / EVENTS_PER_SECOND;
}

async function send(log: Log, total: number, startMs: number): Promise<void> {
  for (let sent = 0; sent < total; ) {
    const due = Math.floor(((systemClock.nowMs() - startMs) * EVENTS_PER_SECOND) / 1000);
    const until = Math.min(total, due);
    if (until > sent) await writeEvents(log, readings, between(sent, until, startMs));
    sent = Math.max(sent, until);
    await systemPause(TICK_MS);
  }
}

function* between(from: number, to: number, startMs: number) {
  for (let number = from; number < to; number++) {
    yield readingOf(number, Math.floor(dueMs(number, startMs)));
  }
}

/** Notes when the first row of each event was there. */
async function receive(log: Log, arrivedMs: Float64Array): Promise<void> {
  const positions = Array.from({ length: log.partitions }, () => 0);
  let left = arrivedMs.length;
  for (let heardMs = systemClock.nowMs(); left > 0; ) {
    const before = left;
    for (const [partition, from] of positions.entries()) {
      const visit = ({ number }: { number: number }): void => {
        if (!Number.isNaN(arrivedMs[number])) return;
        arrivedMs[number] = systemClock.nowMs();
        left--;
      };
      positions[partition] = await readRows(log, passages, { partition, from, visit });
    }
    const nowMs = systemClock.nowMs();
    if (left < before) heardMs = nowMs;
    assert(nowMs - heardMs < PATIENCE_MS, `rows of ${left} events come within a minute`);
    await systemPause(1);
  }
}
