import type { Clock } from '../clock.ts';
import { assert } from '../errors.ts';
import { assertAppend, batchFrom, joinBatches, sizeOfAppends } from '../log/batches.ts';
import type { Append, Log, RecordBatch, TaskCommit, TaskStore } from '../log/log.ts';
import { logFull, positionBeyond, positionLost, taskInUse } from '../log/log-errors.ts';
import {
  type MemoryState,
  memoryState,
  putEntry,
  removeEntry,
  scanEntries,
  textOf,
} from './memory-state.ts';

type Partition = { batches: RecordBatch[]; start: number; end: number };

/** What outlives an in-memory log: hand it to the next one, as a restart would. */
export type MemoryDisk = {
  readonly topics: Map<string, Partition[]>;
  readonly tasks: Map<number, MemoryState>;
  /** Lowest offsets still needed: by consumer, then `topic[partition]`. */
  readonly protections: Map<string, Map<string, number>>;
};

export function memoryDisk(): MemoryDisk {
  return { topics: new Map(), tasks: new Map(), protections: new Map() };
}

export type InMemoryLogOptions = {
  readonly partitions: number;
  readonly clock: Clock;
  readonly identity?: string;
  /** How long a topic's records are kept, milliseconds; default: for ever. */
  readonly retentionOf?: (topic: string) => number;
  /** Bound of the log's bytes; default: none. */
  readonly bytesMax?: number;
  readonly disk?: MemoryDisk;
};

/** The log's contract without a disk: copies what it takes and what it gives, so nobody sees another's bytes change. */
export function inMemoryLog(options: InMemoryLogOptions): Log {
  return new InMemoryLog(options);
}

class InMemoryLog implements Log {
  readonly identity: string;
  readonly contiguous = true;
  readonly partitions: number;
  readonly #options: InMemoryLogOptions;
  readonly #disk: MemoryDisk;
  readonly #listeners = new Set<() => void>();
  readonly #owners = new Map<number, TaskStore>();
  #closed = false;

  constructor(options: InMemoryLogOptions) {
    this.identity = options.identity ?? 'memory';
    this.partitions = options.partitions;
    this.#options = options;
    this.#disk = options.disk ?? memoryDisk();
  }

  extent(topic: string, partition: number): { start: number; end: number } {
    const { start, end } = this.#partition(topic, partition);
    return { start, end };
  }

  async append(appends: readonly Append[]): Promise<void> {
    this.#assertOpen();
    for (const append of appends) assertAppend(append, this.partitions);
    this.#makeRoom(sizeOfAppends(appends));
    this.#take(appends);
  }

  async read(
    topic: string,
    partition: number,
    from: number,
    bytesMax: number,
  ): Promise<RecordBatch | undefined> {
    this.#assertOpen();
    const { batches, start, end } = this.#partition(topic, partition);
    if (from < start) throw positionLost({ topic, partition, from, start });
    if (from > end) throw positionBeyond({ topic, partition, from, end });
    if (from === end) return undefined;
    let at = batches.findLastIndex((batch) => batch.baseOffset <= from);
    const first = batchFrom(batches[at] as RecordBatch, from);
    const joined: [RecordBatch, ...RecordBatch[]] = [first];
    let size = first.bytes.length;
    for (let next = batches[++at]; next?.stampMs === first.stampMs; next = batches[++at]) {
      size += next.bytes.length;
      if (size > bytesMax) break;
      joined.push(next);
    }
    return copyOf(joinBatches(joined));
  }

  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protect(consumer: string, topic: string, partition: number, offset: number): void {
    this.#partition(topic, partition);
    const places = this.#disk.protections.get(consumer) ?? new Map<string, number>();
    if (offset === Number.POSITIVE_INFINITY) places.delete(`${topic}[${partition}]`);
    else places.set(`${topic}[${partition}]`, offset);
    this.#disk.protections.set(consumer, places);
  }

