import { encodeMark, type RecordBatch, type TaskCommit } from '@landbridge/infra';
import { placeholder, sealChunk } from './chunk.ts';
import { foldOrder } from './fold-order.ts';
import { forgetKeys, trim } from './forgetting.ts';
import type { Lending } from './lending.ts';
import { inOrder, type Run, type VisitSome } from './pending.ts';
import { boundOf, newProgress } from './progress.ts';
import type { Publisher } from './publisher.ts';
import { refold } from './refold.ts';
import { publishRows } from './rows.ts';
import { type FoldTask, takeRecord } from './take.ts';
import type { TaskOptions } from './task.ts';
import { bytesOf, chunkKey, FIRST_NUMBER, NAMED_MAX, type Timeline } from './timeline.ts';

/** A mark is written when the bound moved by so much. */
const MARK_EVERY_MS = 60_000;
/** Records that are folded between two turns of others: some ten milliseconds of work. */
const RECORDS_AT_ONCE = 2_000;

type Parts = {
  readonly tasks: readonly FoldTask[];
  readonly publisher: Publisher;
  readonly lending: Lending;
  /** Next offset to read of each topic. */
  readonly positions: Map<string, number>;
  /** Topics of which all that the log holds was taken. */
  readonly ends: ReadonlySet<string>;
};

/**
 * What one commit takes and does. Processors fold one after another, upstream ones first, each all that it has waiting
 * in order of event time: so a row finds its place among facts of its time, where taking records as they are read would
 * put it behind all of them and have its future folded again.
 */
export class Cycle {
  readonly inputTopics: readonly string[];
  puts: TaskCommit['puts'][number][] = [];
  removes: Uint8Array[] = [];
  putBytes = 0;
  taken = 0;
  takenBytes = 0;
  readonly #options: TaskOptions;
  readonly #parts: Parts;
  readonly #order: readonly FoldTask[];
  readonly #pending = new Map<string, Run[]>();
  /** Topics whose rows of this commit their readers have. */
  readonly #handed = new Set<string>();
  #next = 0;
  /** What the next processor has waiting, once it has begun. */
  #visitSome: VisitSome | undefined;

  constructor(options: TaskOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#order = foldOrder(options.processors).flatMap((number) => parts.tasks[number] ?? []);
    this.inputTopics = [
      ...new Set(options.processors.flatMap(({ inputs }) => inputs.map(({ topic }) => topic.name))),
    ];
  }

  take(batch: RecordBatch, from: number, to: number): void {
    this.#hand(batch, from, to);
    this.taken += to - from;
    this.takenBytes += (batch.starts[to] ?? 0) - (batch.starts[from] ?? 0);
  }

