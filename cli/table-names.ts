import type { Topic } from '@landbridge/schemas';

/** The table that a topic's records land in: its name with underscores. */
export function tableOf(topic: Pick<Topic, 'name'>): string {
  return topic.name.replaceAll('.', '_');
}
