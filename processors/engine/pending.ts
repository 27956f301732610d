import type { RecordBatch } from '@landbridge/infra';
import { newHeaderView, readHeader, type TopicKind } from '@landbridge/schemas';
import { FUTURE_MS } from './progress.ts';

/** Records [from, to) of a batch that a task has taken and not folded yet. */
export type Run = { readonly batch: RecordBatch; readonly from: number; readonly to: number };

/** What one input of a processor has waiting. */
export type Waiting = {
  readonly runs: readonly Run[];
  readonly kind: TopicKind;
  /** Highest event time of the input so far; moved on behind what waits. */
  readonly progress: { front: number };
};

/**
 * @param frontMs the highest event time before the record in its log: what its lateness hangs on, and not on the order
 * of visits
 */
export type Visit = (input: number, batch: RecordBatch, i: number, frontMs: number) => void;

/** Visits up to so many of what waits; answers whether more does. */
export type VisitSome = (visit: Visit, max: number) => boolean;

/** All that waits in about the order of event time, so that most of it is appended to its timeline. */
export function inOrder(inputs: readonly Waiting[]): VisitSome {
  const queues = inputs.flatMap((waiting, input) =>
    waiting.runs.length === 0 ? [] : [new Queue(input, waiting)],
  );
  return (visit, max) => {
    for (let left = max; queues.length > 0 && left > 0; ) {
      const { first, limitMs } = furthestBehind(queues);
      do {
        first.visit(visit);
        left--;
      } while (first.advance() && first.timeMs <= limitMs && left > 0);
      if (first.isEmpty) queues.splice(queues.indexOf(first), 1);
    }
    return queues.length > 0;
  };
}

/** Of several at one time the first input goes first: so they stand in a timeline. */
function furthestBehind(queues: readonly Queue[]): { first: Queue; limitMs: number } {
  let first = queues[0] as Queue;
  let limitMs = Number.POSITIVE_INFINITY;
  for (const each of queues.slice(1)) {
    if (each.timeMs < first.timeMs) {
      limitMs = first.timeMs;
      first = each;
    } else limitMs = Math.min(limitMs, each.timeMs);
  }
  return { first, limitMs };
}

const view = newHeaderView();

/** The records of one input, put in order. */
class Queue {
  readonly #input: number;
  readonly #runs: readonly Run[];
  /** By place in the log: run, record of its batch, time to sort by, and the front before it. */
  readonly #runOf: Int32Array;
  readonly #recordOf: Int32Array;
  readonly #times: Float64Array;
  readonly #fronts: Float64Array;
  /** Places in the order of visits; undefined where that is the order of the log. */
  readonly #order: Float64Array | undefined;
  #at = 0;

  constructor(input: number, { runs, kind, progress }: Waiting) {
    const size = runs.reduce((sum, { from, to }) => sum + to - from, 0);
    this.#input = input;
    this.#runs = runs;
    this.#runOf = new Int32Array(size);
    this.#recordOf = new Int32Array(size);
    this.#times = new Float64Array(size);
    this.#fronts = new Float64Array(size);
    const isRow = kind === 'derived' || kind === 'settled';
    let place = 0;
    let front = progress.front;
    let sorted = true;
    let before = Number.NEGATIVE_INFINITY;
    for (const [run, { batch, from, to }] of runs.entries()) {
      const latestMs = isRow ? Number.POSITIVE_INFINITY : batch.stampMs + FUTURE_MS;
      for (let i = from; i < to; i++, place++) {
        const timeMs = eventTimeOf(batch, i);
        this.#runOf[place] = run;
        this.#recordOf[place] = i;
        this.#fronts[place] = front;
        if (timeMs > front && timeMs <= latestMs) front = timeMs;
        // A row that moved in time must be gone from its old place before it stands in the new one.
        const sortMs = Number.isNaN(timeMs) || (isRow && view.retracted) ? AT_ONCE : timeMs;
        this.#times[place] = sortMs;
        sorted &&= sortMs >= before;
        before = sortMs;
      }
    }
    progress.front = front;
    // Versions of a revisable fact are counted as they came, and no state hangs on their order.
    this.#order = sorted || kind === 'received' ? undefined : sortedPlaces(this.#times);
  }

  get timeMs(): number {
    return this.#times[this.#place()] ?? Number.NaN;
  }

  get isEmpty(): boolean {
    return this.#at === this.#times.length;
  }

  advance(): boolean {
    return ++this.#at < this.#times.length;
  }

  visit(visit: Visit): void {
    const place = this.#place();
    const run = this.#runs[this.#runOf[place] ?? 0];
    if (run === undefined) return;
    visit(this.#input, run.batch, this.#recordOf[place] ?? 0, this.#fronts[place] ?? 0);
  }

  #place(): number {
    return this.#order === undefined ? this.#at : (this.#order[this.#at] ?? 0);
  }
}

/** Before any event time there is, as a number that can be reckoned with. */
const AT_ONCE = -8_640_000_000_000_000;

/** Places by time, and by place where times are equal. */
function sortedPlaces(times: Float64Array): Float64Array {
  const scale = 2 ** Math.ceil(Math.log2(times.length));
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time === AT_ONCE) continue;
    if (time < min) min = time;
    if (time > max) max = time;
  }
  const places = new Float64Array(times.length);
  if ((max - min + 1) * scale < Number.MAX_SAFE_INTEGER) {
    // Time and place in one number each: sorting plain numbers needs no call-back.
    for (let i = 0; i < places.length; i++) {
      const time = times[i] ?? 0;
      places[i] = (time === AT_ONCE ? 0 : time - min + 1) * scale + i;
    }
    places.sort();
    for (let i = 0; i < places.length; i++) places[i] = (places[i] ?? 0) % scale;
    return places;
  }
  for (let i = 0; i < places.length; i++) places[i] = i;
  return places.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
}

/** Event time of a record; minus infinity of marks, which come at once. */
export function timeOf(batch: RecordBatch, i: number): number {
  const timeMs = eventTimeOf(batch, i);
  return Number.isNaN(timeMs) ? Number.NEGATIVE_INFINITY : timeMs;
}

/** Event time of a record, its header left in `view`; NaN of a mark and of what is too short to be one of ours. */
function eventTimeOf({ bytes, starts, values }: RecordBatch, i: number): number {
  const start = values[i] ?? 0;
  const end = starts[i + 1] ?? 0;
  if (start === end) return Number.NaN;
  readHeader(bytes, start, view);
  return view.bodyStart <= end ? view.eventTime : Number.NaN;
}
