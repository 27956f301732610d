import { BatchBuilder, type Log, type RecordBatch, type TaskStore } from '@landbridge/infra';
import {
  deadLetters,
  murmur2,
  newHeaderView,
  partitionOf,
  readHeader,
  type Topic,
} from '@landbridge/schemas';
import {
  publishDifference,
  type RowPair,
  type RowVersion,
  type TaskLimits,
  versionOf,
  withRevision,
} from '../engine/index.ts';
import { commitBeside, type RebuildPlan, rebuiltTopic } from './rebuild-state.ts';

/** What a rebuild made of the rows of a topic. */
export type TopicOutcome = {
  readonly topic: string;
  same: number;
  added: number;
  changed: number;
  withdrawn: number;
  /** Rows from before what the log still holds: they stand as they stood. */
  leftAlone: number;
};

export type RowsOptions = {
  readonly log: Log;
  readonly store: TaskStore;
  readonly plan: RebuildPlan;
  /** A commit closes when it has so many records or bytes. */
  readonly limits: Pick<TaskLimits, 'commitRecordsMax' | 'commitBytesMax'>;
  /** Rows of so many bytes are compared at a time. */
  readonly passBytesMax?: number | undefined;
  readonly onProgress: (rows: number) => void;
};

const PASS_BYTES_MAX = 128 << 20;
const READ_BYTES_MAX = 1 << 20;

const view = newHeaderView();

/**
 * Compares what stands of a topic with what follows now, row by row, and publishes what differs. A row goes whole into
 * one commit, its withdrawal too, so that it never stands twice or not at all. Done again it finds nothing to do.
 */
export async function publishRows(options: RowsOptions, topic: Topic): Promise<TopicOutcome> {
  const { log, plan, passBytesMax = PASS_BYTES_MAX } = options;
  const sides = sidesOf(log, plan, topic);
  let bytes = 0;
  for (const { side } of sides)
    await forEachBatch(log, side, (batch) => (bytes += batch.bytes.length));
  const passes = Math.max(1, Math.ceil(bytes / passBytesMax));
  const outcome = { topic: topic.name, same: 0, added: 0, changed: 0, withdrawn: 0, leftAlone: 0 };
  const outbox = newOutbox(options, topic.name);
  for (let pass = 0; pass < passes; pass++) {
    const rows = new Map<string, RowPair>();
    const isMine = (id: number): boolean => id % passes === pass;
    for (const { name, side } of sides) {
      await forEachBatch(log, side, (batch) => collect(rows, { name, batch, topic, plan, isMine }));
    }
    for (const pair of rows.values()) {
      const verdict = isLeftAlone(log, plan, topic, pair)
        ? 'leftAlone'
        : publishDifference(topic, pair, outbox.push);
      if (verdict !== 'absent') outcome[verdict]++;
      if (outbox.isFull()) await outbox.flush();
    }
    options.onProgress(rows.size);
  }
  await outbox.flush();
  return outcome;
}

/** A topic, and where each partition of it is read from. */
export type Side = { readonly topic: string; readonly starts: readonly number[] };

export function wholeOf(log: Log, topic: string): Side {
  const starts = Array.from({ length: log.partitions }, (_, p) => log.extent(topic, p).start);
  return { topic, starts };
}

function sidesOf(log: Log, plan: RebuildPlan, { name }: Topic) {
  const rebuilt = { topic: rebuiltTopic(name), starts: plan.from[name] ?? [] };
  return [
    { name: 'published', side: wholeOf(log, name) },
    { name: 'rebuilt', side: rebuilt },
  ] as const;
}

/** Reads a topic from these offsets to its ends. */
export async function forEachBatch(
  log: Log,
  { topic, starts }: Side,
  visit: (batch: RecordBatch) => void,
): Promise<void> {
  for (const [p, start] of starts.entries()) {
    const { end } = log.extent(topic, p);
    for (let at = start; at < end; ) {
      const batch = await log.read(topic, p, at, READ_BYTES_MAX);
      if (batch === undefined) break;
      visit(batch);
      at = batch.baseOffset + batch.count;
    }
  }
}

