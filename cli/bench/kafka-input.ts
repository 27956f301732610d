import { BatchBuilder, type Log } from '@landbridge/infra';
import { type Header, partitionOf, type Topic } from '@landbridge/schemas';

/** Records of one partition that are appended together. */
const BATCH_RECORDS = 4_000;

/** Writes events to a topic, each to the partition of its key, and answers how many. */
export async function writeEvents<Event extends Header>(
  log: Log,
  topic: Topic<Event>,
  events: Iterable<Event>,
): Promise<number> {
  const builders = Array.from(
    { length: log.partitions },
    (_, partition) => new BatchBuilder(topic.name, partition),
  );
  const flush = async (): Promise<void> => {
    await log.append(builders.map((builder) => builder.seal()));
    for (const builder of builders) builder.clear();
  };
  let count = 0;
  for (const event of events) {
    const key = Buffer.from(topic.key(event));
    const builder = builders[partitionOf(key, 0, key.length, log.partitions)];
    builder?.push(key, topic.codec.toBytes(event));
    count++;
    if (builder?.count === BATCH_RECORDS) await flush();
  }
  await flush();
  return count;
}
