import type { AvroSchema } from './avro-schema.ts';
import { type Codec, codecFor } from './codec.ts';
import { DAY_MS, HOUR_MS } from './durations.ts';

/** The four fields every record begins with, so that identity and time are read without decoding the rest. */
export type Header = {
  /** Identity of the fact, unique in its topic: same id, same fact. */
  id: string;
  /** Of two versions of an id the higher revision counts; 0 to 2^53 - 1. */
  revision: number;
  /** Whether the fact is withdrawn. */
  retracted: boolean;
  /** When it happened, epoch milliseconds UTC; of a plan, estimate or need: when it was made known. */
  eventTime: number;
};

/** A fact from outside goes on with who stated it and when. */
export type Fact = Header & {
  /** Who stated it: the feed as configured. */
  source: string;
  /** When the source wrote the statement, epoch milliseconds UTC. */
  recordedAt: number;
  /** When Landbridge took it in, epoch milliseconds UTC; never part of the content. */
  ingestedAt: number;
};

/**
 * - `fact`: from outside, `timed`: ids hold source, key and event time.
 * - `received`, `settled`: from outside, `revisable`: facts may be corrected in anything, so sources write
 *   `<name>.received` and the engine settles them into `<name>`.
 * - `derived`: written by one processor.
 * - `letters`: records set aside, written by every stage.
 */
export type TopicKind = 'fact' | 'received' | 'settled' | 'derived' | 'letters';

/** A topic: a name, a key, a schema, and what the engine and the tables must know about its records. */
export type Topic<Event extends Header = Header> = {
  readonly name: string;
  readonly about: string;
  readonly kind: TopicKind;
  /** Every version of the schema, oldest first; records are written with the last one. */
  readonly schemas: readonly AvroSchema[];
  readonly codec: Codec<Event>;
  /** Record key, a non-empty string of at most `KEY_BYTES_MAX` bytes in UTF-8. */
  key(event: Event): string;
  /** The field that holds the key. */
  readonly keyField: string;
  /** Order of events of one instant and one input, 0 to `RANK_MAX`; 0 where the topic declares none. */
  rank(event: Event): number;
  /** Whether `rank` says anything: where it does not, the engine need not decode to sort. */
  readonly ranked: boolean;
  /** Fields besides the id that a table is partitioned and sorted by: when one changes, the former row is retracted. */
  readonly placing: readonly string[];
  /** Of facts: how far behind the front a fact is still accepted, milliseconds. */
  readonly allowedLatenessMs: number;
  /** Of derived rows: how far a row's event time may lie before the event that emits it, milliseconds. */
  readonly spanMs: number;
  /** How long the log keeps records, milliseconds since they were appended. */
  readonly retentionMs: number;
  /** Of a settled topic: where sources write. */
  readonly received: Topic<Event> | undefined;
};

/** Longest record key, bytes of UTF-8; state keys hold it, and LMDB keys are short. */
export const KEY_BYTES_MAX = 512;
/** Highest rank of an event: a timeline keeps it in a byte. */
export const RANK_MAX = 255;
const RETENTION_MS = 7 * DAY_MS;

type Common<Event extends Header> = {
  name: `${string}.${string}`;
  about: string;
  schemas: readonly AvroSchema[];
  key: (event: Event) => string;
  keyField: keyof Event & string;
  placing: readonly (keyof Event & string)[];
  rank?: (event: Event) => number;
  retentionMs?: number;
};

/** A topic of facts from outside. A revisable one comes with its `<name>.received` twin, keyed by the id. */
export function defineFactTopic<Event extends Fact>(
  spec: Common<Event> & { identity: 'timed' | 'revisable'; allowedLatenessMs?: number },
): Topic<Event> {
  if (spec.identity === 'timed') {
    return topic(spec, { kind: 'fact', allowedLatenessMs: spec.allowedLatenessMs ?? 72 * HOUR_MS });
  }
  const allowedLatenessMs = spec.allowedLatenessMs ?? 100 * DAY_MS;
  const received = topic<Event>(
    { ...spec, name: `${spec.name}.received`, key: (event) => event.id, keyField: 'id' },
    { kind: 'received', allowedLatenessMs },
  );
  // A settled row stands at its fact's own event time: the span is zero.
  return topic(spec, { kind: 'settled', received });
}

/** A topic that one processor writes. */
export function defineDerivedTopic<Event extends Header>(
  spec: Common<Event> & { spanMs: number },
): Topic<Event> {
  return topic(spec, { kind: 'derived', spanMs: spec.spanMs });
}

/** The topic of records set aside; every stage writes it. */
export function defineLetterTopic<Event extends Header>(spec: Common<Event>): Topic<Event> {
  return topic(spec, { kind: 'letters' });
}

function topic<Event extends Header>(
  spec: Common<Event>,
  rest: Pick<Topic<Event>, 'kind'> & Partial<Topic<Event>>,
): Topic<Event> {
  return {
    name: spec.name,
    about: spec.about,
    schemas: spec.schemas,
    codec: codecFor<Event>(
      spec.schemas,
      rest.kind === 'derived' || rest.kind === 'letters' ? 0 : 3,
    ),
    key: spec.key,
    keyField: spec.keyField,
    rank: spec.rank ?? (() => 0),
    ranked: spec.rank !== undefined,
    placing: spec.placing,
    allowedLatenessMs: 0,
    spanMs: 0,
    retentionMs: spec.retentionMs ?? RETENTION_MS,
    received: undefined,
    ...rest,
  };
}
