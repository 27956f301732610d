import { PipelineError } from '@landbridge/infra';
import { NO_COUNTS, type TaskCounters } from './counters.ts';
import { isHopeless, type Owned, type Owner, type OwnerOptions, openOwner } from './task-owner.ts';

/** The work on one partition, from the moment it is begun. */
export type TaskLoop = {
  /** Resolves when the state is restored and records are taken, or the work has ended; rejects where it cannot be. */
  readonly opened: Promise<void>;
  /** Whether the state is there, as of the last commit or later. */
  isOpen(): boolean;
  wake(): void;
  isIdle(): boolean;
  /** Resolves when all is folded and committed, or the work has ended; rejects when it failed. */
  idle(): Promise<void>;
  /** Resolves when all that the inputs hold now is folded and committed, whatever else comes; rejects as `idle` does. */
  passed(): Promise<void>;
  /** Commits what is taken and lets go of the state. Rejects with what the work failed of. */
  stop(): Promise<void>;
  counters(): TaskCounters;
};

export type Begun = Omit<Owned, 'ending'> & {
  /** What must have ended before: the last work on the same partition. */
  readonly after: Promise<unknown> | undefined;
};

type Waiting = {
  readonly isReached: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

export function startLoop(options: OwnerOptions, { after, ...given }: Begun): TaskLoop {
  const ending = new AbortController();
  const { signal } = ending;
  let owner: Owner | undefined;
  let failure: unknown;
  let sleeper: (() => void) | undefined;
  let waiting: Waiting[] = [];
  const isIdle = (): boolean =>
    owner?.isSettled() === true && !owner.hasMore() && failure === undefined;
  /** Lets those go on whose time has come; at the end all of them. */
  const settle = (isOver = false): void => {
    const settled = waiting.filter(({ isReached }) => isOver || isReached());
    waiting = waiting.filter((each) => !settled.includes(each));
    for (const { resolve, reject } of settled) failure === undefined ? resolve() : reject(failure);
  };
  const until = (isReached: () => boolean): Promise<void> => {
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      waiting.push({ isReached, resolve, reject });
      sleeper?.();
    });
  };
  /** Whether all that the inputs hold at the time of asking is committed. */
  const pastNow = (): (() => boolean) => {
    const inputs = options.topology.processors.flatMap((processor) => processor.inputs);
    const ends = [...new Set(inputs.map(({ topic }) => topic.name))].map(
      (topic) => [topic, options.log.extent(topic, given.partition).end] as const,
    );
    return () => {
      if (owner === undefined || !owner.isSettled()) return false;
      const { task } = owner;
      return ends.every(([topic, end]) => task.position(topic) >= end);
    };
  };
  const run = async (own: Owner): Promise<void> => {
    while (!signal.aborted) {
      const hasMore = await own.step();
      if (waiting.length > 0) settle();
      if (hasMore || !isIdle()) continue;
      await new Promise<void>((resolve) => {
        sleeper = resolve;
        if (signal.aborted || !isIdle()) resolve();
      });
    }
    await own.commit();
  };
  /** What passes is no reason to complain of when the work ends anyway: it is done again by whoever is next. */
  const isLeftBehind = (error: unknown): boolean =>
    signal.aborted && error instanceof PipelineError && !isHopeless(error, options);
  const opening = open();
  async function open(): Promise<Owner> {
    await after;
    return await openOwner(options, { ...given, ending: signal });
  }
  const running = runToEnd();
  async function runToEnd(): Promise<void> {
    try {
      owner = await opening;
      await run(owner);
    } catch (error) {
      if (!isLeftBehind(error)) failure = error;
    }
    settle(true);
    await owner?.close();
  }
  return {
    opened: opening.then(
      () => undefined,
      (error: unknown) => {
        if (!isLeftBehind(error)) throw error;
      },
    ),
    isOpen: () => owner?.isOpen() === true,
    wake: () => sleeper?.(),
    isIdle,
    idle: () => until(isIdle),
    passed: () => until(pastNow()),
    stop: async () => {
      ending.abort();
      sleeper?.();
      await running;
      if (failure !== undefined) throw failure;
    },
    counters: () => owner?.counters() ?? NO_COUNTS,
  };
}
