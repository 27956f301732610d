import { AvroContainer, assert, type ChunkPool, type RecordBatch } from '@landbridge/infra';
import { type HeaderView, newHeaderView, readHeader, schemaIdOf } from '@landbridge/schemas';
import type { Table } from '../table.ts';
import type { OffsetRange } from './ledger.ts';
import type { Refused } from './letters.ts';

/**
 * One table's share of a round: exact ranges of its topic's partitions and the records in them, as one Avro file for
 * each schema id. What it holds is a function of the ranges alone, so it can be built again after a crash.
 */
export class Load {
  readonly table: Table;
  readonly ranges: OffsetRange[] = [];
  readonly files = new Map<number, AvroContainer>();
  readonly refused: Refused[] = [];
  rows = 0;
  bytes = 0;
  readonly #pool: ChunkPool;
  readonly #header: HeaderView = newHeaderView();

  constructor(table: Table, pool: ChunkPool) {
    this.table = table;
    this.#pool = pool;
  }

  /**
   * Takes a batch's records up to an offset; they are copied. `decodes` also decodes each record, to find those that
   * the engine stumbles over although their length is right.
   */
  take(batch: RecordBatch, max: number, decodes = false): void {
    const { bytes, starts, values, baseOffset } = batch;
    const count = Math.min(batch.count, max - baseOffset + 1);
    const { codec, kind } = this.table.topic;
    // The engine never publishes two contents under one revision; outside one may be stated twice.
    const isOurs = kind === 'settled' || kind === 'derived';
    const stamp = { part: batch.partition, off: 0, revision: 0, rank: 0 };
    for (let i = 0; i < count; i++) {
      const start = at(values, i);
      const end = at(starts, i + 1);
      // A mark is a record without value.
      if (start === end) continue;
      if (!codec.isWhole(bytes, start, end) || (decodes && !this.#decodes(bytes, start, end))) {
        this.#refuse(batch, i, start, end);
        continue;
      }
      readHeader(bytes, start, this.#header);
      stamp.off = baseOffset + i;
      stamp.revision = this.#header.revision;
      stamp.rank = rankOf(this.#header, isOurs ? 0 : codec.digest(bytes, start, end));
      this.#file(schemaIdOf(bytes, start, end)).add(stamp, bytes, start, end);
      this.rows++;
    }
    this.bytes += at(starts, count) - at(starts, 0);
    this.#extend(batch.partition, baseOffset, baseOffset + count - 1);
  }

  /** Gives the memory back. */
  clear(): void {
    for (const file of this.files.values()) file.clear();
    this.files.clear();
  }

  #extend(partition: number, min: number, max: number): void {
    const last = this.ranges.at(-1);
    if (last?.partition === partition) last.max = max;
    else this.ranges.push({ partition, min, max });
  }

  #file(schemaId: number): AvroContainer {
    const known = this.files.get(schemaId);
    if (known !== undefined) return known;
    const { codec, schemas } = this.table.topic;
    const schema = schemas[codec.schemaIds.indexOf(schemaId)];
    assert(schema !== undefined, 'a whole record has a known schema');
    const file = new AvroContainer(schema, this.#pool);
    this.files.set(schemaId, file);
    return file;
  }

  #decodes(bytes: Buffer, start: number, end: number): boolean {
    try {
      this.table.topic.codec.decode(bytes, start, end);
      return true;
    } catch {
      return false;
    }
  }

  #refuse(batch: RecordBatch, i: number, start: number, end: number): void {
    this.refused.push({
      table: this.table,
      code: 'malformed',
      reason: `Landing in ${this.table.name}: the record is not one whole value of a known schema of ${batch.topic}. Whoever wrote it has to write it again.`,
      partition: batch.partition,
      offset: batch.baseOffset + i,
      stampMs: batch.stampMs,
      bytes: Buffer.from(batch.bytes.subarray(start, end)),
    });
  }
}

/**
 * Where a version stands among those of its id under one revision: a withdrawal first, then the first nine bits of the
 * content's digest, so that two contents that were stated under one revision give the same row whatever order they
 * land in.
 */
export function rankOf({ retracted }: { retracted: boolean }, digest: number): number {
  return (retracted ? 512 : 0) + (digest >>> 23);
}

function at(places: Int32Array, i: number): number {
  return places[i] ?? 0;
}
