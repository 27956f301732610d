import type { Log } from '@landbridge/infra';
import type { Header, Topic } from '@landbridge/schemas';

const READ_BYTES_MAX = 1 << 20;

/** Visits the records of a partition from an offset to the end there is now, and answers the next offset. */
export async function readRows<Row extends Header>(
  log: Log,
  topic: Topic<Row>,
  of: { partition: number; from: number; visit: (row: Row) => void },
): Promise<number> {
  const { partition, visit } = of;
  let next = of.from;
  while (next < log.extent(topic.name, partition).end) {
    const batch = await log.read(topic.name, partition, next, READ_BYTES_MAX);
    if (batch === undefined) break;
    for (let i = 0; i < batch.count; i++) {
      const [from = 0, to = 0] = [batch.values[i], batch.starts[i + 1]];
      // A place without a value holds a mark of ours or of Kafka's.
      if (to > from) visit(topic.codec.decode(batch.bytes, from, to));
    }
    next += batch.count;
  }
  return next;
}
