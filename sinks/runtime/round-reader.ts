import { type ChunkPool, type Log, nextTurn } from '@landbridge/infra';
import type { Table } from '../table.ts';
import type { Arrivals } from './company.ts';
import type { OffsetRange } from './ledger.ts';
import type { SinkLimits } from './limits.ts';
import { Load } from './load.ts';

type Position = { table: Table; partition: number; next: number };
export type Round = {
  loads: readonly Load[];
  /** Whether it stopped at its bounds: more is waiting. */
  isFull: boolean;
};

/**
 * So much is read before others get their turn, bytes: some milliseconds of work. A log that has all in memory answers
 * at once, and a whole round without a turn would keep the insert of the round before from being begun.
 */
const TURN_BYTES = 512 * 1024;

/** Reads the next records of all tables, whole batches only, each table in turn coming first. */
export class RoundReader {
  readonly #log: Log;
  readonly #limits: SinkLimits;
  readonly #pool: ChunkPool;
  readonly #positions: Position[];
  #first = 0;
  #sinceTurnBytes = 0;

  constructor({
    log,
    limits,
    pool,
    tables,
  }: { log: Log; limits: SinkLimits; pool: ChunkPool; tables: readonly Table[] }) {
    this.#log = log;
    this.#limits = limits;
    this.#pool = pool;
    this.#positions = tables.flatMap((table) =>
      Array.from({ length: log.partitions }, (_, partition) => ({ table, partition, next: 0 })),
    );
  }

  seek(table: Table, partition: number, next: number): void {
    for (const position of this.#positions) {
      if (position.table === table && position.partition === partition) position.next = next;
    }
  }

  /** Reads no more of this table. */
  leaveOut(name: string): void {
    const rest = this.#positions.filter((position) => position.table.name !== name);
    this.#positions.splice(0, this.#positions.length, ...rest);
  }

  arrivals(): Arrivals {
    let arrived = 0;
    for (const { table, partition } of this.#positions) {
      arrived += this.#log.extent(table.topic.name, partition).end;
    }
    return { arrived, most: Math.max(0, ...this.#waiting().values()) };
  }

  /** @param least records of a table that are worth an insert; tables with fewer are left for a later round */
  async next(least = 1): Promise<Round> {
    const loads = new Map<Table, Load>();
    const budget = { bytes: this.#limits.roundBytes, records: this.#limits.roundRecords };
    const positions = this.#positionsOf(least);
    const count = positions.length;
    for (let i = 0; i < count; i++) {
      const position = positions[(this.#first + i) % count];
      if (position === undefined) continue;
      await this.#readPartition(position, loads, budget);
      if (budget.bytes <= 0 || budget.records <= 0) {
        this.#first = (this.#first + i) % count;
        return { loads: [...loads.values()], isFull: true };
      }
    }
    return { loads: [...loads.values()], isFull: false };
  }

  #positionsOf(least: number): Position[] {
    if (least <= 1) return [...this.#positions];
    const waiting = this.#waiting();
    return this.#positions.filter(({ table }) => (waiting.get(table) ?? 0) >= least);
  }

  /** Records by table that are to be read. */
  #waiting(): Map<Table, number> {
    const waiting = new Map<Table, number>();
    for (const { table, partition, next } of this.#positions) {
      const { end } = this.#log.extent(table.topic.name, partition);
      waiting.set(table, (waiting.get(table) ?? 0) + end - next);
    }
    return waiting;
  }

  async #readPartition(
    position: Position,
    loads: Map<Table, Load>,
    budget: { bytes: number; records: number },
  ): Promise<void> {
    const { table, partition } = position;
    const topic = table.topic.name;
    const { end } = this.#log.extent(topic, partition);
    while (position.next < end && budget.bytes > 0 && budget.records > 0) {
      const bytesMax = Math.min(this.#limits.readBytes, budget.bytes);
      const batch = await this.#log.read(topic, partition, position.next, bytesMax);
      if (batch === undefined) return;
      const load = loads.get(table) ?? new Load(table, this.#pool);
      loads.set(table, load);
      load.take(batch, batch.baseOffset + batch.count - 1);
      position.next = batch.baseOffset + batch.count;
      budget.bytes -= batch.bytes.length;
      budget.records -= batch.count;
      await this.#giveTurn(batch.bytes.length);
    }
  }

  async #giveTurn(bytes: number): Promise<void> {
    this.#sinceTurnBytes += bytes;
    if (this.#sinceTurnBytes < TURN_BYTES) return;
    this.#sinceTurnBytes = 0;
    await nextTurn();
  }
}

const READ_BYTES = 4 * 1024 * 1024;

/** Reads ranges that are named in the ledger again, exactly: the log may answer with longer runs. */
export async function readExactly(
  log: Log,
  load: Load,
  ranges: readonly OffsetRange[],
  decodes = false,
): Promise<void> {
  for (const { partition, min, max } of ranges) {
    let next = min;
    while (next <= max) {
      const batch = await log.read(load.table.topic.name, partition, next, READ_BYTES);
      if (batch === undefined) break;
      load.take(batch, max, decodes);
      next = Math.min(batch.baseOffset + batch.count, max + 1);
    }
  }
}
