/// <reference path="./kafkajs.d.ts" />
import type Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { assert } from '../../errors.ts';
import { systemPause } from '../../pause.ts';
import { errorOf, isLoginRefused, isTransient, loginRefused, unavailable } from './kafka-error.ts';
import { type KafkaConnection, newCluster } from './kafkajs.ts';

const PAUSE_FIRST_MS = 20;
const PAUSE_MAX_MS = 2_000;
const PAUSE_GROWTH = 1.6;
/** A broker that restarts takes up to a minute. */
const PATIENCE_MS = 180_000;
const LEADER_NOT_AVAILABLE = 5;

export type LinkOptions = {
  readonly connection: KafkaConnection;
  readonly topics: readonly string[];
  /** How long it tries before it gives up, milliseconds. */
  readonly patienceMs?: number;
  /** Comes when nobody waits any more for brokers that do not answer: then each thing is tried once. */
  readonly stopping?: AbortSignal;
};

/**
 * Connections to the cluster for one use: a broker answers one request of a connection at a time, so what waits must not
 * share one with what hurries. What is wrong with them is mended in one way: they are dropped and made anew.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #closing = new AbortController();
  /** Comes when patience has an end. */
  readonly #hurry: AbortSignal;
  #cluster: Promise<Cluster> | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { signal } = this.#closing;
    this.#hurry = options.stopping ? AbortSignal.any([signal, options.stopping]) : signal;
  }

  /** Does something that may be done again, over new connections and for as long as patience lasts. */
  async use<T>(doing: string, work: (cluster: Cluster) => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + (this.#options.patienceMs ?? PATIENCE_MS);
    for (let pauseMs = PAUSE_FIRST_MS; ; pauseMs = Math.min(pauseMs * PAUSE_GROWTH, PAUSE_MAX_MS)) {
      const connecting = this.#connect();
      try {
        return await work(await connecting);
      } catch (error) {
        if (isLoginRefused(error)) throw loginRefused(doing, error);
        if (!isTransient(error)) throw error;
        this.#drop(connecting);
        if (performance.now() <= giveUpAt) await systemPause(pauseMs, this.#hurry);
        if (this.#hurry.aborted || performance.now() > giveUpAt) throw unavailable(doing, error);
      } finally {
        this.#leave(connecting);
      }
    }
  }

  /** Does something once, over the connections there are. */
  async once<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
    const connecting = this.#connect();
    try {
      return await work(await connecting);
    } catch (error) {
      if (isTransient(error)) this.#drop(connecting);
      throw error;
    } finally {
      this.#leave(connecting);
    }
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Waits unless the link is closed. */
  pause(ms: number): Promise<void> {
    return systemPause(ms, this.#closing.signal);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const connecting = this.#cluster;
    this.#cluster = undefined;
    if (connecting !== undefined) await letGo(connecting);
  }

  #connect(): Promise<Cluster> {
    assert(!this.#closing.signal.aborted, 'the log is open');
    if (this.#cluster !== undefined) return this.#cluster;
    const connecting = connect(this.#options);
    this.#cluster = connecting;
    // Whatever it failed of: who asks next begins anew, or nobody would ever get in again.
    connecting.catch(() => this.#drop(connecting));
    return connecting;
  }

  #drop(connecting: Promise<Cluster>): void {
    if (this.#cluster === connecting) this.#cluster = undefined;
    void letGo(connecting);
  }

  /**
   * What was still at work when its connections were dropped may have opened another one since, and nobody else would
   * ever close it: the process could not end.
   */
  #leave(connecting: Promise<Cluster>): void {
    if (this.#cluster !== connecting) void letGo(connecting);
  }
}

async function connect({ connection, topics }: LinkOptions): Promise<Cluster> {
  const cluster = newCluster(connection);
  try {
    await cluster.connect();
    await cluster.addMultipleTargetTopics([...topics]);
    return cluster;
  } catch (error) {
    await cluster.disconnect().catch(() => undefined);
    throw error;
  }
}

async function letGo(connecting: Promise<Cluster>): Promise<void> {
  try {
    await (await connecting).disconnect();
  } catch {
    // It never connected, or is gone already.
  }
}

type Place = { readonly topic: string; readonly partition: number };

/** What is to be done at each broker, by who leads the partitions. */
export function byLeader<T extends Place>(
  cluster: Cluster,
  places: readonly T[],
): Map<number, T[]> {
  return Map.groupBy(places, ({ topic, partition }) => {
    const known = cluster.findTopicPartitionMetadata(topic);
    const leader = known.find(({ partitionId }) => partitionId === partition)?.leader;
    if (leader === undefined || leader < 0) throw errorOf(LEADER_NOT_AVAILABLE);
    return leader;
  });
}

/** Sends a request of our own making. */
export async function ask<T>(
  broker: Broker,
  request: Parameters<Broker['connectionPool']['send']>[0],
): Promise<T> {
  return (await broker.connectionPool.send(request)) as T;
}
