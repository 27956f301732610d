import type { Fact } from '@landbridge/schemas';
import type { DecodeContext, Decoded, Reject, Source, SourceFact } from '../source.ts';
import { testReference } from './test-reference.ts';

/** A context in which a test sets only what it is about. */
export function aContext(context: Partial<DecodeContext> = {}): DecodeContext {
  return {
    reference: testReference(),
    feed: 'feed',
    zone: null,
    plateColour: 2,
    topic: null,
    firstLine: 1,
    ...context,
  };
}

/** What a document decodes to: facts by topic and rejects, each in the order of the document. */
export class Decoding {
  readonly all: readonly Decoded[];

  constructor(source: Source, document: string | Buffer, context: Partial<DecodeContext> = {}) {
    const bytes = typeof document === 'string' ? Buffer.from(document) : document;
    this.all = [...source.decode(bytes, aContext(context))];
  }

  get stated(): SourceFact[] {
    return this.all.filter((decoded) => decoded.kind === 'fact');
  }

  get rejects(): Reject[] {
    return this.all.filter((decoded) => decoded.kind === 'reject');
  }

  get codes(): string[] {
    return this.rejects.map(({ code }) => code);
  }

  /** Facts of a topic, checked against its schema. */
  facts<Event extends Fact>(topic: { name: string }): Event[] {
    const found = this.stated.filter((stated) => stated.topic.name === topic.name);
    return found.map((stated) => {
      const event = { ...stated.fact, revision: 0, ingestedAt: 0 };
      stated.topic.codec.check(event);
      return event as Event;
    });
  }
}

/** Everything that counts of what was decoded, for comparing two layouts of one document. */
export function essence(decoding: Decoding) {
  return decoding.all.map((decoded) =>
    decoded.kind === 'fact'
      ? { event: decoded.event, topic: decoded.topic.name, fact: decoded.fact }
      : { event: decoded.event, code: decoded.code, reason: decoded.reason },
  );
}
