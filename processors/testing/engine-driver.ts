import {
  type Append,
  BatchBuilder,
  type RecordBatch,
  readMark,
  type TaskCommit,
} from '@landbridge/infra';
import { type MemoryState, memoryState } from '@landbridge/infra/testing';
import { deadLetters, type Header, type Topic } from '@landbridge/schemas';
import { DEFAULT_LIMITS, HOLD_MS, openTask, type Task, type TaskLimits } from '../engine/index.ts';
import type { Context, Processor } from '../processor.ts';
import { memoryStore } from './memory-store.ts';

/** A record as it was published, in order. */
export type Published = { topic: string; key: string; row: Header & Record<string, unknown> };

/** A task under a test's own hands: feed, commit, abort, look. One partition, no log, no clock. */
export type EngineDriver = {
  /** Feeds events of a topic as one batch. */
  feed(topic: Topic, events: readonly Header[], stampMs?: number): void;
  /** Makes what was fed durable and answers what was published by it; overlapping, by the commit before it. */
  commit(): Published[];
  /** Makes the commit durable that is on its way, where commits overlap; answers what was published by it. */
  land(): Published[];
  /** Throws away what was fed since the last commit, as a crash or a failed commit does. */
  abort(): void;
  /** Reads nothing more of a topic until it is told otherwise. */
  pause(topic: Topic, isPaused: boolean): void;
  setAtEnd(topic: Topic, atEnd: boolean): void;
  /** Everything published so far, in order. */
  readonly published: readonly Published[];
  /** What stands: the newest revision of each row, without those withdrawn, sorted by id. */
  rows(topic: Topic): (Header & Record<string, unknown>)[];
  marks(topic: Topic): number[];
  readonly letters: Topic;
  readonly task: Task;
  readonly state: MemoryState;
};

/** Stamp of batches where a test does not care: no fact lies ahead of it. */
const FAR_FUTURE_MS = 8_640_000_000_000_000;

export type EngineDriverOptions = {
  processors: readonly Processor[];
  context: Context;
  topics: readonly Topic[];
  limits?: Partial<TaskLimits>;
  /** Whether rows are read in the commit that publishes them, as in the embedded runtime; default true. */
  handsOn?: boolean;
  /** Whether a commit is on its way until the next one is made, and what is fed meanwhile is folded; default false. */
  overlapping?: boolean;
};

/** Feeds back what is published: a driver over several processors runs their hops. */
export function engineDriver(options: EngineDriverOptions): EngineDriver {
  const state = memoryState();
  const published: Published[] = [];
  const marks = new Map<string, number[]>();
  const topics = new Map(options.topics.map((topic) => [topic.name, topic]));
  topics.set(deadLetters.name, deadLetters);
  const log = keptLog();
  const paused = new Set<string>();
  let store = memoryStore(state);
  let task = open(options, store);
  let onItsWay: TaskCommit | undefined;
  /** Nowhere for a paused topic: what reads it is not to see this commit's rows. */
  const endOf = (topic: string): number => {
    if (paused.has(topic)) return Number.NaN;
    const coming = onItsWay?.appends.find((append) => append.topic === topic);
    return log.endOf(topic) + (coming?.count ?? 0);
  };
  const landed = (): Published[] => {
    if (onItsWay === undefined) return [];
    const fresh = onItsWay.appends.flatMap((append) => read(append, topics, marks));
    for (const append of onItsWay.appends) log.keep(append, FAR_FUTURE_MS);
    store.apply(onItsWay);
    onItsWay = undefined;
    task.committed();
    published.push(...fresh);
    return fresh;
  };
  const pump = (): void => {
    for (const topic of task.inputTopics) {
      if (paused.has(topic)) continue;
      for (const batch of log.from(topic, task.position(topic))) task.take(batch);
    }
  };
  return {
    feed(topic, events, stampMs = FAR_FUTURE_MS) {
      if (events.length === 0) return;
      log.keep(batchOf(topic, events), stampMs);
      pump();
    },
    commit() {
      const known = options.handsOn === false ? undefined : endOf;
      while (task.foldNext(known)) {}
      const before = landed();
      onItsWay = task.prepare(known);
      const fresh = options.overlapping === true ? before : landed();
      pump();
      return fresh;
    },
    land() {
      const fresh = landed();
      pump();
      return fresh;
    },
    abort() {
      onItsWay = undefined;
      task.discard();
      store = memoryStore(state);
      task = open(options, store);
      pump();
    },
    pause(topic, isPaused) {
      if (isPaused) paused.add(topic.name);
      else paused.delete(topic.name);
      pump();
    },
    setAtEnd: (topic, atEnd) => task.setAtEnd(topic.name, atEnd),
    published,
    rows: (topic) => standing(published, topic.name),
    marks: (topic) => marks.get(topic.name) ?? [],
    letters: deadLetters,
    get task() {
      return task;
    },
    state,
  };
}

