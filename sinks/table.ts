import { PipelineError } from '@landbridge/infra';
import type { Topic } from '@landbridge/schemas';

/** A table: a topic's records as columns. The DDL is derived from the topic's schema and what is declared here. */
export type Table = {
  readonly topic: Topic;
  /** Name of the table: the topic's with underscores. */
  readonly name: string;
  /** Sort key before the id: default the topic's placing fields. */
  readonly orderBy: readonly string[];
  /** Month or day of the event time; none for small tables. */
  readonly partitionBy: 'month' | 'day' | 'none';
  /** Whether every published version is also kept in `<name>_revisions` for 90 days. */
  readonly revisions: boolean;
  /**
   * Text columns that the engine keeps as numbers into a dictionary. None by default: they make queries that group by
   * them a little faster, but fill at less than half the speed from Avro (measured), and pack no better.
   */
  readonly lowCardinality: readonly string[];
  /** Columns that hold plates, or ids with a plate in them: the mart shows a pseudonym. */
  readonly pseudonymised: readonly string[];
  /** Free text in which a plate may stand: the mart shows it with plates and long numbers blotted out. */
  readonly masked: readonly string[];
  /** Columns that the mart leaves out: plates and records as they were received. */
  readonly hidden: readonly string[];
};

type Options<Event> = {
  orderBy?: readonly (keyof Event & string)[];
  partitionBy?: Table['partitionBy'];
  revisions?: boolean;
  lowCardinality?: readonly (keyof Event & string)[];
  pseudonymised?: readonly (keyof Event & string)[];
  masked?: readonly (keyof Event & string)[];
  hidden?: readonly (keyof Event & string)[];
};

/**
 * A table for a topic. By default it is sorted by the topic's placing fields and cut by month where the event time is
 * one of them: a replacing table replaces only within one sort key and partition, and a placing field is one whose
 * change makes the engine retract the former row in full. Rows that are computed also keep their revisions.
 */
// biome-ignore lint/suspicious/noExplicitAny: the event type only types the options; a catalog holds tables of every event.
export function defineTable<Event extends Topic<any>>(
  topic: Event,
  options: Options<EventOf<Event>> = {},
): Table {
  if (topic.kind === 'received') {
    throw new PipelineError(
      'config-invalid',
      `Defining the table of ${topic.name}: received statements do not land, the settled topic does.`,
    );
  }
  const orderBy = options.orderBy ?? topic.placing;
  return {
    topic,
    name: topic.name.replaceAll('.', '_'),
    orderBy,
    partitionBy: options.partitionBy ?? (orderBy.includes('eventTime') ? 'month' : 'none'),
    revisions: options.revisions ?? topic.kind === 'derived',
    lowCardinality: options.lowCardinality ?? [],
    pseudonymised: options.pseudonymised ?? [],
    masked: options.masked ?? [],
    hidden: options.hidden ?? [],
  };
}

type EventOf<T> = T extends Topic<infer Event> ? Event : never;
