import { PipelineError } from '../errors.ts';
import type { Append, Log, RecordBatch, TaskCommit, TaskStore } from '../log/log.ts';
import { storeWithMethods } from '../log/with-methods.ts';
import type { Random } from './seeded-random.ts';

/** How often each fault happens, 0 to 1. What is left out never happens. */
export type FaultRates = {
  /** An append is refused as `log-full`, nothing taken. */
  readonly appendFull?: number;
  /** An append rejects and nothing was taken; the caller cannot know that. */
  readonly appendBefore?: number;
  /** An append rejects although it was taken. */
  readonly appendAfter?: number;
  readonly commitBefore?: number;
  readonly commitAfter?: number;
  /** A read asks for one byte: one batch at a time. */
  readonly readShort?: number;
  /** Opening a task is refused once, as if its former owner were still there. */
  readonly openRefused?: number;
};

export const ALL_FAULTS: FaultRates = {
  appendFull: 0.05,
  appendBefore: 0.05,
  appendAfter: 0.05,
  commitBefore: 0.1,
  commitAfter: 0.1,
  readShort: 0.5,
  openRefused: 0.3,
};

export type FaultyLog = Log & {
  /** How many faults were injected so far, by name: a test that saw none proves nothing. */
  readonly faults: Readonly<Record<keyof FaultRates, number>>;
  /** From here on the log behaves. */
  heal(): void;
};

/** A log that fails as real ones do, decided by a seed alone. Owns nothing: closing it closes the log inside. */
export function faultyLog(inside: Log, options: { random: Random; rates?: FaultRates }): FaultyLog {
  return new FaultInjectingLog(inside, options);
}

class FaultInjectingLog implements FaultyLog {
  readonly identity: string;
  readonly contiguous: boolean;
  readonly partitions: number;
  readonly faults: Record<keyof FaultRates, number> = {
    appendFull: 0,
    appendBefore: 0,
    appendAfter: 0,
    commitBefore: 0,
    commitAfter: 0,
    readShort: 0,
    openRefused: 0,
  };
  readonly #inside: Log;
  readonly #random: Random;
  readonly #refused = new Set<number>();
  #rates: FaultRates;

  constructor(inside: Log, options: { random: Random; rates?: FaultRates }) {
    this.identity = inside.identity;
    this.contiguous = inside.contiguous;
    this.partitions = inside.partitions;
    this.#inside = inside;
    this.#random = options.random;
    this.#rates = options.rates ?? ALL_FAULTS;
  }

  heal(): void {
    this.#rates = {};
  }

  extent(topic: string, partition: number): { start: number; end: number } {
    return this.#inside.extent(topic, partition);
  }

  async append(appends: readonly Append[]): Promise<void> {
    if (this.#strikes('appendFull')) {
      throw new PipelineError('log-full', 'Appending: the log is full (injected). Try again.', {
        retriable: true,
      });
    }
    if (this.#strikes('appendBefore')) throw unknownOutcome('Appending');
    await this.#inside.append(appends);
    if (this.#strikes('appendAfter')) throw unknownOutcome('Appending');
  }

  read(
    topic: string,
    partition: number,
    from: number,
    bytesMax: number,
  ): Promise<RecordBatch | undefined> {
    return this.#inside.read(topic, partition, from, this.#strikes('readShort') ? 1 : bytesMax);
  }

  onAppend(listener: () => void): () => void {
    return this.#inside.onAppend(listener);
  }

  protect(consumer: string, topic: string, partition: number, offset: number): void {
    this.#inside.protect(consumer, topic, partition, offset);
  }

  async openTask(task: number): Promise<TaskStore> {
    if (!this.#refused.delete(task) && this.#strikes('openRefused')) {
      this.#refused.add(task);
      throw new PipelineError(
        'data-dir-in-use',
        `Opening the state of task ${task}: its former owner is still there (injected). Try again.`,
        { retriable: true },
      );
    }
    return this.#wrap(await this.#inside.openTask(task));
  }

  close(): Promise<void> {
    return this.#inside.close();
  }

  #wrap(store: TaskStore): TaskStore {
    let failed = false;
    /** After a failed commit nothing may be read or written until the task is opened again. */
    const fail = async (): Promise<never> => {
      failed = true;
      await store.close();
      throw unknownOutcome(`Committing task ${store.task}`);
    };
    const commit = async (commit: TaskCommit): Promise<void> => {
      if (failed) throw unknownOutcome(`Committing task ${store.task} after a failed commit`);
      if (this.#strikes('commitBefore')) await fail();
      await store.commit(commit);
      if (this.#strikes('commitAfter')) await fail();
    };
    return storeWithMethods(store, { commit });
  }

  #strikes(fault: keyof FaultRates): boolean {
    const rate = this.#rates[fault] ?? 0;
    if (rate === 0 || this.#random.next() >= rate) return false;
    this.faults[fault]++;
    return true;
  }
}

function unknownOutcome(doing: string): PipelineError {
  return new PipelineError(
    'commit-failed',
    `${doing}: the answer was lost (injected), whether it happened is unknown. Look, then try again.`,
    { retriable: true },
  );
}
