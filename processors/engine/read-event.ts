import type { RecordBatch } from '@landbridge/infra';
import {
  CodecError,
  cursor,
  type Header,
  KEY_BYTES_MAX,
  type Topic,
  VALUE_BYTES_MAX,
} from '@landbridge/schemas';
import type { Range } from './chunk.ts';
import { refuseMalformed } from './refusing.ts';
import type { FoldTask } from './take.ts';

/** The decoded event, or undefined where the record was set aside; the range is cut to what a reducer sees of it. */
export function readEvent(
  task: FoldTask,
  { topic, key, batch, i }: { topic: Topic; key: string; batch: RecordBatch; i: number },
  range: Range,
): Header | undefined {
  try {
    const event = topic.codec.see(range.bytes, range.start, range.end);
    range.end = cursor.at;
    if (topic.kind === 'derived' || topic.kind === 'settled') return event;
    const wrong = whatIsWrong(topic, key, event) ?? tooLong(batch, i);
    if (wrong === undefined) return event;
    refuseMalformed(task, topic, wrong, batch, i);
  } catch (error) {
    const reason =
      error instanceof CodecError ? error.message : `it does not decode: ${String(error)}`;
    refuseMalformed(task, topic, reason, batch, i);
  }
  return undefined;
}

/** Outside producers write topics too: what their header may hold is checked here. */
function whatIsWrong(topic: Topic, key: string, event: Header): string | undefined {
  if (key === '' || Buffer.byteLength(key) > KEY_BYTES_MAX)
    return `its key is empty or longer than ${KEY_BYTES_MAX} bytes`;
  if (event.id === '' || Buffer.byteLength(event.id) > KEY_BYTES_MAX)
    return `its id is empty or longer than ${KEY_BYTES_MAX} bytes`;
  if (!Number.isSafeInteger(event.revision) || event.revision < 0)
    return 'its revision is no number from 0 to 2^53 - 1';
  if (topic.key(event) !== key) return `its key is ${key}, its content says ${topic.key(event)}`;
  return undefined;
}

function tooLong({ starts, values }: RecordBatch, i: number): string | undefined {
  const bytes = (starts[i + 1] ?? 0) - (values[i] ?? 0);
  return bytes > VALUE_BYTES_MAX
    ? `it has ${bytes} bytes, more than ${VALUE_BYTES_MAX}`
    : undefined;
}
