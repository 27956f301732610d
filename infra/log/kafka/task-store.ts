import { assert, PipelineError } from '../../errors.ts';
import { assertKeys, type Committed, encodeCommitted } from '../../state/embedded-state.ts';
import { BatchBuilder } from '../batch-builder.ts';
import { assertAppend } from '../batches.ts';
import type { Append, TaskCommit, TaskStore, VisitState } from '../log.ts';
import type { Place } from './extents.ts';
import type { Written } from './producer-session.ts';
import { type StateCache, VALUE_FORMAT } from './state-cache.ts';
import type { Transactions } from './transactions.ts';

const NO_KEY = Buffer.alloc(0);

export type KafkaTask = {
  readonly task: number;
  readonly changelog: Place;
  readonly cache: StateCache;
  readonly transactions: Transactions;
  readonly partitions: number;
  nowMs(): number;
  /** The topic as brokers know it. */
  physical(topic: string): string;
  onCommitted(written: readonly Written[], positions: TaskCommit['positions']): void;
  onClosed(): void;
};

/** A task whose truth is its changelog: what is read here is the cache of it, as of the last commit. */
export class KafkaTaskStore implements TaskStore {
  readonly task: number;
  readonly #of: KafkaTask;
  /** The changes of the commit under way: filled again by the next one. */
  readonly #changes: BatchBuilder;
  #committed: Committed | undefined;
  #isOpen = true;

  constructor(of: KafkaTask) {
    this.#of = of;
    this.task = of.task;
    this.#changes = new BatchBuilder(of.changelog.topic, of.changelog.partition);
    this.#committed = of.cache.committedOf(of.task);
  }

  checkpoint(): Buffer | undefined {
    return this.#committed && Buffer.from(this.#committed.checkpoint);
  }

  get(key: Uint8Array): Buffer | undefined {
    this.#assertOpen();
    return this.#of.cache.get(this.task, key);
  }

  scan(prefix: Uint8Array, visit: VisitState, from?: Uint8Array): void {
    this.#assertOpen();
    this.#of.cache.scan(this.task, prefix, visit, from);
  }

  async commit(commit: TaskCommit): Promise<void> {
    this.#assertOpen();
    try {
      await this.#commit(commit);
    } catch (error) {
      // What the caller holds in memory is ahead of the log, and the producer cannot go on: open the task again.
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#of.onClosed();
    await this.#of.transactions.close();
  }

  async #commit(commit: TaskCommit): Promise<void> {
    const { cache, changelog, physical, partitions, task } = this.#of;
    assertKeys(commit);
    for (const append of commit.appends) assertAppend(append, partitions);
    const changes = changesOf(commit, this.#changes);
    const outputs = commit.appends
      .filter(({ count }) => count > 0)
      .map((append) => ({ ...append, topic: physical(append.topic) }));
    const stampMs = this.#of.nowMs();
    const written = await this.#of.transactions.commit({
      appends: [...outputs, changes],
      offsets: [...commit.positions].map(([topic, offset]) => ({
        topic: physical(topic),
        partition: task,
        offset,
      })),
      stampMs,
    });
    // Closed meanwhile, so somebody else may have brought the cache further: it must not go back.
    if (!this.#isOpen) throw closedMeanwhile(task);
    // Only now: a cache ahead of an aborted transaction would hold what never happened.
    const own = written.filter(({ topic }) => topic === changelog.topic);
    cache.apply(task, [changes], { offset: Math.max(...own.map(({ end }) => end)), stampMs });
    this.#committed = cache.committedOf(task);
    const outside = written.filter(({ topic }) => topic !== changelog.topic);
    this.#of.onCommitted(outside, commit.positions);
  }

  #assertOpen(): void {
    assert(this.#isOpen, `the state of task ${this.task} is open`);
  }
}

/** A commit's changes of state as records; the checkpoint's key is the one of no bytes, which no state has. */
function changesOf(commit: TaskCommit, changes: BatchBuilder): Append {
  changes.clear();
  for (const { key, value } of commit.puts) pushValue(changes, key, value);
  for (const key of commit.removes) changes.push(key, NO_KEY);
  pushValue(changes, NO_KEY, encodeCommitted(commit));
  return changes.seal();
}

function pushValue(changes: BatchBuilder, key: Uint8Array, value: Uint8Array): void {
  const { bytes, at } = changes.reserve(key.length + value.length + 1);
  const valueAt = at + key.length;
  bytes.set(key, at);
  bytes[valueAt] = VALUE_FORMAT;
  bytes.set(value, valueAt + 1);
  changes.add(valueAt, valueAt + 1 + value.length);
}

function closedMeanwhile(task: number): PipelineError {
  return new PipelineError(
    'commit-failed',
    `Committing task ${task}: it was closed meanwhile. Whether it happened is unknown; open the task again and go on from what it says.`,
    { retriable: true },
  );
}
