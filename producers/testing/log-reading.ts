import type { Log } from '@landbridge/infra';
import { type Header, partitionOf, topics } from '@landbridge/schemas';

/** A record as it stands in the log. */
export type LoggedRecord<Event extends Header = Header> = {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  event: Event;
};

/** All records of a topic, partition by partition, decoded; each checked to lie where its key belongs. */
export async function recordsOf<Event extends Header>(
  log: Log,
  topicName: string,
): Promise<LoggedRecord<Event>[]> {
  const topic = topics
    .flatMap((known) => [known, known.received ?? known])
    .find(({ name }) => name === topicName);
  if (topic === undefined) throw new Error(`No topic ${topicName}`);
  const records: LoggedRecord<Event>[] = [];
  for (let partition = 0; partition < log.partitions; partition++) {
    let from = log.extent(topicName, partition).start;
    for (;;) {
      const batch = await log.read(topicName, partition, from, 1 << 20);
      if (batch === undefined) break;
      for (let i = 0; i < batch.count; i++) {
        const start = batch.starts[i] ?? 0;
        const valueAt = batch.values[i] ?? 0;
        const end = batch.starts[i + 1] ?? 0;
        if (partitionOf(batch.bytes, start, valueAt, log.partitions) !== partition) {
          throw new Error(`A record of ${topicName}[${partition}] belongs elsewhere.`);
        }
        const event = topic.codec.decode(batch.bytes, valueAt, end) as unknown as Event;
        const key = batch.bytes.toString('utf8', start, valueAt);
        records.push({ topic: topicName, partition, offset: batch.baseOffset + i, key, event });
      }
      from = batch.baseOffset + batch.count;
    }
  }
  return records;
}
