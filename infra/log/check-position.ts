import type { Log } from './log.ts';

/**
 * Before a consumer goes on from where it was: a log that ends before that is not the log it knew, and would leave out
 * what comes until it is as long again. Rejects with `position-lost`. What the log knows of its end may be older than
 * the position, so it is the log itself that is asked.
 */
export async function checkPosition(
  log: Pick<Log, 'extent' | 'read'>,
  at: { readonly topic: string; readonly partition: number; readonly next: number },
): Promise<void> {
  const { topic, partition, next } = at;
  if (next > log.extent(topic, partition).end) await log.read(topic, partition, next, 1);
}
