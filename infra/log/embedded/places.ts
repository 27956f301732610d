import { assert } from '../../errors.ts';
import type { BlobKey } from './blob.ts';
import type { BlobTable } from './blob-table.ts';
import type { Environment, Table, Transaction } from './environment.ts';

/** One topic partition as it stands after the last commit. */
export type Place = {
  readonly topic: Topic;
  readonly partition: number;
  start: number;
  end: number;
  /** Size of its blobs. */
  bytes: number;
  /** Key of the oldest blob; undefined while unknown. */
  oldest: BlobKey | undefined;
  /** Lowest offset each consumer still needs. */
  readonly protections: Map<string, number>;
};

export type Topic = { readonly name: string; readonly number: number; readonly places: Place[] };

type Undo = {
  place: Place;
  start: number;
  end: number;
  bytes: number;
  oldest: BlobKey | undefined;
};

/** The extents of every topic partition: in memory for reading, in the `meta` table for good. */
export class Places {
  readonly partitions: number;
  /** Size of all blobs. */
  bytes = 0;
  readonly all: Place[] = [];
  readonly #topics = new Map<string, Topic>();
  readonly #meta: Table;
  readonly #blobs: BlobTable;
  readonly #stored = new Set<Topic>();
  #undo = new Map<Place, Undo>();
  #nextNumber = 0;

  constructor(environment: Environment, options: { partitions: number; blobs: BlobTable }) {
    this.partitions = options.partitions;
    this.#meta = environment.table('meta');
    this.#blobs = options.blobs;
    this.#load();
  }

  of(topic: string, partition: number): Place {
    const place = (this.#topics.get(topic) ?? this.#create(topic, this.#nextNumber)).places[
      partition
    ];
    assert(place, `${topic}[${partition}] is one of ${this.partitions} partitions`);
    return place;
  }

  /** What may be read of a place: what it was before the transaction under way. */
  readable(place: Place): { readonly start: number; readonly end: number } {
    return this.#undo.get(place) ?? place;
  }

  /** Says that a place is about to change: `store` writes it, `rollback` takes the change back. */
  touch(place: Place): void {
    if (this.#undo.has(place)) return;
    const { start, end, bytes, oldest } = place;
    this.#undo.set(place, { place, start, end, bytes, oldest });
  }

  /** Writes every touched place. */
  store(transaction: Transaction): void {
    for (const { topic, partition, start, end, bytes } of this.#undo.keys()) {
      if (!this.#stored.has(topic)) {
        const number = Buffer.alloc(4);
        number.writeUInt32LE(topic.number);
        transaction.put(this.#meta, Buffer.from(`topic/${topic.name}`), number);
      }
      const value = Buffer.alloc(24);
      value.writeDoubleLE(start, 0);
      value.writeDoubleLE(end, 8);
      value.writeDoubleLE(bytes, 16);
      transaction.put(this.#meta, Buffer.from(`extent/${topic.number}/${partition}`), value);
    }
  }

  /** The transaction is on the disk. */
  commit(): void {
    for (const { topic } of this.#undo.keys()) this.#stored.add(topic);
    this.#undo.clear();
  }

  rollback(): void {
    for (const { place, ...before } of this.#undo.values()) {
      this.bytes += before.bytes - place.bytes;
      Object.assign(place, before);
    }
    this.#undo.clear();
  }

  /** The oldest blob of a place, undefined where it has none. */
  oldestOf(place: Place): BlobKey | undefined {
    if (place.start === place.end) return undefined;
    place.oldest ??= this.#find(place, place.start);
    return place.oldest;
  }

  /** Keys of the blobs from the one that holds this offset on. */
  *keysFrom(place: Place, offset: number): Generator<BlobKey> {
    for (let at = offset; at < this.readable(place).end; ) {
      const key = this.#find(place, at);
      if (!key) return;
      yield key;
      at = key.last + 1;
    }
  }

  #find({ topic, partition }: Place, offset: number): BlobKey | undefined {
    return this.#blobs.find({ topic: topic.number, partition, offset });
  }

  #create(name: string, number: number): Topic {
    const topic: Topic = { name, number, places: [] };
    for (let partition = 0; partition < this.partitions; partition++) {
      const empty = { start: 0, end: 0, bytes: 0, oldest: undefined };
      const place: Place = { topic, partition, ...empty, protections: new Map() };
      topic.places.push(place);
      this.all.push(place);
    }
    this.#topics.set(name, topic);
    this.#nextNumber = Math.max(this.#nextNumber, number + 1);
    return topic;
  }

  #load(): void {
    const found: { name: string; number: number }[] = [];
    for (const { key, value } of this.#meta.getRange(prefixed('topic/'))) {
      const name = Buffer.from(key).toString().slice('topic/'.length);
      found.push({ name, number: Buffer.from(value).readUInt32LE(0) });
    }
    for (const { name, number } of found) this.#stored.add(this.#create(name, number));
    for (const place of this.all) {
      const key = Buffer.from(`extent/${place.topic.number}/${place.partition}`);
      const stored = this.#meta.get(key);
      if (!stored) continue;
      const value = Buffer.from(stored);
      place.start = value.readDoubleLE(0);
      place.end = value.readDoubleLE(8);
      place.bytes = value.readDoubleLE(16);
      this.bytes += place.bytes;
    }
  }
}

/** The range of the keys that begin with a text. */
export function prefixed(prefix: string): { start: Buffer; end: Buffer } {
  return { start: Buffer.from(prefix), end: Buffer.from(`${prefix}\uffff`) };
}
