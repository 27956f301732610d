import type { RecordBatch } from '@landbridge/infra';
import type { Header, Topic } from '@landbridge/schemas';
import type { Range } from './chunk.ts';
import { letterOf } from './letters.ts';
import type { FoldTask, Taken } from './take.ts';

export function refuseMalformed(
  task: FoldTask,
  topic: Topic,
  wrong: string,
  batch: RecordBatch,
  i: number,
): void {
  task.verdicts.malformed++;
  task.publisher.publishEvent(
    task.publisher.letters,
    letterOf({
      stage: task.folding.processor.name,
      code: 'malformed',
      reason: `Reading ${addressOf(batch, i)}: ${wrong}. Correct the producer and send the record again.`,
      topic,
      record: recordOf(batch, i),
      header: undefined,
      address: addressOf(batch, i),
      ingestedAt: batch.stampMs,
    }),
  );
  task.listener('malformed', {
    topic: batch.topic,
    partition: batch.partition,
    offset: batch.baseOffset + i,
  });
}

/** Records that were set aside as late, by address. */
export type Refused = ReadonlyMap<string, LateCode>;
export type LateCode = Exclude<keyof typeof REASONS, 'future'>;

const REASONS = {
  future:
    'it lies more than 15 minutes ahead of the moment the log took it in. Check the clock of its source and send it again',
  late: 'it, or the version it replaces, is older than its topic allows. `landbridge dead-letters redrive` takes it in',
  'late-behind-bound':
    'its input was idle for so long that this time was let go. `landbridge dead-letters redrive` takes it in',
  'late-overload':
    'its key has more events than a timeline keeps, and this time was cut. `landbridge dead-letters redrive` takes it in',
} as const;

export function refuse(
  task: FoldTask,
  code: keyof typeof REASONS,
  topic: Topic,
  event: Header,
  batch: RecordBatch,
  i: number,
): void {
  const address = addressOf(batch, i);
  task.publisher.publishEvent(
    task.publisher.letters,
    letterOf({
      stage: task.folding.processor.name,
      code,
      reason: `${task.folding.processor.name} set ${topic.name}/${event.id} aside: ${REASONS[code]}.`,
      topic,
      record: recordOf(batch, i),
      header: event,
      address,
      // Rows that are handed on within a commit have no stamp yet.
      ingestedAt: batch.stampMs || event.eventTime,
    }),
  );
  const verdict = code === 'future' ? 'future' : 'late';
  task.verdicts[verdict]++;
  task.listener(verdict, {
    topic: batch.topic,
    partition: batch.partition,
    offset: batch.baseOffset + i,
  });
}

export function say(task: FoldTask, verdict: 'duplicate' | 'conflict', { batch, i }: Taken): void {
  task.verdicts[verdict]++;
  task.listener(verdict, {
    topic: batch.topic,
    partition: batch.partition,
    offset: batch.baseOffset + i,
  });
}

/** Where a record stands: part of its letter. */
export function addressOf(batch: RecordBatch, i: number): string {
  return `${batch.topic}[${batch.partition}]@${batch.baseOffset + i}`;
}

function recordOf({ bytes, starts, values }: RecordBatch, i: number): Range {
  return { bytes, start: values[i] ?? 0, end: starts[i + 1] ?? 0 };
}
