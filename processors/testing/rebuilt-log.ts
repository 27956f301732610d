import {
  type Append,
  BatchBuilder,
  type Log,
  storeWithMethods,
  type TaskStore,
  withMethods,
} from '@landbridge/infra';
import { type Header, partitionOf, type Topic } from '@landbridge/schemas';

export type TopicRow = Header & Record<string, unknown>;

/** Appends events of a topic, each to the partition of its key, in the order given. */
export async function appendEvents<Event extends Header>(
  log: Log,
  topic: Topic<Event>,
  events: readonly Event[],
): Promise<void> {
  const builders = new Map<number, BatchBuilder>();
  for (const event of events) {
    const key = Buffer.from(topic.key(event));
    const p = partitionOf(key, 0, key.length, log.partitions);
    const builder = builders.get(p) ?? new BatchBuilder(topic.name, p);
    builders.set(p, builder);
    builder.push(key, topic.codec.toBytes(event));
  }
  await log.append([...builders.values()].map((builder) => builder.seal()));
}

/** Every record of a topic, partition by partition, as a table would take them. */
export async function recordsOf(log: Log, topic: Topic): Promise<TopicRow[]> {
  const rows: TopicRow[] = [];
  for (let p = 0; p < log.partitions; p++) {
    const { start, end } = log.extent(topic.name, p);
    for (let at = start; at < end; ) {
      const batch = await log.read(topic.name, p, at, 1 << 20);
      if (batch === undefined) break;
      for (let i = 0; i < batch.count; i++) {
        const [from, to] = [batch.values[i] ?? 0, batch.starts[i + 1] ?? 0];
        if (from < to) rows.push(topic.codec.decode(batch.bytes, from, to) as TopicRow);
      }
      at = batch.baseOffset + batch.count;
    }
  }
  return rows;
}

/**
 * What a table shows of records: of each id and place the newest version, where that is not withdrawn. A row that stands
 * in two places is there twice.
 */
export function tableOf(topic: Topic, records: readonly TopicRow[]): TopicRow[] {
  const newest = new Map<string, TopicRow>();
  for (const row of records) {
    const place = JSON.stringify([row.id, ...topic.placing.map((field) => row[field])]);
    const known = newest.get(place);
    if (known === undefined || row.revision > known.revision) newest.set(place, row);
  }
  return [...newest.values()]
    .filter(({ retracted }) => !retracted)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A log whose commits are counted, seen, and of which one may be the last thing that its process does. */
export type DoomedLog = Log & { readonly commits: number };

/**
 * @param doom at which commit the process dies, and whether that commit is durable
 * @param onCommit sees what was appended, behind every commit
 */
export function doomedLog(
  log: Log,
  doom: { at: number; durable: boolean } | undefined,
  onCommit: (appends: readonly Append[]) => void = () => undefined,
): DoomedLog {
  let commits = 0;
  let isDead = false;
  const assertAlive = (): void => {
    if (isDead) throw new Error('The process is dead.');
  };
  const openTask = async (task: number): Promise<TaskStore> => {
    assertAlive();
    const store = await log.openTask(task);
    return storeWithMethods(store, {
      async commit(commit) {
        assertAlive();
        const isLast = ++commits === doom?.at;
        if (isLast) isDead = true;
        if (isLast && !doom.durable) assertAlive();
        await store.commit(commit);
        onCommit(commit.appends);
        assertAlive();
      },
    });
  };
  return Object.defineProperty(withMethods(log, { openTask }), 'commits', {
    get: () => commits,
  }) as DoomedLog;
}
