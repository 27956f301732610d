import { type Append, assert, BatchBuilder, type Log, type RecordBatch } from '@landbridge/infra';
import { partitionOf, type Topic, type TruckPosition, truckPositions } from '@landbridge/schemas';

const TRUCKS = 450;
const INTERVAL_MS = 30_000;
const BATCH_RECORDS = 2000;
const DAY_START_MS = Date.UTC(2026, 2, 10, 16);

/** A log that holds what it was made with and nothing else: the benchmark is about the sinks. */
export function benchLog(
  batches: ReadonlyMap<string, readonly RecordBatch[]>,
  partitions: number,
): Log {
  const refuse = () => assert(false, 'the benchmark only reads');
  return {
    identity: 'bench',
    partitions,
    contiguous: true,
    extent: (topic, partition) => {
      const last = batches.get(`${topic}/${partition}`)?.at(-1);
      return { start: 0, end: last === undefined ? 0 : last.baseOffset + last.count };
    },
    read: async (topic, partition, from) =>
      batches.get(`${topic}/${partition}`)?.find((batch) => batch.baseOffset === from),
    append: async () => refuse(),
    onAppend: () => () => undefined,
    protect: () => undefined,
    openTask: async () => assert(false, 'the benchmark has no tasks') as never,
    close: async () => undefined,
  };
}

/** Positions of 450 trucks every 30 s, in the order of time, as the topic's partitions would hold them. */
export function positionBatches(
  records: number,
  partitions: number,
): Map<string, readonly RecordBatch[]> {
  const topic: Topic<TruckPosition> = truckPositions;
  const batches = new Map<string, RecordBatch[]>();
  const builders = Array.from({ length: partitions }, (_, i) => new BatchBuilder(topic.name, i));
  const seal = (builder: BatchBuilder) => {
    const place = `${topic.name}/${builder.partition}`;
    const before = batches.get(place) ?? [];
    const last = before.at(-1);
    const baseOffset = last === undefined ? 0 : last.baseOffset + last.count;
    batches.set(place, [...before, { ...copyOf(builder.seal()), baseOffset, stampMs: 0 }]);
    builder.clear();
  };
  for (let i = 0; i < records; i++) {
    const event = positionAt(i);
    const key = Buffer.from(topic.key(event));
    const builder = builders[partitionOf(key, 0, key.length, partitions)];
    assert(builder !== undefined, 'every key has a partition');
    builder.push(key, topic.codec.toBytes(event));
    if (builder.count === BATCH_RECORDS) seal(builder);
  }
  for (const builder of builders) if (builder.count > 0) seal(builder);
  return batches;
}

function copyOf(append: Append): Append {
  return {
    ...append,
    bytes: Buffer.from(append.bytes),
    starts: append.starts.slice(),
    values: append.values.slice(),
  };
}

function positionAt(i: number): TruckPosition {
  const truck = i % TRUCKS;
  const plate = `浙B${10_000 + truck * 37}-2`;
  const eventTime =
    DAY_START_MS + Math.floor(i / TRUCKS) * INTERVAL_MS + ((truck * 67) % 30) * 1000;
  const way = (truck * 131 + Math.floor(i / TRUCKS) * 17) % 10_000;
  return {
    id: `jsonl:${plate}:${eventTime}`,
    revision: eventTime * 4,
    retracted: false,
    eventTime,
    source: 'jsonl',
    recordedAt: eventTime,
    ingestedAt: eventTime + 4000,
    timeText: null,
    tzSource: 'EXPLICIT',
    precision: 'SECOND',
    plate,
    lat: 29.75 + way / 50_000,
    lon: 121.6 + ((way * 7) % 10_000) / 25_000,
    crsText: 'WGS84',
    receivedLat: null,
    receivedLon: null,
    speedKmh: (way * 13) % 80,
    headingDeg: (way * 29) % 360,
    fixValid: true,
    backfilled: false,
    load: truck % 2 === 0 ? 'FULL' : 'EMPTY',
    odometerKm: null,
    flags: [],
  };
}
