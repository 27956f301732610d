/**
 * The log: one contract, two runtimes (embedded in LMDB, Kafka). Batches with offset columns in, batches out; nothing
 * per record crosses this interface as a promise or an object.
 */

/**
 * A run of records of one topic partition. Nobody writes over what a read has answered. A place that holds no record for
 * its readers, as Kafka's markers are and records that were compacted, has neither key nor value.
 */
export type RecordBatch = {
  readonly topic: string;
  readonly partition: number;
  /** Offset of record 0; record i has `baseOffset + i`. */
  readonly baseOffset: number;
  readonly count: number;
  /** When the log took the batch in, epoch milliseconds. */
  readonly stampMs: number;
  /** Keys and values, back to back. */
  readonly bytes: Buffer;
  /** `count + 1` places: record i spans [starts[i], starts[i + 1]). */
  readonly starts: Int32Array;
  /** `count` places: the key of record i ends and its value begins at values[i]; no value where it is starts[i + 1]. */
  readonly values: Int32Array;
};

/** A sealed run of records to append to one topic partition. */
export type Append = Omit<RecordBatch, 'baseOffset' | 'stampMs'>;

/**
 * Topics of records by partition and offset. Records of a partition keep the order in which they were appended, are
 * durable once an append or a commit has resolved, and stay as long as a consumer that protects them has still to read
 * them, at the embedded log's bound too; on Kafka as long as its retention says.
 */
export interface Log {
  /** Random, made with the log: part of ledger keys and tokens, so that a recreated log is never taken for this one. */
  readonly identity: string;
  /** Partition count of every topic, fixed when the log was made. */
  readonly partitions: number;
  /** Whether records follow each other without gaps, so that the first of an append stands at the end of the extent. */
  readonly contiguous: boolean;
  /** Offset of the first record kept and of the next record to be appended. */
  extent(topic: string, partition: number): { start: number; end: number };
  /**
   * Appends all or nothing (on Kafka: each partition by itself); durable once it resolves. Rejects with `log-full`
   * (retriable) while consumers must catch up first, and with `disk-full`.
   */
  append(appends: readonly Append[]): Promise<void>;
  /**
   * The records from this offset on, up to about `bytesMax` bytes but at least one batch; undefined at the end. The
   * first record is the one asked for. A position below the start, or beyond the end, rejects with `position-lost`: it
   * is never reset.
   */
  read(
    topic: string,
    partition: number,
    from: number,
    bytesMax: number,
  ): Promise<RecordBatch | undefined>;
  /** Calls back after every append; answers the way to stop it. */
  onAppend(listener: () => void): () => void;
  /**
   * Records below the lowest protected offset of a partition may be removed once their retention is over, or earlier at
   * the log's bound. Kept over a restart; an offset of Infinity lets the consumer go.
   */
  protect(consumer: string, topic: string, partition: number, offset: number): void;
  /** Opens a task's state, exclusively: a second owner is refused, an older one fenced. */
  openTask(task: number): Promise<TaskStore>;
  close(): Promise<void>;
}

/** What a task owns: its state and its one way to change anything. Reads see the last commit. */
export interface TaskStore {
  readonly task: number;
  /** The checkpoint of the last commit, undefined before the first. */
  checkpoint(): Buffer | undefined;
  /** The value under a key, valid until the next call; undefined where there is none. */
  get(key: Uint8Array): Buffer | undefined;
  /**
   * Calls back in key order for the keys that begin with the prefix, from `from` on where it is given, until `visit`
   * answers false.
   */
  scan(prefix: Uint8Array, visit: VisitState, from?: Uint8Array): void;
  /**
   * Makes everything durable together or nothing at all. After a rejection the caller drops its memory and opens the
   * task again: whether the commit happened is unknown until then. `task-fenced`: another process has the task now, so
   * that only who knows to own it still may open it again.
   */
  commit(commit: TaskCommit): Promise<void>;
  close(): Promise<void>;
}

export type VisitState = (key: Buffer, value: Buffer) => boolean;

export type TaskCommit = {
  readonly appends: readonly Append[];
  readonly puts: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
  readonly removes: readonly Uint8Array[];
  /** Positions, fronts, marks and counters, encoded by the task. */
  readonly checkpoint: Uint8Array;
  /** Next offset to read of each topic, in this task's partition. */
  readonly positions: ReadonlyMap<string, number>;
};
