import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { inMemoryLog, memoryDisk } from '../../testing/in-memory-log.ts';
import { manualClock } from '../../testing/manual-clock.ts';
import type { Log } from '../log.ts';
import { appendOf, recordsOf } from '../log-contract.ts';
import { commitOf, scanAll } from '../task-contract.ts';
import { openEmbeddedLog } from './embedded-log.ts';

const seed = Number(process.env['SEED'] ?? 1);
const root = mkdtempSync(join(tmpdir(), 'landbridge-model-'));
let folders = 0;
afterAll(() => rmSync(root, { recursive: true }));

const TOPICS = ['a.b', 'c.d'];
const topic = fc.constantFrom(...TOPICS);
const partition = fc.nat(1);
const key = fc.uint8Array({ minLength: 1, maxLength: 3 });
const step = fc.oneof(
  fc.record({
    act: fc.constant('append' as const),
    topic,
    partition,
    count: fc.nat(5),
    size: fc.constantFrom(0, 3, 5000),
  }),
  fc.record({
    act: fc.constant('commit' as const),
    topic,
    partition,
    puts: fc.array(fc.record({ key, value: fc.uint8Array({ maxLength: 5 }) }), { maxLength: 4 }),
    removes: fc.array(key, { maxLength: 2 }),
    position: fc.nat(20),
  }),
  fc.record({ act: fc.constant('protect' as const), topic, partition, offset: fc.nat(20) }),
  fc.record({ act: fc.constant('wait' as const), ms: fc.nat(60) }),
  fc.record({ act: fc.constant('restart' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function take(log: Log, step: Step): Promise<void> {
  if (step.act === 'append') {
    const records = Array.from({ length: step.count }, (_, index) => {
      return `k${index}=${'x'.repeat(step.size)}`;
    });
    await log.append([appendOf(step.topic, records, step.partition)]);
  } else if (step.act === 'commit') {
    const task = await log.openTask(step.partition);
    const { puts, removes } = step;
    const appends = [appendOf('out.rows', ['r=1'], step.partition)];
    const positions = new Map([[step.topic, step.position]]);
    await task.commit(commitOf({ puts, removes, appends, positions }));
    await task.close();
  } else if (step.act === 'protect') {
    log.protect('sink', step.topic, step.partition, step.offset);
  }
}

/** All that can be seen of a log. */
async function lookAt(log: Log): Promise<unknown> {
  const seen: unknown[] = [];
  for (const name of [...TOPICS, 'out.rows']) {
    for (const partition of [0, 1]) {
      const { start, end } = log.extent(name, partition);
      seen.push(name, partition, start, end);
      for (let at = start; at < end; at++) {
        const batch = await log.read(name, partition, at, 1);
        seen.push(batch?.stampMs, recordsOf(batch));
      }
    }
  }
  for (const partition of [0, 1]) {
    const task = await log.openTask(partition);
    seen.push(task.checkpoint(), scanAll(task));
    await task.close();
  }
  return seen;
}

test(`the embedded log does as the one in memory, whatever comes (SEED=${seed})`, async () => {
  const steps = fc.array(step, { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const clock = manualClock(1000);
      const disk = memoryDisk();
      const common = { partitions: 2, clock, retentionOf: () => 100 };
      const open = () => openEmbeddedLog({ ...common, folder, durable: false });
      const folder = join(root, String(folders++));
      const model = inMemoryLog({ ...common, disk });
      let log = await open();
      for (const step of steps) {
        if (step.act === 'wait') clock.advance(step.ms);
        else if (step.act === 'restart') {
          await log.close();
          log = await open();
        } else {
          await take(model, step);
          await take(log, step);
        }
      }
      expect(await lookAt(log)).toEqual(await lookAt(model));
      await log.close();
      rmSync(folder, { recursive: true });
    }),
    { seed, numRuns: 40 },
  );
}, 60_000);
