import type { Log, TaskCommit } from '@landbridge/infra';

/** The one commit of a task that may be on its way while the next one is folded. */
export type Underway = {
  readonly isOver: boolean;
  /** Where the next record of a topic will stand once it is durable. */
  endOf(topic: string): number;
  /** Notes where its records will stand, and lets `makeDurable` run. */
  send(commit: TaskCommit, makeDurable: () => Promise<void>): void;
  /** Waits until it is over; rejects, once, with what it failed of. */
  over(): Promise<void>;
};

export function newUnderway(log: Log, partition: number): Underway {
  const ends = new Map<string, number>();
  let running: Promise<void> | undefined;
  return {
    get isOver() {
      return running === undefined;
    },
    endOf: (topic) => ends.get(topic) ?? log.extent(topic, partition).end,
    send(commit, makeDurable) {
      for (const { topic, count } of commit.appends) {
        ends.set(topic, log.extent(topic, partition).end + count);
      }
      const run = async (): Promise<void> => {
        await makeDurable();
        ends.clear();
        running = undefined;
      };
      running = run();
      // Whoever waits hears of it; nobody may be waiting yet.
      running.catch(() => undefined);
    },
    async over() {
      try {
        await running;
      } finally {
        ends.clear();
        running = undefined;
      }
    },
  };
}
