import {
  assert,
  type ChunkPool,
  type Clock,
  checkPosition,
  freshName,
  type Log,
  type Pause,
  PipelineError,
  type Warehouse,
} from '@landbridge/infra';
import type { Table } from '../table.ts';
import { Company } from './company.ts';
import {
  isAboutRecords,
  type LandingContext,
  type LandingName,
  land,
  retrying,
} from './landing.ts';
import { type LoadEntry, type OpenLoad, readLedger, tokenOf, writeLedger } from './ledger.ts';
import type { SinkLimits } from './limits.ts';
import { Load } from './load.ts';
import type { Sinks } from './open-sinks.ts';
import { RoundReader, readExactly } from './round-reader.ts';
import { newCounters, type SinkCounters } from './sink-counters.ts';

/** Inserts that run side by side at most; each holds its rows once more in the engine. */
const LANES_MAX = 2;

type LoopOptions = {
  log: Log;
  warehouse: Warehouse;
  clock: Clock;
  pause: Pause;
  tables: readonly Table[];
  limits: SinkLimits;
  pool: ChunkPool;
};

type Waiter = {
  /** Offsets to be reached, by `table/partition`. */
  targets: Map<string, number>;
  resolve(): void;
  reject(error: unknown): void;
};

/**
 * Lands rounds: while one is inserted, the next is read. A round is announced in the ledger before its inserts, and the
 * entry that it is done goes into the same insert as the next announcement, since an insert of a few rows costs as
 * much as one of thousands.
 */
