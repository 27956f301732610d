import type { Append, RecordBatch } from '../log.ts';
import { type Aborted, seenOf } from './read-committed.ts';
import { batchesOf, decodeBatch, type FetchedBatch, unpack, unpackAside } from './record-batch.ts';

/** Places without a record that one read answers at most: compaction leaves gaps of any length. */
const GAP_MAX = 1 << 18;
const NOTHING = Buffer.alloc(0);

/** What one fetch brought of a partition: the offsets [from, to). */
export type Chunk = {
  readonly place: string;
  readonly from: number;
  readonly to: number;
  readonly batches: readonly FetchedBatch[];
  readonly seen: readonly boolean[];
  readonly bytes: number;
};

/** Empty batches, markers and batches that compaction thinned move the position like full ones. */
export function chunkOf(of: {
  place: string;
  from: number;
  recordSet: Buffer;
  aborted: readonly Aborted[];
}): Chunk {
  const { place, from, recordSet } = of;
  const batches = batchesOf(recordSet, place);
  const to = Math.max(from, (batches.at(-1)?.last ?? -1) + 1);
  return { place, from, to, batches, seen: seenOf(batches, of.aborted), bytes: recordSet.length };
}

type At = { readonly topic: string; readonly partition: number };

/**
 * The records of a chunk from this offset on that follow each other under one stamp: up to about so many bytes, at least
 * one batch. A place that holds no record for us has neither key nor value. Undefined behind the chunk's end.
 */
export function takeRun(
  chunk: Chunk,
  of: At & { from: number; bytesMax: number },
): RecordBatch | undefined {
  const { batches, to, stampMs } = chosenOf(chunk, of);
  if (to === of.from) return undefined;
  const bodies = batches.map((batch) => unpack(batch, chunk.place));
  const columns = new Columns(to - of.from, sizeOf(bodies));
  for (const [i, batch] of batches.entries()) {
    decodeBatch(
      { batch, body: bodies[i] ?? NOTHING, from: of.from, place: chunk.place },
      {
        ...{ bytes: columns.bytes, at: columns.size },
        add: (offset, valueStart, end) => {
          columns.fillTo(offset - of.from);
          columns.add(valueStart, end);
        },
      },
    );
  }
  columns.fillTo(to - of.from);
  return { ...columns.sealed(of), baseOffset: of.from, stampMs };
}

/** The batches to take, and up to which offset that goes. */
function chosenOf(chunk: Chunk, of: { from: number; bytesMax: number }) {
  const batches: FetchedBatch[] = [];
  let to = of.from;
  let size = 0;
  for (const [i, batch] of chunk.batches.entries()) {
    if (batch.last < to) continue;
    const isSeen = chunk.seen[i] === true;
    const isOver = size + batch.records.length > of.bytesMax;
    if (isSeen && batches[0] && (isOver || batch.stampMs !== batches[0].stampMs)) break;
    const gap = (isSeen ? batch.base : batch.last + 1) - to;
    if (gap > GAP_MAX) {
      to += GAP_MAX;
      break;
    }
    to = batch.last + 1;
    if (!isSeen) continue;
    batches.push(batch);
    size += batch.records.length;
  }
  return { batches, to, stampMs: batches[0]?.stampMs ?? 0 };
}

/** All records of a chunk from this offset on, without the places that hold none. */
export async function recordsOf(chunk: Chunk, of: At & { from: number }): Promise<Append> {
  const batches = chunk.batches.filter((batch, i) => chunk.seen[i] && batch.last >= of.from);
  const bodies = await Promise.all(batches.map((batch) => unpackAside(batch, chunk.place)));
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const columns = new Columns(count, sizeOf(bodies));
  for (const [i, batch] of batches.entries()) {
    decodeBatch(
      { batch, body: bodies[i] ?? NOTHING, from: of.from, place: chunk.place },
      {
        ...{ bytes: columns.bytes, at: columns.size },
        add: (_offset, valueStart, end) => columns.add(valueStart, end),
      },
    );
  }
  return columns.sealed(of);
}

/** Columns of just the size that is needed: what is read is read once, and let go. */
class Columns {
  readonly bytes: Buffer;
  size = 0;
  readonly #starts: Int32Array;
  readonly #values: Int32Array;
  #count = 0;

  constructor(places: number, bytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(bytes);
    this.#starts = new Int32Array(places + 1);
    this.#values = new Int32Array(places);
  }

  add(valueStart: number, end: number): void {
    this.#values[this.#count++] = valueStart;
    this.#starts[this.#count] = end;
    this.size = end;
  }

  /** Places without a record, up to this one. */
  fillTo(place: number): void {
    while (this.#count < place) this.add(this.size, this.size);
  }

  sealed({ topic, partition }: At): Append {
    const count = this.#count;
    const bytes = this.bytes.subarray(0, this.size);
    const starts = this.#starts.subarray(0, count + 1);
    return { topic, partition, count, bytes, starts, values: this.#values.subarray(0, count) };
  }
}

function sizeOf(bodies: readonly Buffer[]): number {
  return bodies.reduce((sum, { length }) => sum + length, 0);
}
