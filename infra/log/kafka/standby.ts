import { type CatchingUp, catchUp, type Pace } from './catch-up.ts';
import { Extents, type Place } from './extents.ts';
import type { Link } from './link.ts';
import { Reader } from './reader.ts';
import type { StateCache } from './state-cache.ts';

/** Between two looks at the changelogs: so much of them is missing at most when a task is taken over. */
const LOOK_AGAIN_MS = 500;
/** After something went wrong. */
const TRY_AGAIN_MS = 3_000;
/** So much at a time, since nothing else happens on the thread while it is taken over. */
const STEP_BYTES = 1 << 20;

/** How far the copy of a task's state is behind its owner's. */
export type StandbyLag = {
  readonly task: number;
  /** Offsets of its changelog, as far as it is known to reach, that the copy does not have. */
  readonly offsets: number;
};

export type StandbyOptions = {
  /** For this alone: whoever restores does not wait behind it. */
  readonly link: Link;
  readonly cache: StateCache;
  readonly changelogs: readonly Place[];
  nowMs(): number;
  /** Whether the task is none of this process's own. */
  isFree(task: number): boolean;
  /** Whether there is something that hurries, such as a task of our own that is restored. */
  isBusy(): boolean;
  /** Whether this process has tasks of its own to work on. */
  hasTasks(): boolean;
};

/**
 * Keeps copies of the state of tasks that others own, so that this process can take one over without reading it all: their
 * caches follow the changelogs, as far as these are committed, slowly enough not to be in the way. Where that fails it
 * is tried again: whoever takes the task over finds out what is wrong with it.
 */
export class Standby {
  readonly #of: StandbyOptions;
  readonly #extents: Extents;
  readonly #reader: Reader;
  #tasks: ReadonlySet<number> = new Set();
  #running: Promise<void> | undefined;

  constructor(of: StandbyOptions) {
    this.#of = of;
    this.#extents = new Extents(of.link, of.changelogs);
    this.#reader = new Reader(of.link, this.#extents);
  }

  /** These from now on, and no others. */
  set(tasks: readonly number[]): void {
    this.#tasks = new Set(tasks);
    if (tasks.length > 0) this.#running ??= this.#run();
  }

  /** Whoever opens the task has its cache for himself from here on. */
  drop(task: number): void {
    this.#tasks = this.#tasks.difference(new Set([task]));
  }

  /** Of each task of which a copy is kept, how far that is behind. */
  lags(): StandbyLag[] {
    return [...this.#tasks].map((task) => {
      const { end = 0 } = this.#extents.of(this.#place(task)) ?? {};
      return { task, offsets: Math.max(0, end - this.#of.cache.positionOf(task).offset) };
    });
  }

  /** Resolves when nothing is changed any more. The link is closed before. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { link } = this.#of;
    while (!link.isClosed) {
      const tasks = [...this.#tasks].filter((task) => this.#mayGoOn(task));
      let pauseMs = LOOK_AGAIN_MS;
      try {
        if (tasks.length > 0) await this.#extents.refresh(tasks.map((task) => this.#place(task)));
        for (const task of tasks) await this.#follow(task);
      } catch {
        // A broker went away, or the disk is full.
        pauseMs = TRY_AGAIN_MS;
      }
      await link.pause(pauseMs);
    }
  }

  async #follow(task: number): Promise<void> {
    if (!this.#mayGoOn(task)) return;
    const { cache, link, nowMs, hasTasks } = this.#of;
    const { stable = 0 } = this.#extents.of(this.#place(task)) ?? {};
    // The last commit of this process, before it handed the task over, has no marker yet: nothing is missing.
    if (cache.positionOf(task).offset > stable) return;
    let workedMs = performance.now();
    const pace: Pace = {
      applyBytes: STEP_BYTES,
      bucketsMax: 0,
      goesOn: () => this.#mayGoOn(task),
      async took() {
        // Who has work of his own gives it half of the thread at least.
        await link.pause(hasTasks() ? performance.now() - workedMs : 0);
        workedMs = performance.now();
      },
    };
    const of: CatchingUp = {
      ...{ task, cache, reader: this.#reader, extents: this.#extents },
      ...{ changelog: this.#place(task), nowMs: nowMs() },
    };
    await catchUp(of, pace);
  }

  #mayGoOn(task: number): boolean {
    const { link, isFree, isBusy } = this.#of;
    return !link.isClosed && this.#tasks.has(task) && isFree(task) && !isBusy();
  }

  #place(task: number): Place {
    return this.#of.changelogs[task] ?? { topic: '', partition: task };
  }
}
