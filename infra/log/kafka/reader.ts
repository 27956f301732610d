import type { PipelineError } from '../../errors.ts';
import type { Append, RecordBatch } from '../log.ts';
import { positionBeyond, positionLost } from '../log-errors.ts';
import { type Chunk, chunkOf, recordsOf, takeRun } from './chunk.ts';
import { type Extents, keyOf, type Place } from './extents.ts';
import { type Fetched, fetchRequest } from './fetch.ts';
import { CODES, errorOf } from './kafka-error.ts';
import { ask, byLeader, type Link } from './link.ts';

const FETCH_BYTES = 1 << 20;
/**
 * What is committed here and not yet marked is there within some milliseconds, on a machine that is not busy. Until then
 * it is not the end: whoever reads to the end would take what it read for all.
 */
const MARKER_WAIT_MS = 20;
const WAITS_MAX = 250;
/** So many partitions' next chunks are kept: what lies behind the record that was read last. */
const CHUNKS_MAX = 128;

/** Reads partitions from any offset on. Whoever reads on finds the next chunk fetched already. */
export class Reader {
  readonly #link: Link;
  readonly #extents: Extents;
  readonly #fetchBytes: number;
  /** What comes next at a place and offset, the least recently fetched first. */
  readonly #next = new Map<string, Promise<Chunk>>();

  constructor(link: Link, extents: Extents, fetchBytes: number = FETCH_BYTES) {
    this.#link = link;
    this.#extents = extents;
    this.#fetchBytes = fetchBytes;
  }

  async read(place: Place, from: number, bytesMax: number): Promise<RecordBatch | undefined> {
    const chunk = await this.#chunk(place, from);
    const run = chunk && takeRun(chunk, { ...place, from, bytesMax });
    if (run) this.#keep(place, chunk, from + run.count);
    return run;
  }

  /** The records alone, and where to read on; undefined at the end. */
  async readRecords(
    place: Place,
    from: number,
  ): Promise<{ records: Append; next: number } | undefined> {
    const chunk = await this.#chunk(place, from);
    if (!chunk) return undefined;
    this.#keep(place, chunk, chunk.to);
    return { records: await recordsOf(chunk, { ...place, from }), next: chunk.to };
  }

  /** The records of one chunk, by somebody who does not read on; undefined at the end. */
  async peekRecords(place: Place, from: number): Promise<Append | undefined> {
    const chunk = await this.#chunk(place, from);
    return chunk && (await recordsOf(chunk, { ...place, from }));
  }

  /** The chunk that goes on at this offset, undefined where there is none yet. */
  async #chunk(place: Place, from: number): Promise<Chunk | undefined> {
    const key = `${keyOf(place)}/${from}`;
    const known = this.#next.get(key);
    this.#next.delete(key);
    const kept = await known?.catch(() => undefined);
    if (kept && kept.to > from) return kept;
    for (let waits = 0; waits < WAITS_MAX; waits++) {
      const extent = this.#extents.of(place);
      if (extent && from < extent.start)
        throw positionLost({ ...place, from, start: extent.start });
      // Beyond the end that we know of it is the broker who says whether there is such a position.
      if (extent && from >= extent.end && (waits > 0 || from === extent.end)) return undefined;
      const isMarked = waits === 0 && (!extent || from < extent.stable);
      const chunk = await this.#fetch(place, from, isMarked ? 0 : MARKER_WAIT_MS);
      if (chunk.to > from) return chunk;
    }
    return undefined;
  }

  /** Keeps what is left of a chunk, or fetches the next one ahead. */
  #keep(place: Place, chunk: Chunk, next: number): void {
    const extent = this.#extents.of(place);
    if (next >= chunk.to && extent && next >= extent.stable) return;
    const coming = next < chunk.to ? Promise.resolve(chunk) : this.#fetch(place, next, 0);
    coming.catch(() => undefined);
    this.#next.set(`${keyOf(place)}/${next}`, coming);
    if (this.#next.size <= CHUNKS_MAX) return;
    for (const oldest of this.#next.keys()) {
      this.#next.delete(oldest);
      return;
    }
  }

  async #fetch(place: Place, from: number, maxWaitMs: number): Promise<Chunk> {
    const { topic, partition } = place;
    const address = `${topic}[${partition}]`;
    const fetched = await this.#link.use(`Reading ${address}@${from}`, async (cluster) => {
      const [nodeId = 0] = byLeader(cluster, [place]).keys();
      const broker = await cluster.findBroker({ nodeId });
      const places = [{ topic, partition, from, bytesMax: this.#fetchBytes }];
      const request = fetchRequest({ places, maxWaitMs, bytesMax: this.#fetchBytes });
      const [answer] = (await ask<{ fetched: Fetched[] }>(broker, request)).fetched;
      if (!answer) throw errorOf(CODES.offsetOutOfRange);
      if (answer.errorCode !== 0 && answer.errorCode !== CODES.offsetOutOfRange)
        throw errorOf(answer.errorCode);
      return answer;
    });
    if (fetched.errorCode === CODES.offsetOutOfRange) throw await this.#outOfRange(place, from);
    this.#extents.note(fetched);
    const { aborted, recordSet } = fetched;
    return chunkOf({ place: address, from, recordSet, aborted });
  }

  /** A position is never moved by itself: what lies there is gone, or never was. */
  async #outOfRange(place: Place, from: number): Promise<PipelineError> {
    await this.#extents.refresh([place]);
    const { start = 0, stable: end = 0 } = this.#extents.of(place) ?? {};
    if (from < start) return positionLost({ ...place, from, start });
    return positionBeyond({ ...place, from, end });
  }
}
