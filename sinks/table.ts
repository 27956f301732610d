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
  /** Text columns of few distinct values. */
  readonly lowCardinality: readonly string[];
  /** Columns that hold plates: the mart shows a pseudonym. */
  readonly pseudonymised: readonly string[];
};
