/// <reference path="./kafkajs.d.ts" />
import type Cluster from 'kafkajs/src/cluster/index.js';
import { type Fetched, fetchRequest } from './fetch.ts';
import { CODES, errorOf } from './kafka-error.ts';
import { ask, byLeader, type Link } from './link.ts';
import { OutageWatch } from './outage.ts';

/** A broker that has nothing new answers after so long. */
const WAIT_MS = 500;
/** Between two answers: while much is written, it is enough to hear of it so often. */
const REST_MS = 10;
/** Of what nobody watches it is enough to know about how far it is. */
const UNWATCHED_MS = 2_000;
const EARLIEST = -2;
export const LATEST = -1;
export const READ_ALL = 0;
const READ_COMMITTED = 1;

export type Place = { readonly topic: string; readonly partition: number };

export type Extent = {
  readonly start: number;
  /** Behind the last record that a reader of committed ones can have, as a broker said it. */
  readonly stable: number;
  /** What this process has written is known to come, although a reader may have to wait for its marker. */
  readonly end: number;
};

type Known = Place & { -readonly [name in keyof Extent]: Extent[name] } & {
  watched: boolean;
  /** Up to where a broker said it is committed: later answers may not fall behind that. */
  reached: number;
};

/** Where the log's partitions begin and end: asked once, then followed for those that somebody asks about. */
export class Extents {
  readonly #link: Link;
  readonly #outage: OutageWatch;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<() => void>();
  #watched: Known[] = [];
  #rouse: (() => void) | undefined;
  #following: Promise<unknown> | undefined;

