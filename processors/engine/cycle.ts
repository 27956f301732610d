import { encodeMark, type RecordBatch, type TaskCommit } from '@landbridge/infra';
import { type Chunk, type End, emptyTail, sealChunk, type Told } from './chunk.ts';
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
import { bytesOf, chunkKey, LAST, removeStored, type Timeline } from './timeline.ts';

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
    task.withdrawn.clear();
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

  /** The last chunk always: it tells of all of them. */
  #save(task: FoldTask, timeline: Timeline): void {
    const { chunks, storeKey } = timeline;
    const last = chunks.at(-1);
    for (const chunk of chunks) {
      if (chunk !== last && !chunk.dirty && chunk.storedAs !== LAST) continue;
      bytesOf(task.folding.store, timeline, chunk);
      const number = chunk === last ? LAST : numberOf(timeline, chunk);
      if (chunk === last) removeStored(timeline, chunk);
      chunk.storedAs = number;
      chunk.dirty = true;
      const end = chunk === last ? endOf(task, timeline) : undefined;
      this.#put(chunkKey(storeKey, number), sealChunk(chunk, end));
      this.#parts.lending.lend(chunk);
    }
    if (last === undefined) this.#put(chunkKey(storeKey, LAST), emptyTail(toldOf(timeline)));
    for (const number of timeline.removed) this.removes.push(chunkKey(storeKey, number));
  }

  #put(key: Buffer, value: Buffer): void {
    this.puts.push({ key, value });
    this.putBytes += value.length;
  }
}

const NO_RUNS: readonly Run[] = [];

/** Its own number: that under which it is stored, or the next. */
function numberOf(timeline: Timeline, { storedAs = LAST }: Chunk): number {
  return storedAs === LAST ? timeline.nextNumber++ : storedAs;
}

function endOf({ folding }: FoldTask, timeline: Timeline): End {
  const isDropped = timeline.chunks.at(-1)?.dropped === true;
  const state = isDropped ? undefined : folding.encodeState(timeline.state);
  return { told: toldOf(timeline), state };
}

function toldOf(timeline: Timeline): Told {
  const { chunks, counter, nextNumber, trimAt } = timeline;
  let { chunksBefore, eventsBefore } = timeline;
  for (const { dropped, count } of chunks.slice(0, -1)) {
    chunksBefore++;
    if (!dropped) eventsBefore += count;
  }
  return { counter, trimAt, nextNumber, chunksBefore, eventsBefore };
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
