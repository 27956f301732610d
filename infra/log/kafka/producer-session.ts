/// <reference path="./kafkajs.d.ts" />
import type Cluster from 'kafkajs/src/cluster/index.js';
import { PipelineError } from '../../errors.ts';
import type { Append } from '../log.ts';
import { keyOf, type Place } from './extents.ts';
import { CODES, errorOf } from './kafka-error.ts';
import { ask, byLeader } from './link.ts';
import { type Produced, produceRequest, type Sealed } from './produce.ts';
import { type Compression, encodeBatchAside, type Run } from './record-batch.ts';
import { giveRoomBack } from './send-memory.ts';

/** A batch is closed at about so many bytes before it is packed: brokers take 1 MiB if nobody told them otherwise. */
const BATCH_BYTES = 900_000;
const SEQUENCES = 2 ** 31;

export type Written = Place & { readonly base: number; readonly end: number };

/** How the records of a topic are packed, its name as brokers know it. */
export type CompressionOf = (topic: string) => Compression;

export type Round = readonly (Place & { readonly run: Run })[];

/**
 * Runs of records cut to the size of a batch, in rounds: a request takes one batch for each partition, and what is given for one
 * partition keeps its order.
 */
export function roundsOf(appends: readonly Append[]): Round[] {
  const rounds: (Place & { run: Run })[][] = [];
  const depths = new Map<string, number>();
  for (const append of appends) {
    for (const run of cut(append)) {
      const depth = depths.get(keyOf(append)) ?? 0;
      depths.set(keyOf(append), depth + 1);
      rounds[depth] ??= [];
      rounds[depth].push({ topic: append.topic, partition: append.partition, run });
    }
  }
  return rounds;
}

function cut(append: Append): Run[] {
  const { count, starts } = append;
  const runs: Run[] = [];
  for (let first = 0; first < count; ) {
    const from = starts[first] ?? 0;
    let end = first + 1;
    while (end < count && (starts[end + 1] ?? 0) - from + (end - first) * 8 <= BATCH_BYTES) end++;
    runs.push({ append, first, end });
    first = end;
  }
  return runs;
}

/** A producer as brokers know it: its id and epoch, and how far it has counted in each partition. */
export class ProducerSession {
  readonly producerId: number;
  readonly epoch: number;
  readonly #transactionalId: string | undefined;
  readonly #compressionOf: CompressionOf;
  readonly #sequences = new Map<string, number>();

  constructor(of: {
    producerId: number;
    epoch: number;
    transactionalId?: string;
    compressionOf: CompressionOf;
  }) {
    this.producerId = of.producerId;
    this.epoch = of.epoch;
    this.#transactionalId = of.transactionalId;
    this.#compressionOf = of.compressionOf;
  }

  /** The batches of a round, numbered in the order of the calls: what is sent again goes out as the same bytes. */
  seal(round: Round, stampMs: number): Promise<Sealed[]> {
    const sealed = round.map(async ({ topic, partition, run }) => {
      const bytes = await encodeBatchAside(run, {
        stampMs,
        producerId: this.producerId,
        producerEpoch: this.epoch,
        sequence: this.#count({ topic, partition }, run.end - run.first),
        transactional: this.#transactionalId !== undefined,
        compression: this.#compressionOf(topic),
      });
      return { topic, partition, bytes };
    });
    return Promise.all(sealed);
  }

  /** Number of the first of so many records to come. */
  #count(place: Place, records: number): number {
    const key = keyOf(place);
    const sequence = this.#sequences.get(key) ?? 0;
    this.#sequences.set(key, (sequence + records) % SEQUENCES);
    return sequence;
  }

  /** Sends sealed batches to their leaders, for good: answers the offsets of their first records by place. */
  async send(cluster: Cluster, batches: readonly Sealed[]): Promise<Produced[]> {
    const transactionalId = this.#transactionalId;
    const sent = [...byLeader(cluster, batches)].map(async ([nodeId, ofBroker]) => {
      const broker = await cluster.findBroker({ nodeId });
      const request = produceRequest({ transactionalId, batches: ofBroker });
      return (await ask<{ produced: Produced[] }>(broker, request)).produced;
    });
    const produced = (await Promise.all(sent)).flat();
    for (const answer of produced) if (answer.errorCode !== 0) throw refusal(answer, batches);
    for (const { bytes } of batches) giveRoomBack(bytes);
    return produced;
  }
}

/** Up to which offset each partition holds what was written. */
export function writtenOf(round: Round, produced: readonly Produced[]): Written[] {
  const bases = new Map(produced.map((answer) => [keyOf(answer), answer.base]));
  return round.map(({ topic, partition, run }) => {
    const base = bases.get(keyOf({ topic, partition })) ?? 0;
    return { topic, partition, base, end: base + run.end - run.first };
  });
}

function refusal(answer: Produced, batches: readonly Sealed[]): Error {
  const { topic, partition, errorCode } = answer;
  if (errorCode !== CODES.messageTooLarge && errorCode !== CODES.recordListTooLarge) {
    return errorOf(errorCode);
  }
  const bytes = batches.find((batch) => keyOf(batch) === keyOf(answer))?.bytes.length;
  return new PipelineError(
    'record-too-large',
    `Writing to ${topic}[${partition}]: the topic does not take a batch of ${bytes} bytes. Raise its max.message.bytes.`,
  );
}
