import type { DeliveryReport } from './delivery.ts';

/** What the engine found about a record that a source appended. */
export type Verdict = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly verdict: string;
};

/** Records whose origin is remembered; four bytes each. What is older is no longer attributed. */
export const ORIGINS_MAX = 4_000_000;
const RUNS_MAX = 20_000;
const REPORTS_MAX = 10_000;
const SHARED_MAX = 500_000;
/** Serial of a record whose verdict was taken: it does not count again. */
const TAKEN = 0;

type Run = { place: string; base: number; serials: Uint32Array };

/**
 * Remembers which source event each appended record came from, so that duplicates, which the engine finds later, are
 * counted where they came from. An event of several records is a duplicate when all of them are.
 */
export type Origins = {
  /** Begins an event of a report; answers its serial. */
  begin(report: DeliveryReport): number;
  /** Says how many records an event made, or that it cannot become a duplicate. */
  end(serial: number, records: number, isWhole: boolean): void;
  /** Notes the origins of records that are appended from an offset on; answers the way to take it back. */
  note(topic: string, partition: number, base: number, serials: Uint32Array): () => void;
  verdict(verdict: Verdict): void;
};

export function origins(max = ORIGINS_MAX): Origins {
  const reports: { from: number; report: DeliveryReport }[] = [];
  const shared = new Map<number, number>();
  const runs = new Map<string, Queue<Run>>();
  const order = newQueue<Run>();
  let held = 0;
  let next = TAKEN + 1;

  function forget(): void {
    while (held > max || order.items.length - order.head > RUNS_MAX) {
      const oldest = takeFirst(order);
      if (oldest === undefined) return;
      held -= oldest.serials.length;
      const list = runs.get(oldest.place);
      if (list?.items[list.head] === oldest) takeFirst(list);
    }
  }

  function countDuplicate(serial: number): void {
    const left = shared.get(serial);
    if (left !== undefined && left > 1) {
      shared.set(serial, left - 1);
      return;
    }
    shared.delete(serial);
    const found = lastBefore({ items: reports, head: 0 }, ({ from }) => from <= serial)?.report;
    if (found === undefined || found.accepted === 0) return;
    found.accepted--;
    found.duplicates++;
  }

  return {
    begin(report) {
      if (reports.at(-1)?.report !== report) reports.push({ from: next, report });
      if (reports.length > REPORTS_MAX) reports.shift();
      return next++;
    },
    end(serial, records, isWhole) {
      if (isWhole && records === 1) return;
      if (shared.size >= SHARED_MAX) shared.delete(shared.keys().next().value ?? 0);
      shared.set(serial, isWhole ? records : Number.POSITIVE_INFINITY);
    },
    note(topic, partition, base, serials) {
      const place = placeOf(topic, partition);
      const run = { place, base, serials };
      const list = runs.get(place) ?? newQueue<Run>();
      runs.set(place, list);
      list.items.push(run);
      order.items.push(run);
      held += serials.length;
      forget();
      return () => {
        // Runs are taken back in the reverse order of their coming, before anything else comes.
        if (list.items.at(-1) !== run || order.items.at(-1) !== run) return;
        list.items.pop();
        order.items.pop();
        held -= serials.length;
      };
    },
    verdict({ topic, partition, offset, verdict }) {
      if (verdict !== 'duplicate') return;
      const list = runs.get(placeOf(topic, partition));
      const run = list && lastBefore(list, ({ base }) => base <= offset);
      const serial = run?.serials[offset - run.base] ?? TAKEN;
      if (run === undefined || serial === TAKEN) return;
      run.serials[offset - run.base] = TAKEN;
      countDuplicate(serial);
    },
  };
}

/** A list that loses its first elements without moving the others each time. */
type Queue<T> = { items: T[]; head: number };

function newQueue<T>(): Queue<T> {
  return { items: [], head: 0 };
}

function takeFirst<T>(queue: Queue<T>): T | undefined {
  const first = queue.items[queue.head];
  if (first === undefined) return undefined;
  queue.head++;
  if (queue.head * 2 > queue.items.length) {
    queue.items.splice(0, queue.head);
    queue.head = 0;
  }
  return first;
}

/** Last element of a sorted queue for which it holds. */
function lastBefore<T>({ items, head }: Queue<T>, holds: (element: T) => boolean): T | undefined {
  let low = head;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low === head ? undefined : items[low - 1];
}

function placeOf(topic: string, partition: number): string {
  return `${topic}[${partition}]`;
}
