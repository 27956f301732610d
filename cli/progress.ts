import type { Clock } from '@landbridge/infra';
import { systemClock } from '@landbridge/infra';
import { count } from './format/numbers.ts';
import type { Pipeline } from './pipeline.ts';
import type { Terminal } from './terminal.ts';

const REPAINT_MS = 200;

/** Says the state of long work at most a few times a second, however often it is told that something happened. */
export function repainter(
  terminal: Pick<Terminal, 'progress'>,
  line: () => string,
  clock: Clock = systemClock,
): () => void {
  let paintedMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = clock.nowMs();
    if (nowMs - paintedMs < REPAINT_MS) return;
    paintedMs = nowMs;
    terminal.progress(line());
  };
}

/** Rows that landed in tables since this process opened the folder. */
export function rowsLanded({ sinks }: Pick<Pipeline, 'sinks'>): number {
  return sinks.counters.tables.values().reduce((sum, { rows }) => sum + rows, 0);
}

/**
 * Waits until all in the log can be queried, and says meanwhile how far it is. Rejects with the signal's reason when
 * the person does not want to wait: the next start goes on from there.
 */
export async function settledWithProgress(
  pipeline: Pick<Pipeline, 'settled' | 'sinks' | 'tasks' | 'log'>,
  terminal: Pick<Terminal, 'progress' | 'signal'>,
  doing: string,
): Promise<void> {
  const line = () =>
    `${doing}: ${count(pipeline.tasks.counters().folded)} events folded, ${count(rowsLanded(pipeline))} rows landed`;
  const unsubscribe = pipeline.log.onAppend(repainter(terminal, line));
  try {
    await orStopped(pipeline.settled(), terminal.signal);
  } finally {
    unsubscribe();
  }
}

/** A promise, or the reason of the signal, whichever comes first. */
export async function orStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([promise, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