  /** See `Task.foldNext`. */
  foldNext(endOf: ((topic: string) => number) | undefined): boolean {
    const task = this.#order[this.#next];
    if (task === undefined) return false;
    this.#visitSome ??= this.#pendingOf(task);
    const hasMore = this.#visitSome((input, batch, i, frontMs) => {
      takeRecord(task, input, batch, i, frontMs);
    }, RECORDS_AT_ONCE);
    if (hasMore) return true;
    this.#visitSome = undefined;
    this.#next++;
    publishTask(task);
    this.#noteEnds(task);
    this.#settle(task);
    if (endOf !== undefined) this.#handOn(task, endOf);
    return true;
  }

  /** Begins the next one: what this one puts and removes is its commit's. */
  clear(): void {
    this.#next = 0;
    this.taken = 0;
    this.takenBytes = 0;
    this.#pending.clear();
    this.#handed.clear();
    this.puts = [];
    this.putBytes = 0;
    this.removes = [];
  }

  #hand(batch: RecordBatch, from: number, to: number): void {
    const runs = this.#pending.get(batch.topic);
    if (runs === undefined) this.#pending.set(batch.topic, [{ batch, from, to }]);
    else runs.push({ batch, from, to });
    this.#parts.positions.set(batch.topic, batch.baseOffset + to);
  }

  #pendingOf(task: FoldTask): VisitSome {
    const inputs = task.folding.processor.inputs.map(({ topic }, i) => ({
      runs: this.#pending.get(topic.name) ?? NO_RUNS,
      kind: topic.kind,
      progress: task.progress[i] ?? newProgress(),
    }));
    return inOrder(inputs);
  }

  /** Rows whose topic is read to the end are the next ones of it: its readers have them at once. */
  #handOn({ folding }: FoldTask, endOf: (topic: string) => number): void {
    const { positions, publisher } = this.#parts;
    for (const { topic } of folding.processor.outputs) {
      const end = endOf(topic.name);
      if (!this.inputTopics.includes(topic.name)) continue;
      if ((positions.get(topic.name) ?? 0) !== end) continue;
      this.#handed.add(topic.name);
      const rows = publisher.recordsOf(topic.name, this.#options.task);
      if (rows !== undefined) this.#hand({ ...rows, baseOffset: end, stampMs: 0 }, 0, rows.count);
    }
  }

  /**
   * An input is read to its end when nothing more of it can come without something new from outside: its topic is read,
   * no row of this commit waits in it, and whoever writes it is at the end of all inputs too.
   */
  #noteEnds({ folding, progress }: FoldTask): void {
    const { tasks, ends, publisher } = this.#parts;
    folding.processor.inputs.forEach(({ topic: { name } }, i) => {
      const own = progress[i];
      if (own === undefined) return;
      const writer = tasks.find((other) =>
        other.folding.processor.outputs.some((output) => output.topic.name === name),
      );
      own.atEnd =
        ends.has(name) &&
        (this.#handed.has(name) || !publisher.hasRecordsOf(name)) &&
        (writer?.progress.every(({ atEnd }) => atEnd) ?? true);
    });
  }

  /** Moves the bound, forgets what lies behind it, and notes what the store is to hold. */
  #settle(task: FoldTask): void {
    const { folding } = task;
    if (this.#options.rebuilding === undefined) this.#moveBound(task);
    for (const timeline of task.dirty) {
      trim(folding, timeline, task.bound, task.forgetAfterMs);
      this.#save(task, timeline);
    }
    writeMarks(this.#options.task, task);
    forgetKeys(task, this.removes);
  }

  #moveBound(task: FoldTask): void {
    const { limits, partitions } = this.#options;
    task.bound = boundOf(
      task.progress.map((progress, i) => ({
        progress,
        kind: task.kinds[i] ?? { allowedLatenessMs: undefined },
      })),
      { before: task.bound, holdMs: limits.holdMs, upstreamTasks: partitions },
    );
  }

  #save({ folding }: FoldTask, timeline: Timeline): void {
    const { counter, chunks, storeKey } = timeline;
    const highest = Math.min(timeline.nextNumber - 1, NAMED_MAX + 1);
    if (highest !== timeline.told) tellHighest(timeline, highest);
    for (const number of timeline.removed) {
      const key = chunkKey(storeKey, number);
      if (number === FIRST_NUMBER) this.puts.push({ key, value: placeholder(counter, highest) });
      else this.removes.push(key);
    }
    const tail = chunks.at(-1);
    for (const chunk of chunks) {
      if (!chunk.dirty) continue;
      bytesOf(folding.store, timeline, chunk);
      const end =
        chunk === tail && !chunk.dropped ? folding.encodeState(timeline.state) : undefined;
      const value = sealChunk(chunk, { counter, highest, end });
      this.#parts.lending.lend(chunk);
      this.puts.push({ key: chunkKey(storeKey, chunk.number), value });
      this.putBytes += value.length;
    }
  }
}

const NO_RUNS: readonly Run[] = [];

/** What stands under the first number is stored again: whoever loads the timeline learns there what to ask for. */
function tellHighest(timeline: Timeline, highest: number): void {
  timeline.told = highest;
  const first = timeline.chunks.find(({ number }) => number === FIRST_NUMBER);
  if (first !== undefined) first.dirty = true;
  else if (!timeline.removed.includes(FIRST_NUMBER)) timeline.removed.push(FIRST_NUMBER);
}

function publishTask({ folding, dirty }: FoldTask): void {
  for (const timeline of dirty) {
    refold(folding, timeline);
    publishRows(folding, timeline);
  }
}

/** Tells downstream, behind the rows of this commit, how far time was let go. */
function writeMarks(number: number, task: FoldTask): void {
  // Minus infinity less itself is no number: before there is a bound nothing is told.
  if (!(task.bound - task.marked >= MARK_EVERY_MS)) return;
  task.marked = task.bound;
  const { publisher, processor } = task.folding;
  for (const { topic } of processor.outputs) {
    publisher.mark(topic, encodeMark({ task: number, boundMs: task.bound - topic.spanMs }));
  }
}