/** What was appended, by topic. */
function keptLog() {
  const batches = new Map<string, RecordBatch[]>();
  const endOf = (topic: string): number => {
    const last = batches.get(topic)?.at(-1);
    return last === undefined ? 0 : last.baseOffset + last.count;
  };
  return {
    endOf,
    keep(append: Append, stampMs: number): void {
      const kept = batches.get(append.topic) ?? [];
      kept.push({ ...copyOf(append), baseOffset: endOf(append.topic), stampMs });
      batches.set(append.topic, kept);
    },
    /** The batches from an offset on, with which one of them begins. */
    from(topic: string, offset: number): RecordBatch[] {
      const kept = batches.get(topic) ?? [];
      return kept.slice(kept.findLastIndex(({ baseOffset }) => baseOffset < offset) + 1);
    },
  };
}

function batchOf(topic: Topic, events: readonly Header[]): Append {
  const batch = new BatchBuilder(topic.name, 0);
  for (const event of events) batch.push(Buffer.from(topic.key(event)), topic.codec.toBytes(event));
  return batch.seal();
}

function open(options: EngineDriverOptions, store: ReturnType<typeof memoryStore>): Task {
  return openTask({
    task: 0,
    partitions: 1,
    processors: options.processors,
    context: options.context,
    store,
    letters: deadLetters,
    epoch: 0,
    limits: { holdMs: HOLD_MS, ...DEFAULT_LIMITS, ...options.limits },
  });
}

function read(
  append: Append,
  topics: ReadonlyMap<string, Topic>,
  marks: Map<string, number[]>,
): Published[] {
  const topic = topics.get(append.topic);
  if (topic === undefined) throw new Error(`The driver does not know ${append.topic}.`);
  const records: Published[] = [];
  for (let i = 0; i < append.count; i++) {
    const start = append.starts[i] ?? 0;
    const value = append.values[i] ?? 0;
    const end = append.starts[i + 1] ?? 0;
    const mark = value === end ? readMark(append.bytes, start, end) : undefined;
    if (mark !== undefined) {
      marks.set(topic.name, [...(marks.get(topic.name) ?? []), mark.boundMs]);
      continue;
    }
    const row = topic.codec.decode(append.bytes, value, end) as Published['row'];
    records.push({ topic: topic.name, key: append.bytes.toString('utf8', start, value), row });
  }
  return records;
}

function copyOf(append: Append): Append {
  return {
    ...append,
    bytes: Buffer.from(append.bytes),
    starts: append.starts.slice(),
    values: append.values.slice(),
  };
}

function standing(published: readonly Published[], topic: string): Published['row'][] {
  const newest = new Map<string, Published['row']>();
  for (const { row } of published.filter((each) => each.topic === topic)) {
    const known = newest.get(row.id);
    if (known === undefined || row.revision > known.revision) newest.set(row.id, row);
  }
  return [...newest.values()]
    .filter(({ retracted }) => !retracted)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