  async openTask(task: number): Promise<TaskStore> {
    this.#assertOpen();
    assert(task >= 0 && task < this.partitions, `task ${task} is one of ${this.partitions}`);
    if (this.#owners.has(task)) throw taskInUse(task);
    const state = this.#disk.tasks.get(task) ?? memoryState();
    this.#disk.tasks.set(task, state);
    let open = true;
    const assertOwned = () => assert(open, `the state of task ${task} is open`);
    const store: TaskStore = {
      task,
      checkpoint: () => state.checkpoint && Buffer.from(state.checkpoint),
      get: (key) => {
        assertOwned();
        const entry = state.entries.get(textOf(key));
        return entry && Buffer.from(entry.value);
      },
      scan: (prefix, visit, from) => {
        assertOwned();
        scanEntries(state, prefix, visit, from);
      },
      commit: async (commit) => {
        assertOwned();
        this.#commit(state, commit);
      },
      close: async () => {
        open = false;
        if (this.#owners.get(task) === store) this.#owners.delete(task);
      },
    };
    this.#owners.set(task, store);
    return store;
  }

  async close(): Promise<void> {
    for (const store of [...this.#owners.values()]) await store.close();
    this.#closed = true;
  }

  #commit(state: MemoryState, commit: TaskCommit): void {
    this.#assertOpen();
    for (const append of commit.appends) assertAppend(append, this.partitions);
    for (const { key, value } of commit.puts) putEntry(state, key, value);
    for (const key of commit.removes) removeEntry(state, key);
    state.checkpoint = Buffer.from(commit.checkpoint);
    state.positions = new Map(commit.positions);
    this.#take(commit.appends);
  }

  #take(appends: readonly Append[]): void {
    const stampMs = this.#options.clock.nowMs();
    for (const append of appends) {
      if (append.count === 0) continue;
      const place = this.#partition(append.topic, append.partition);
      place.batches.push(copyOf({ ...append, baseOffset: place.end, stampMs }));
      place.end += append.count;
    }
    this.#retain();
    if (appends.length > 0) for (const listener of [...this.#listeners]) listener();
  }

  /** As the embedded log: at the bound goes what every consumer of its topic has passed, the oldest first. */
  #makeRoom(size: number): void {
    const { bytesMax } = this.#options;
    if (bytesMax === undefined) return;
    this.#retain();
    const heldBy = ({ batches }: Partition) => sizeOfAppends(batches);
    let held = [...this.#disk.topics.values()].flat().reduce((sum, at) => sum + heldBy(at), 0);
    while (held + size > bytesMax) {
      const passed = this.#longestPassed();
      if (!passed) throw logFull({ held, size, bytesMax });
      const before = heldBy(passed);
      passed.batches.shift();
      passed.start = passed.batches[0]?.baseOffset ?? passed.end;
      held += heldBy(passed) - before;
    }
  }

  #longestPassed(): Partition | undefined {
    const passed = [...this.#disk.topics].flatMap(([topic, places]) =>
      places.filter(({ batches: [oldest] }, partition) => {
        const needed = this.#neededFrom(topic, partition);
        if (!oldest || needed === Number.POSITIVE_INFINITY) return false;
        return oldest.baseOffset + oldest.count <= needed;
      }),
    );
    const stampOf = ({ batches }: Partition) => batches[0]?.stampMs ?? 0;
    return passed.toSorted((a, b) => stampOf(a) - stampOf(b))[0];
  }

  /** Removes whole batches that are over their retention and that nobody needs. */
  #retain(): void {
    const { retentionOf, clock } = this.#options;
    if (!retentionOf) return;
    for (const [topic, places] of this.#disk.topics) {
      const keepFromMs = clock.nowMs() - retentionOf(topic);
      places.forEach((place, partition) => {
        const needed = this.#neededFrom(topic, partition);
        const kept = place.batches.findIndex(
          ({ baseOffset, count, stampMs }) => stampMs >= keepFromMs || baseOffset + count > needed,
        );
        place.batches.splice(0, kept === -1 ? place.batches.length : kept);
        place.start = place.batches[0]?.baseOffset ?? place.end;
      });
    }
  }

  #neededFrom(topic: string, partition: number): number {
    let needed = this.#disk.tasks.get(partition)?.positions.get(topic) ?? Number.POSITIVE_INFINITY;
    for (const places of this.#disk.protections.values()) {
      needed = Math.min(needed, places.get(`${topic}[${partition}]`) ?? needed);
    }
    return needed;
  }

  #partition(topic: string, partition: number): Partition {
    let places = this.#disk.topics.get(topic);
    if (!places) {
      places = Array.from({ length: this.partitions }, () => ({ batches: [], start: 0, end: 0 }));
      this.#disk.topics.set(topic, places);
    }
    const place = places[partition];
    assert(place, `${topic}[${partition}] is one of ${this.partitions} partitions`);
    return place;
  }

  #assertOpen(): void {
    assert(!this.#closed, 'the log is open');
  }
}

function copyOf(batch: RecordBatch): RecordBatch {
  const { bytes, starts, values } = batch;
  return { ...batch, bytes: Buffer.from(bytes), starts: starts.slice(), values: values.slice() };
}