type Collected = {
  readonly name: 'published' | 'rebuilt';
  readonly batch: RecordBatch;
  readonly topic: Topic;
  readonly plan: RebuildPlan;
  readonly isMine: (idHash: number) => boolean;
};

/** Keeps the newest version of each row. */
function collect(rows: Map<string, RowPair>, of: Collected): void {
  const { name, batch, topic, plan, isMine } = of;
  const { bytes } = batch;
  for (let i = 0; i < batch.count; i++) {
    const [start, value, end] = placeOf(batch, i);
    if (value === end) continue;
    readHeader(bytes, value, view);
    const { idStart, idEnd, revision } = view;
    if (!isMine(murmur2(bytes, idStart, idEnd))) continue;
    // Letters are everybody's: of other stages nothing is said here.
    const isOthers =
      topic.kind === 'letters' && !plan.affected.includes(bytes.toString('utf8', start, value));
    if (isOthers) continue;
    const id = bytes.toString('utf8', idStart, idEnd);
    const pair = rows.get(id) ?? { published: undefined, rebuilt: undefined };
    if (revision < (pair[name]?.revision ?? 0)) continue;
    // Another commit's records may be read into the same memory.
    const copy = Buffer.from(bytes.subarray(start, end));
    pair[name] = versionOf(copy.subarray(0, value - start), copy.subarray(value - start), view);
    rows.set(id, pair);
  }
}

/** Rows that facts may have a part in that the log does not hold any more. */
function isLeftAlone(log: Log, plan: RebuildPlan, topic: Topic, pair: RowPair): boolean {
  const { published, rebuilt } = pair;
  const eventTime = Math.min(
    published?.eventTime ?? Number.POSITIVE_INFINITY,
    rebuilt?.eventTime ?? Number.POSITIVE_INFINITY,
  );
  if (plan.sinceMs === null) return false;
  if (eventTime < plan.sinceMs + topic.spanMs) return true;
  return (
    topic.kind === 'letters' &&
    rebuilt === undefined &&
    published !== undefined &&
    isBehindLog(log, published)
  );
}

/** Whether the record that a letter is about is gone from the log, so that nothing judged it again. */
function isBehindLog(log: Log, letter: RowVersion): boolean {
  const { address } = deadLetters.codec.decode(letter.value, 0, letter.value.length);
  return address !== null && !isInLog(log, address);
}

/** Whether a log still holds the record at an address, `topic[partition]@offset`, as a letter names it. */
export function isInLog(log: Pick<Log, 'extent' | 'partitions'>, address: string): boolean {
  const [, topic, partition, offset] = /^(.+)\[(\d+)\]@(\d+)$/.exec(address) ?? [];
  if (topic === undefined || Number(partition) >= log.partitions) return false;
  const { start, end } = log.extent(topic, Number(partition));
  return Number(offset) >= start && Number(offset) < end;
}

type Outbox = {
  readonly push: (version: RowVersion, revision: number, retracted: boolean) => void;
  isFull(): boolean;
  flush(): Promise<void>;
};

function newOutbox({ log, store, limits }: RowsOptions, topic: string): Outbox {
  const { partitions } = log;
  const builders = Array.from({ length: partitions }, (_, p) => new BatchBuilder(topic, p));
  const sum = (of: (builder: BatchBuilder) => number) =>
    builders.reduce((total, builder) => total + of(builder), 0);
  return {
    push(version, revision, retracted) {
      const { key } = version;
      const builder = builders[partitionOf(key, 0, key.length, partitions)];
      builder?.push(key, withRevision(version, revision, retracted));
    },
    isFull: () =>
      sum(({ count }) => count) >= limits.commitRecordsMax ||
      sum(({ size }) => size) >= limits.commitBytesMax,
    async flush() {
      const appends = builders.filter(({ count }) => count > 0).map((builder) => builder.seal());
      if (appends.length > 0) await commitBeside(store, { appends });
      for (const builder of builders) builder.clear();
    },
  };
}

/** Where key and value of a record begin, and where it ends. */
export function placeOf(
  { starts, values }: RecordBatch,
  i: number,
): [start: number, value: number, end: number] {
  return [starts[i] ?? 0, values[i] ?? 0, starts[i + 1] ?? 0];
}
