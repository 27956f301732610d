import type { Header, Topic } from '../topic.ts';

/** What a consumer of the topic gets for an event: encoded as it is written, decoded as it is read. */
export function roundTrip<Event extends Header>(topic: Topic<Event>, event: Event): Event {
  const bytes = topic.codec.toBytes(event);
  return topic.codec.decode(bytes, 0, bytes.length);
}
