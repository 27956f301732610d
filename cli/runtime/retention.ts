import { withReceived } from '@landbridge/infra';
import { topics } from '@landbridge/schemas';

const retentions = new Map(
  withReceived(topics).map(({ name, retentionMs }) => [name, retentionMs] as const),
);

/** How long a topic's records are kept, milliseconds. */
export function retentionOf(topic: string): number {
  return retentions.get(topic) ?? 0;
}
