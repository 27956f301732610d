import { BatchBuilder, type Clock, type Log } from '@landbridge/infra';
import { type Header, partitionOf, type Topic } from '@landbridge/schemas';

export const TEST_CLOCK: Clock = { nowMs: () => Date.UTC(2026, 2, 11) };
/** Nobody waits in a test: a pause ends when it is told to, and a pause for company at once. */
export const NO_PAUSE = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ms < 2 ** 29 || signal?.aborted) return resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });

/** Appends events to their partitions, one batch each. */
export async function appendEvents<Event extends Header>(
  log: Log,
  topic: Topic<Event>,
  events: readonly Event[],
): Promise<void> {
  await appendValues(
    log,
    topic,
    events.map((event) => ({ key: topic.key(event), value: topic.codec.toBytes(event) })),
  );
}

export async function appendValues(
  log: Log,
  topic: Pick<Topic, 'name'>,
  records: readonly { key: string; value: Uint8Array }[],
): Promise<void> {
  const builders = new Map<number, BatchBuilder>();
  for (const { key, value } of records) {
    const bytes = Buffer.from(key);
    const partition = partitionOf(bytes, 0, bytes.length, log.partitions);
    const builder = builders.get(partition) ?? new BatchBuilder(topic.name, partition);
    builders.set(partition, builder);
    builder.push(bytes, value);
  }
  await log.append([...builders.values()].map((builder) => builder.seal()));
}
