import type { LetterCode, Reference } from '@landbridge/infra';
import type { Fact, Topic } from '@landbridge/schemas';

/**
 * A source turns the outside's bytes into facts. `decode` is pure and total: the same bytes give the same facts, every
 * event of the document comes out as a fact or as a reject, and it never throws.
 */
export type Source = {
  readonly name: string;
  readonly about: string;
  /** 0 to 63; raised when the mapping changes, so that a new reading of an old statement counts over the old one. */
  readonly decoderVersion: number;
  /** `document`: decode sees a whole file. `lines`: it sees blocks of whole lines, so that input of any size streams. */
  readonly framing: 'document' | 'lines';
  /** Whether the beginning of a document (up to 64 KiB) is of this format. */
  recognises(head: Buffer): boolean;
  decode(bytes: Buffer, context: DecodeContext): Iterable<Decoded>;
};

export type DecodeContext = {
  readonly reference: Reference;
  /** Name of the feed, written into every fact as `source`; part of ids. */
  readonly feed: string;
  /** Zone of times without one where the facility is unknown: an IANA name; null where nothing is configured. */
  readonly zone: string | null;
  /** JT/T colour number of plates that come without one. */
  readonly plateColour: number;
  /** Topic of lines that name none. */
  readonly topic: string | null;
  /** Number of the block's first line in its document, from 1; 1 for whole documents. */
  readonly firstLine: number;
  /** Coordinate system of positions that name none; without it they are refused. */
  readonly crs?: string;
  /** The feed marks local times with `Z`: such a time takes the facility's zone. */
  readonly zIsLocal?: boolean;
};

export type Decoded = SourceFact | Reject;

/** A fact as the source states it: the runtime adds the revision and `ingestedAt`. */
export type SourceFact = {
  readonly kind: 'fact';
  /** Ordinal of the source event in its document, from 0: one event may make several facts. */
  readonly event: number;
  readonly topic: Topic;
  readonly fact: Omit<Fact, 'revision' | 'ingestedAt'>;
  /** When this state of the fact was stated, epoch milliseconds: the later statement counts. */
  readonly statedAt: number;
  /** Where the source event stands in the decoded bytes, so that what is refused later keeps its bytes. */
  readonly span?: Span;
  /** The source event as a document of its own, where those bytes alone say too little to be decoded again. */
  readonly alone?: Uint8Array;
};

/** Bytes [from, to) of what was decoded. */
export type Span = { readonly from: number; readonly to: number };

/** An event that cannot become a fact: set aside with its reason and its bytes; its good neighbours go on. */
export type Reject = {
  readonly kind: 'reject';
  readonly event: number;
  readonly code: LetterCode;
  /** What is wrong and what to do about it, as a sentence. */
  readonly reason: string;
  /** Where in the document, such as `event 3` or `line 17`. */
  readonly address: string;
  readonly bytes: Uint8Array;
};

/** Keeps the type of the fact bound to the topic; sources are declared through this. */
export function defineSource(source: Source): Source {
  return source;
}

/** A fact for a topic, typed by it. */
export function factOf<Event extends Fact>(
  event: number,
  topic: Topic<Event>,
  fact: Omit<Event, 'revision' | 'ingestedAt'>,
  statedAt: number,
  span?: Span,
): SourceFact {
  const stated = { kind: 'fact', event, topic, fact, statedAt } as const;
  return span === undefined ? stated : { ...stated, span };
}
