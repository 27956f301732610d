import { join } from 'node:path';
import {
  loadReference,
  nextTurn,
  openEmbeddedLog,
  type RecordBatch,
  systemClock,
  type TaskStore,
} from '@landbridge/infra';
import { DEFAULT_LIMITS, HOLD_MS, newMerge, openTask } from '@landbridge/processors';
import { deadLetters } from '@landbridge/schemas';
import type { Bench, BenchResult } from '../bench-contract.ts';
import { asOfJoin, joinInput } from './as-of-join.ts';
import { collectGarbage, inTemporaryFolder, measure, ratesOf } from './measure.ts';

/** A commit takes about so many events, fewer where the task says that it is full. */
const COMMIT_EVENTS = 100_000;

/**
 * The engine by itself on one core: an as-of join, its state and its rows durable in the embedded log at every commit.
 * Decoding the input, folding, encoding the rows, and the commits are on the clock; making the batches is not.
 */
export const engineBench: Bench = {
  name: 'engine',
  about: 'an as-of join of 2.4 million events through one task, state and rows on disk',
  run: async ({ scale }) => {
    const input = joinInput(scale);
    collectGarbage();
    return inTemporaryFolder(async (folder) => {
      await using log = disposing(
        await openEmbeddedLog({ folder: join(folder, 'log'), clock: systemClock }),
      );
      return await runJoin(await log.of.openTask(0), input);
    });
  },
};

async function runJoin(
  store: TaskStore,
  input: readonly (readonly RecordBatch[])[],
): Promise<BenchResult> {
  const task = openTask({
    task: 0,
    partitions: 1,
    processors: [asOfJoin],
    context: { reference: loadReference() },
    store,
    letters: deadLetters,
    epoch: 0,
    limits: { holdMs: HOLD_MS, ...DEFAULT_LIMITS },
  });
  let commits = 0;
  let outputs = 0;
  let underway: Promise<void> = Promise.resolve();
  /** As the runtime does: folds while the commit before is on its way. */
  const commit = async () => {
    while (task.foldNext()) await nextTurn();
    await underway;
    const work = task.prepare();
    for (const { count } of work.appends) outputs += count;
    underway = store.commit(work).then(() => task.committed());
    commits++;
  };
  let events = 0;
  const span = await measure(async () => {
    let open = 0;
    for (const { batch, from, to } of inOrder(input)) {
      task.take(batch, from, to);
      events += to - from;
      open += to - from;
      if (open < COMMIT_EVENTS && !task.isFull()) continue;
      await commit();
      open = 0;
    }
    if (task.hasWork()) await commit();
    await underway;
  });
  await store.close();
  const { folded, refolded } = task.counters();
  return { name: 'engine', ...ratesOf(span, events), events, commits, folded, refolded, outputs };
}

/** The batches as the runtime takes them: one of each topic at a time, merged by event time. */
function* inOrder(topics: readonly (readonly RecordBatch[])[]) {
  const merge = newMerge();
  const feeds = topics.map((batches) => ({ topic: batches[0]?.topic ?? '', batches, next: 0 }));
  for (;;) {
    for (const feed of feeds) {
      const batch = feed.batches[feed.next];
      if (merge.has(feed.topic) || batch === undefined) continue;
      feed.next++;
      merge.offer(batch);
    }
    const run = merge.next();
    if (run === undefined) return;
    yield run;
  }
}

function disposing<T extends { close(): Promise<void> }>(of: T): AsyncDisposable & { of: T } {
  return { of, [Symbol.asyncDispose]: () => of.close() };
}
