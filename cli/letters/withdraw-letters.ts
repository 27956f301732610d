import { BatchBuilder, type Log } from '@landbridge/infra';
import { type DeadLetter, deadLetters, partitionOf } from '@landbridge/schemas';

/** Takes letters back whose records have become facts; durable once it resolves. */
export async function withdrawLetters(
  log: Pick<Log, 'append' | 'partitions'>,
  letters: readonly DeadLetter[],
): Promise<void> {
  const builders = new Map<number, BatchBuilder>();
  for (const letter of letters) {
    const withdrawn = { ...letter, revision: letter.revision + 1, retracted: true };
    const key = Buffer.from(deadLetters.key(withdrawn));
    const partition = partitionOf(key, 0, key.length, log.partitions);
    const builder = builders.get(partition) ?? new BatchBuilder(deadLetters.name, partition);
    builders.set(partition, builder);
    builder.push(key, deadLetters.codec.toBytes(withdrawn));
  }
  const appends = [...builders.values()].map((builder) => builder.seal());
  if (appends.length > 0) await log.append(appends);
}