export class SinkLoop implements Sinks {
  readonly counters: SinkCounters;
  readonly #options: LoopOptions;
  readonly #reader: RoundReader;
  readonly #landing: LandingContext;
  readonly #ending = new AbortController();
  readonly #landed = new Map<string, number>();
  readonly #stopped = new Map<string, PipelineError>();
  #waiters: Waiter[] = [];
  /** Entries that are in, but not yet said to be. */
  #done: LoadEntry[] = [];
  #running: Promise<void> = Promise.resolve();
  #failure: unknown;
  #wake = new AbortController();
  #woken = false;
  readonly #company: Company;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.counters = newCounters(options.tables.map((table) => table.name));
    this.#reader = new RoundReader(options);
    this.#company = new Company(options.limits);
    this.#landing = {
      warehouse: options.warehouse,
      log: options.log,
      pause: options.pause,
      signal: this.#ending.signal,
      onRetry: () => {
        this.counters.retries++;
      },
    };
  }

  /** Takes no more records for this table; the others go on. */
  stopTable(name: string, error: PipelineError): void {
    this.#stopped.set(name, error);
    this.counters.stopped.set(name, error.message);
    this.#reader.leaveOut(name);
    this.#settleWaiters();
  }

  /** Takes up the positions of the ledger, and inserts what a crash left open: exactly the same ranges. */
  async recover(): Promise<void> {
    const { log, warehouse, tables, pool } = this.#options;
    const { positions, open } = await readLedger(warehouse, log.identity);
    for (const table of tables) {
      for (let partition = 0; partition < log.partitions; partition++) {
        const { start } = log.extent(table.topic.name, partition);
        const next = positions.get(`${table.name}/${partition}`) ?? start;
        await checkPosition(log, { topic: table.topic.name, partition, next });
        log.protect(`sink:${table.name}`, table.topic.name, partition, next);
        this.#reader.seek(table, partition, next);
        this.#landed.set(`${table.name}/${partition}`, next);
      }
    }
    for (const { table: name, ranges, token } of open) {
      const table = tables.find((known) => known.name === name);
      if (table === undefined || this.#stopped.has(name)) continue;
      const load = new Load(table, pool);
      await readExactly(log, load, ranges);
      assertSameRanges(load, ranges, token, log.identity);
      for (const { partition, max } of ranges) this.#reader.seek(table, partition, max + 1);
      // A crash may fall between the engine's note of a token and its rows: under the same token a replay would then be
      // dropped without a word.
      const into = await this.#lacking(load);
      await this.#landOne(load, { token: `${token}:${freshName()}`, into });
      this.counters.replayed++;
    }
    await this.#announce([]);
  }

  /**
   * The tables that lack rows of a load. The revisions are appended as one part, all or nothing; the table itself
   * replaces by id and version, so there a second time changes nothing.
   */
  async #lacking(load: Load): Promise<string[]> {
    const spans = load.ranges.map(
      ({ partition, min, max }) => `(_part = ${partition} AND _off BETWEEN ${min} AND ${max})`,
    );
    const lacking: string[] = [];
    for (const name of targetsOf(load.table)) {
      const [found] = await this.#options.warehouse.query<{ n: number }>(
        `SELECT count() AS n FROM ${name} WHERE ${spans.join(' OR ')}`,
      );
      if (Number(found?.n ?? 0) !== load.rows) lacking.push(name);
    }
    return lacking;
  }

  start(): void {
    const off = this.#options.log.onAppend(() => this.#wakeUp());
    this.#running = this.#run()
      .catch((error: unknown) => {
        this.#failure = error;
        this.#settleWaiters();
      })
      .finally(off);
  }

  idle(): Promise<void> {
    const { log, tables } = this.#options;
    const targets = new Map<string, number>();
    for (const table of tables) {
      for (let partition = 0; partition < log.partitions; partition++) {
        targets.set(`${table.name}/${partition}`, log.extent(table.topic.name, partition).end);
      }
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ targets, resolve, reject });
      this.#settleWaiters();
      this.#wakeUp();
    });
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    this.#wakeUp();
    await this.#running;
    this.#settleWaiters();
  }

  async #run(): Promise<void> {
    const { clock, pause } = this.#options;
    let landing: Promise<void> = Promise.resolve();
    /** Records of a table that are worth an insert. */
    let least = 1;
    while (!this.#ending.signal.aborted) {
      this.#woken = false;
      const startedMs = clock.nowMs();
      const takesAll = least === 1;
      if (takesAll) this.#company.taken();
      const round = await this.#reader.next(least);
      await landing;
      if (round.loads.length > 0) {
        landing = this.#landRound(round.loads).then(() => {
          if (takesAll) this.#company.took(clock.nowMs() - startedMs);
        });
        // A failed round must not be an unhandled rejection while the next is still being read.
        landing.catch(() => undefined);
        if (round.isFull) continue;
      }
      await landing;
      // Whoever waits is told only when the ledger says so too.
      await this.#announce([]);
      const isFlushing = this.#waiters.length > 0 && round.loads.length > 0;
      least = isFlushing || this.#ending.signal.aborted ? 1 : await this.#waitForRecords(pause);
    }
    await landing;
    await this.#announce([]);
  }

  /** Waits for records, then for company, and answers how many records of a table are worth an insert. */
  async #waitForRecords(pause: Pause): Promise<number> {
    if (!this.#woken && !this.#company.isWaiting) await pause(2 ** 30, this.#wake.signal);
    for (;;) {
      if (this.#wake.signal.aborted) this.#wake = new AbortController();
      if (this.#waiters.length > 0 || this.#ending.signal.aborted) return 1;
      await pause(this.#company.lookMs, this.#wake.signal);
      const least = this.#company.look(this.#reader.arrivals());
      if (least !== undefined) return least;
    }
  }

  #wakeUp(): void {
    // Records alone need not cut a wait for company short; somebody who waits does.
    const isUrgent = this.#waiters.length > 0 || this.#ending.signal.aborted;
    if (!this.#woken || isUrgent) this.#wake.abort();
    this.#woken = true;
  }

  async #landRound(loads: readonly Load[]): Promise<void> {
    // A table may have stopped while this round was read: its open range must stay the one that a restart replays.
    const announced = loads.filter(
      (load) => !this.#stopped.has(load.table.name) && (load.rows > 0 || load.refused.length > 0),
    );
    await this.#announce(announced.map((load) => this.#entryOf(load)));
    // Who waits for the end has nothing else to do with the second core; while others fold it is theirs.
    const lanes = this.#waiters.length > 0 ? LANES_MAX : 1;
    const waiting = loads.values();
    const lane = async () => {
      for (const load of waiting) await this.#landOne(load);
    };
    await allSettled(Array.from({ length: lanes }, lane));
    this.counters.rounds++;
  }

  async #landOne(load: Load, how?: LandingName): Promise<void> {
    const { name } = load.table;
    try {
      if (!this.#stopped.has(name))
        this.#done.push(
          await this.#landExamined(
            load,
            how ?? { token: this.#tokenOf(load), into: targetsOf(load.table) },
          ),
        );
    } catch (error) {
      if (!(error instanceof PipelineError) || error.retriable) throw error;
      this.stopTable(name, error);
    } finally {
      load.clear();
    }
  }

  /** Where the engine stumbles over the records, they are decoded one by one, and the good ones land. */
  async #landExamined(load: Load, how: LandingName): Promise<LoadEntry> {
    try {
      await land(load, how, this.#landing);
      return this.#landedEntry(load);
    } catch (error) {
      if (!isAboutRecords(error)) throw error;
      const examined = new Load(load.table, this.#options.pool);
      try {
        await readExactly(this.#options.log, examined, load.ranges, true);
        if (examined.refused.length === load.refused.length) throw error;
        await land(examined, how, this.#landing);
        return this.#landedEntry(examined);
      } finally {
        examined.clear();
      }
    }
  }

  #landedEntry(load: Load): LoadEntry {
    const counters = this.counters.tables.get(load.table.name);
    assert(counters !== undefined, 'every table is counted');
    counters.rows += load.rows;
    counters.bytes += load.bytes;
    counters.deadLettered += load.refused.length;
    if (load.rows > 0) counters.inserts++;
    return this.#entryOf(load);
  }

  /** Says in one insert what is in and what comes next; only then is anything taken for landed. */
  async #announce(intents: readonly LoadEntry[]): Promise<void> {
    const done = this.#done;
    this.#done = [];
    if (done.length === 0 && intents.length === 0) return;
    const { warehouse, log, clock } = this.#options;
    const to = { warehouse, log: log.identity, clock };
    await retrying(() => writeLedger(to, done, intents), this.#landing);
    for (const { table, topic, ranges } of done) {
      for (const { partition, max } of ranges) {
        this.#landed.set(`${table}/${partition}`, max + 1);
        log.protect(`sink:${table}`, topic, partition, max + 1);
      }
    }
    this.#settleWaiters();
  }

  #settleWaiters(): void {
    const [stopped] = this.#stopped.values();
    const error = this.#failure ?? stopped;
    this.#waiters = this.#waiters.filter((waiter) => {
      const behind = [...waiter.targets].filter(
        ([place, target]) => (this.#landed.get(place) ?? 0) < target,
      );
      const isOver = this.#failure !== undefined || this.#ending.signal.aborted;
      const waitsInVain = behind.every(([place]) => this.#stopped.has(place.split('/')[0] ?? ''));
      if (behind.length === 0 && this.#failure === undefined) waiter.resolve();
      else if (isOver || waitsInVain) waiter.reject(error ?? ended());
      else return true;
      return false;
    });
  }

  #entryOf(load: Load): LoadEntry {
    return {
      table: load.table.name,
      topic: load.table.topic.name,
      ranges: load.ranges,
      token: this.#tokenOf(load),
      rows: load.rows,
      rejected: load.refused.length,
    };
  }

  #tokenOf({ table, ranges }: Load): string {
    const { identity } = this.#options.log;
    return tokenOf(identity, { table: table.name, topic: table.topic.name, ranges });
  }
}

/** Rejects only when nothing is under way any more. */
async function allSettled(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

function assertSameRanges(
  load: Load,
  ranges: OpenLoad['ranges'],
  token: string,
  log: string,
): void {
  const { table } = load;
  const rebuilt = tokenOf(log, { table: table.name, topic: table.topic.name, ranges: load.ranges });
  assert(
    rebuilt === token,
    `the open range ${token} is read again as it was, not as ${rebuilt}, ${ranges.length} ranges`,
  );
}

function ended(): PipelineError {
  return new PipelineError(
    'warehouse-unavailable',
    'Waiting for the sinks: they were stopped before everything had landed. Start again: they go on where they stopped.',
  );
}

/** The table, and that of its revisions where it keeps them; before it, so that what stands is never without its version. */
function targetsOf({ name, revisions }: Table): string[] {
  return revisions ? [`${name}_revisions`, name] : [name];
}
