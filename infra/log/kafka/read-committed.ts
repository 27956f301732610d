import { type FetchedBatch, isAbort } from './record-batch.ts';

/** A transaction that was aborted: its producer, and the first offset it wrote in this partition. */
export type Aborted = { readonly producerId: number; readonly first: number };

/**
 * Which batches a reader of committed records sees, in order. The broker names the aborted transactions that reach into
 * what it hands out, in the order in which they were aborted, and leaves it to the reader to pass over their records: all
 * of a producer's transactional batches from the first offset named up to its abort marker. Several may be open where a
 * fetch begins. Markers themselves are never seen; that they are markers is said by their batch, never by a key.
 */
export function seenOf(batches: readonly FetchedBatch[], aborted: readonly Aborted[]): boolean[] {
  const waiting = aborted.toSorted((a, b) => a.first - b.first);
  const open = new Set<number>();
  let next = 0;
  return batches.map((batch) => {
    for (let first = waiting[next]; first && first.first <= batch.last; first = waiting[++next]) {
      open.add(first.producerId);
    }
    if (batch.control) {
      if (isAbort(batch)) open.delete(batch.producerId);
      return false;
    }
    return !(batch.transactional && open.has(batch.producerId));
  });
}
