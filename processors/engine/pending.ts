import type { RecordBatch } from '@landbridge/infra';
import { newHeaderView, readHeader } from '@landbridge/schemas';

/** Records [from, to) of a batch that a task has taken and not folded yet. */
export type Run = { readonly batch: RecordBatch; readonly from: number; readonly to: number };

/** Where one input of a processor stands in its runs. */
type Cursor = {
  readonly input: number;
  readonly runs: readonly Run[];
  /** Rows come grouped by the key they were folded under: their order in time, where it is another. */
  readonly orders: readonly (Int32Array | undefined)[];
  run: number;
  at: number;
  timeMs: number;
};

/**
 * Visits the records of a processor's inputs in about the order of event time, so that most are appended. Facts keep
 * the order of their log, on which their lateness hangs; rows, which are never late, are put in order.
 */
export function forEachInOrder(
  inputs: readonly { readonly runs: readonly Run[]; readonly isFact: boolean }[],
  visit: (input: number, batch: RecordBatch, i: number) => void,
): void {
  const cursors: Cursor[] = [];
  inputs.forEach(({ runs, isFact }, input) => {
    if (runs.length === 0) return;
    const orders = runs.map((run) => (isFact ? undefined : timeOrder(run)));
    const cursor = { input, runs, orders, run: 0, at: 0, timeMs: 0 };
    cursor.timeMs = timeAt(cursor);
    cursors.push(cursor);
  });
  while (cursors.length > 0) {
    const { first, limitMs } = furthestBehind(cursors);
    do {
      const run = first.runs[first.run];
      if (run !== undefined) visit(first.input, run.batch, recordAt(first, run));
    } while (advance(first) && first.timeMs <= limitMs);
    if (first.run === first.runs.length) cursors.splice(cursors.indexOf(first), 1);
  }
}

/** Of several at one time the first input goes first: so they stand in a timeline. */
function furthestBehind(cursors: readonly Cursor[]): { first: Cursor; limitMs: number } {
  let first = cursors[0] as Cursor;
  let limitMs = Number.POSITIVE_INFINITY;
  for (const each of cursors.slice(1)) {
    if (each.timeMs < first.timeMs) {
      limitMs = first.timeMs;
      first = each;
    } else limitMs = Math.min(limitMs, each.timeMs);
  }
  return { first, limitMs };
}

function advance(cursor: Cursor): boolean {
  const run = cursor.runs[cursor.run];
  if (run === undefined) return false;
  if (++cursor.at === run.to - run.from) {
    cursor.run++;
    cursor.at = 0;
  }
  if (cursor.run === cursor.runs.length) return false;
  cursor.timeMs = timeAt(cursor);
  return true;
}

function timeAt(cursor: Cursor): number {
  const run = cursor.runs[cursor.run];
  return run === undefined ? Number.NaN : timeOf(run.batch, recordAt(cursor, run));
}

function recordAt({ orders, run: index, at }: Cursor, run: Run): number {
  return orders[index]?.[at] ?? run.from + at;
}

/** Records of a run by event time, undefined where they stand so. */
function timeOrder({ batch, from, to }: Run): Int32Array | undefined {
  const times = new Float64Array(to - from);
  let sorted = true;
  for (let i = from; i < to; i++) {
    times[i - from] = timeOf(batch, i);
    sorted &&= i === from || (times[i - from] ?? 0) >= (times[i - from - 1] ?? 0);
  }
  if (sorted) return undefined;
  const order = Int32Array.from(times, (_, i) => i);
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  return order.map((i) => i + from);
}

const view = newHeaderView();

/**
 * Event time of a record. Marks and withdrawals come at once: a row that moved in time must be gone from its old place
 * before it stands in the new one. So does what is too short to be one of ours.
 */
export function timeOf({ bytes, starts, values }: RecordBatch, i: number): number {
  readHeader(bytes, values[i] ?? 0, view);
  const isWhole = view.bodyStart <= (starts[i + 1] ?? 0) && Number.isFinite(view.eventTime);
  return isWhole && !view.retracted ? view.eventTime : -Number.MAX_VALUE;
}