  constructor(
    link: Link,
    places: readonly Place[],
    outage: OutageWatch = new OutageWatch('Following the log'),
  ) {
    this.#link = link;
    this.#outage = outage;
    for (const place of places) {
      this.#known.set(keyOf(place), {
        ...place,
        start: 0,
        stable: 0,
        end: 0,
        watched: false,
        reached: 0,
      });
    }
  }

  /** Where a partition begins and ends, as far as is known. Undefined for one that is not of this log. */
  of(place: Place): Extent | undefined {
    return this.#known.get(keyOf(place));
  }

  /** The same, and from now on that is followed. */
  watch(place: Place): Extent | undefined {
    const known = this.#known.get(keyOf(place));
    if (known && !known.watched) {
      known.watched = true;
      this.#watched.push(known);
      this.#rouse?.();
    }
    return known;
  }

  onRise(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What this process has written itself, up to this offset: everybody hears of it at once. */
  raise(ends: readonly (Place & { readonly end: number })[]): void {
    for (const place of ends) {
      const known = this.#known.get(keyOf(place));
      if (known) known.end = Math.max(known.end, place.end);
    }
    if (ends.length > 0) this.#tell();
  }

  /** Takes over what a broker said beside something else. */
  note({ topic, partition, start, stable }: Place & { start: number; stable: number }): void {
    const known = this.#known.get(keyOf({ topic, partition }));
    if (known && this.#set(known, start, stable)) this.#tell();
  }

  /** Asks where partitions begin and end. */
  async refresh(places: readonly Place[]): Promise<void> {
    const [starts, ends] = await this.#link.use('Asking for the extent of topics', (cluster) =>
      Promise.all([
        listOffsets(cluster, { places, timestamp: EARLIEST }),
        listOffsets(cluster, { places, timestamp: LATEST }),
      ]),
    );
    let rose = false;
    const shorter: Known[] = [];
    for (const place of places) {
      const known = this.#known.get(keyOf(place));
      const [start, end] = [starts.get(keyOf(place)), ends.get(keyOf(place))];
      if (!known || start === undefined || end === undefined) continue;
      rose = this.#set(known, start, end) || rose;
      if (end < known.reached) shorter.push(known);
      else known.reached = end;
    }
    if (rose) this.#tell();
    if (shorter.length > 0) await this.#confirm(shorter);
  }

  /** Whether one of the partitions has records of a transaction of which nobody knows yet how it ends. */
  async isUndecided(places: readonly Place[]): Promise<boolean> {
    const asked = { places, timestamp: LATEST };
    const [stable, all] = await this.#link.use('Asking for the end of a topic', (cluster) =>
      Promise.all([
        listOffsets(cluster, asked),
        listOffsets(cluster, { ...asked, isolationLevel: READ_ALL }),
      ]),
    );
    return places.some((place) => (stable.get(keyOf(place)) ?? 0) < (all.get(keyOf(place)) ?? 0));
  }

  /** Follows what is watched, until the link is closed; asks after the others now and then. */
  follow(): void {
    this.#following ??= Promise.all([this.#follow(), this.#askAfterOthers()]);
  }

  async #askAfterOthers(): Promise<void> {
    while (!this.#link.isClosed) {
      await this.#link.pause(UNWATCHED_MS);
      const others = [...this.#known.values()].filter(({ watched }) => !watched);
      if (this.#link.isClosed || others.length === 0) continue;
      // Where that fails the next time will do: whoever reads asks for himself.
      await this.refresh(others).catch(() => undefined);
    }
  }

  async #follow(): Promise<void> {
    while (!this.#link.isClosed) {
      try {
        if (this.#watched.length === 0) await this.#sleep();
        await this.#link.once((cluster) => this.#followLeaders(cluster));
      } catch (error) {
        // A broker went away, or a partition moved: the next round finds out where to.
        if (!this.#link.isClosed) this.#outage.failed(error);
        await this.#link.pause(100);
      }
    }
  }

  /** One broker each until one of them fails, or something else is watched. */
  async #followLeaders(cluster: Cluster): Promise<void> {
    const leaders = byLeader(cluster, this.#watched);
    const count = this.#watched.length;
    if (leaders.size === 0) this.#outage.worked();
    const answered = new Set<number>();
    let goesOn = true;
    const followOne = async (nodeId: number, places: readonly Known[]): Promise<void> => {
      const broker = await cluster.findBroker({ nodeId });
      while (goesOn && count === this.#watched.length && !this.#link.isClosed) {
        const { fetched } = await ask<{ fetched: Fetched[] }>(
          broker,
          fetchRequest({
            places: places.map(({ topic, partition, stable }) => ({
              topic,
              partition,
              from: stable,
              bytesMax: 1,
            })),
            maxWaitMs: WAIT_MS,
            bytesMax: 1,
          }),
        );
        await this.#take(fetched);
        if (answered.add(nodeId).size === leaders.size) this.#outage.worked();
        await this.#link.pause(REST_MS);
      }
    };
    try {
      await Promise.all([...leaders].map(([nodeId, places]) => followOne(nodeId, places)));
    } finally {
      goesOn = false;
    }
  }

  async #take(fetched: readonly Fetched[]): Promise<void> {
    const failed = fetched.find(({ errorCode }) => errorCode !== 0);
    if (failed?.errorCode === CODES.offsetOutOfRange) await this.#askAgain(failed);
    else if (failed) throw errorOf(failed.errorCode);
    let rose = false;
    for (const place of fetched) {
      const known = this.#known.get(keyOf(place));
      if (known && place.errorCode === 0)
        rose = this.#set(known, place.start, place.stable) || rose;
    }
    if (rose) this.#tell();
  }

  /** What was followed is not there any more. */
  async #askAgain(place: Place): Promise<void> {
    const known = this.#known.get(keyOf(place));
    if (known) known.reached = Math.max(known.reached, known.stable);
    await this.refresh([place]);
  }

  /**
   * Partitions that seem to be shorter than they were. An answer that waited for another broker may be older than what is
   * known, so they are asked for once more. One that is shorter was made anew, or cut short: whoever has read all of it is
   * given something to read, and so is told, where he would wait until it is as long again and miss what comes.
   */
  async #confirm(shorter: readonly Known[]): Promise<void> {
    const before = shorter.map(({ reached }) => reached);
    const ends = await this.#link.use('Asking for the extent of topics', (cluster) =>
      listOffsets(cluster, { places: shorter, timestamp: LATEST }),
    );
    let isCut = false;
    for (const [i, known] of shorter.entries()) {
      const [end, reached] = [ends.get(keyOf(known)), known.reached];
      if (end === undefined || end >= reached || reached !== before[i]) continue;
      known.end = Math.max(known.end, reached) + 1;
      known.reached = end;
      isCut = true;
    }
    if (isCut) this.#tell();
  }

  /** Answers whether there is more to read than was known. */
  #set(known: Known, start: number, stable: number): boolean {
    known.start = Math.max(0, start);
    known.stable = Math.max(0, stable);
    if (known.stable <= known.end) return false;
    known.end = known.stable;
    return true;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#rouse = resolve;
      void this.#link.pause(WAIT_MS).then(resolve);
    });
    this.#rouse = undefined;
  }
}

/**
 * The offset of each partition's first record that is as young as a time says, -1 where none is. Two times stand for the
 * first record that is kept, and for behind the last that is committed.
 */
export async function listOffsets(
  cluster: Cluster,
  of: { places: readonly Place[]; timestamp: number; isolationLevel?: number },
): Promise<Map<string, number>> {
  const { places, timestamp, isolationLevel = READ_COMMITTED } = of;
  const offsets = new Map<string, number>();
  // A request that names a partition twice is refused.
  const each = new Map(places.map((place) => [keyOf(place), place]));
  const asked = [...byLeader(cluster, [...each.values()])].map(async ([nodeId, ofBroker]) => {
    const broker = await cluster.findBroker({ nodeId });
    const topics = [...Map.groupBy(ofBroker, ({ topic }) => topic)].map(([topic, partitions]) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, timestamp })),
    }));
    const { responses } = await broker.listOffsets({ isolationLevel, topics });
    for (const { topic, partitions } of responses) {
      for (const { partition, offset } of partitions)
        offsets.set(keyOf({ topic, partition }), Number(offset));
    }
  });
  await Promise.all(asked);
  return offsets;
}

export function keyOf({ topic, partition }: Place): string {
  return `${topic}/${partition}`;
}
