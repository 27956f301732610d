import { type Append, BatchBuilder } from '@landbridge/infra';
import { copyWithRevision, type Header, partitionOf, type Topic } from '@landbridge/schemas';
import type { Range } from './chunk.ts';
import { EMISSION_HEADER_BYTES, emissionEnd, emissionValueStart } from './emission.ts';

/** Collects a commit's output: one builder for each topic partition. */
export type Publisher = {
  /** Topic of dead letters. */
  readonly letters: Topic;
  /** Records and bytes collected for the next commit. */
  records: number;
  bytes: number;
  /** Publishes an emission under a revision, or withdraws it in full. */
  publish(topic: Topic, emission: Buffer, at: number, revision: number, retracted: boolean): void;
  /** Publishes an emission whose row was written with its revision. */
  publishNumbered(topic: Topic, emission: Buffer, at: number): void;
  /** Publishes an event that is no emission. */
  publishEvent(topic: Topic, event: Header): void;
  /** Puts a record without value into every partition of a topic. */
  mark(topic: Topic, key: Buffer): void;
  /** Whether records of a topic were collected for the next commit. */
  hasRecordsOf(topic: string): boolean;
  /** Records and marks of a topic partition collected for the next commit: views, valid until more are collected. */
  recordsOf(topic: string, partition: number): Append | undefined;
  /** What was collected, for the commit: valid until `release`. What is collected from now on is for the one after it. */
  handOver(): Append[];
  /** The commit that was handed over is over. */
  release(): void;
};

/** Room that a longer revision and retraction flag may take. */
const SLACK_BYTES = 16;

export function newPublisher(partitions: number, letters: Topic): Publisher {
  /** Those being filled, and those handed over: they take turns. */
  let byTopic = new Map<string, (BatchBuilder | undefined)[]>();
  let handedOver = new Map<string, (BatchBuilder | undefined)[]>();
  const range: Range = { bytes: Buffer.alloc(0), start: 0, end: 0 };
  const builderOf = (topic: Topic, partition: number): BatchBuilder => {
    const ofTopic = byTopic.get(topic.name) ?? [];
    if (ofTopic.length === 0) byTopic.set(topic.name, ofTopic);
    const known = ofTopic[partition];
    if (known !== undefined) return known;
    const builder = new BatchBuilder(topic.name, partition);
    ofTopic[partition] = builder;
    return builder;
  };
  return {
    letters,
    records: 0,
    bytes: 0,
    publish(topic, emission, at, revision, retracted) {
      const keyStart = at + EMISSION_HEADER_BYTES;
      range.bytes = emission;
      range.start = emissionValueStart(emission, at);
      range.end = emissionEnd(emission, at);
      const builder = builderOf(topic, partitionOf(emission, keyStart, range.start, partitions));
      const room = builder.reserve(range.end - keyStart + SLACK_BYTES);
      emission.copy(room.bytes, room.at, keyStart, range.start);
      const valueStart = room.at + range.start - keyStart;
      const end = copyWithRevision(range, revision, retracted, room.bytes, valueStart);
      builder.add(valueStart, end);
      this.records++;
      this.bytes += end - room.at;
    },
    publishNumbered(topic, emission, at) {
      const keyStart = at + EMISSION_HEADER_BYTES;
      const valueStart = emissionValueStart(emission, at);
      const end = emissionEnd(emission, at);
      const builder = builderOf(topic, partitionOf(emission, keyStart, valueStart, partitions));
      const room = builder.reserve(end - keyStart);
      emission.copy(room.bytes, room.at, keyStart, end);
      builder.add(room.at + valueStart - keyStart, room.at + end - keyStart);
      this.records++;
      this.bytes += end - keyStart;
    },
    publishEvent(topic, event) {
      const key = Buffer.from(topic.key(event));
      const value = topic.codec.toBytes(event);
      builderOf(topic, partitionOf(key, 0, key.length, partitions)).push(key, value);
      this.records++;
      this.bytes += key.length + value.length;
    },
    mark(topic, key) {
      for (let p = 0; p < partitions; p++) builderOf(topic, p).push(key, Buffer.alloc(0));
    },
    hasRecordsOf: (topic) =>
      byTopic.get(topic)?.some((builder) => (builder?.count ?? 0) > 0) ?? false,
    recordsOf(topic, partition) {
      const builder = byTopic.get(topic)?.[partition];
      return builder === undefined || builder.count === 0 ? undefined : builder.seal();
    },
    handOver() {
      const appends = [...byTopic.values()]
        .flat()
        .flatMap((builder) => (builder === undefined || builder.count === 0 ? [] : builder.seal()));
      [byTopic, handedOver] = [handedOver, byTopic];
      this.records = 0;
      this.bytes = 0;
      return appends;
    },
    release() {
      for (const ofTopic of handedOver.values()) for (const builder of ofTopic) builder?.clear();
    },
  };
}
